import { GreaterThanEqualsFilter } from 'ldapts'
import { generalizedTime } from '../filetime.ts'
import type { GuardedClient } from '../guarded-client.ts'
import type { Witness } from '../port.ts'
import { all, equal } from './visible.ts'
import { tracks } from './write.ts'

/** One write that the server logged as done. */
interface Logged {
  /** When, and in which order: the stamp that the write gave its entry. */
  readonly csn: string
  readonly controls: string
}

/** What the server's own log tells of one order. */
export interface Trail {
  /** The stamp of our password write. */
  readonly set?: string
  /** The stamp of what prepares it. */
  readonly mark?: string
  /** Whether the log reaches back to the password that was there before, so that what it does not show did not happen. */
  readonly covers: boolean
  /** The stamps of what others wrote to the entry after ours. */
  readonly others: readonly string[]
  /** The stamps of all that is in there. The entry is written first: a server that dies in between leaves a write out. */
  readonly stamps: readonly string[]
}

/** How far clocks may differ (ms). */
const skewMs = 900_000

/**
 * Reads the accesslog of a person since the witness (slapo-accesslog). The session-tracking control of each of our requests
 * is in there, so whether one of them was carried out is certain. The log's copy of the hash is not asked for.
 */
export const readTrail = async (
  client: GuardedClient,
  accesslogDn: string,
  witness: Witness,
  op: string,
): Promise<Trail> => {
  const since = generalizedTime((witness.takenAt ?? 0) - skewMs)
  const filter = all(
    equal('reqEntryUUID', witness.person),
    new GreaterThanEqualsFilter({ attribute: 'reqStart', value: since }),
    equal('reqResult', '0'),
  )
  const attributes = ['entryCSN', 'reqControls', 'reqType']
  const found = await client.search(accesslogDn, { scope: 'sub', filter, attributes })
  const writes = found
    .filter((e) => e.text('reqType') !== 'bind')
    .map((e): Logged => ({
      csn: e.text('entryCSN') ?? '',
      controls: e.texts('reqControls').join(' ').toUpperCase(),
    }))
  return trail(writes, witness, op)
}

const trail = (writes: readonly Logged[], witness: Witness, op: string): Trail => {
  const ours = (name: string) =>
    writes.find((w) => w.controls.includes(Buffer.from(name).toString('hex').toUpperCase()))
  const [set, mark] = [ours(tracks(op).set), ours(tracks(op).mark)]
  const last = set ?? mark
  return {
    ...(set === undefined ? {} : { set: set.csn }),
    ...(mark === undefined ? {} : { mark: mark.csn }),
    covers:
      writes.some((w) => w !== set && w !== mark && second(w.csn) >= witness.setAt.slice(0, 14)) ||
      mark !== undefined,
    others: last === undefined ? [] : writes.filter((w) => w.csn > last.csn).map((w) => w.csn),
    stamps: writes.map((w) => w.csn),
  }
}

/** The second of a stamp (`20261123070512.409085Z#…`), in the form of a time to the second. */
export const second = (csn: string): string => csn.slice(0, 14)
