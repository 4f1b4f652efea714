import type { Enrolment, EnrolmentsPort } from '../enrolment/port.ts'
import type { FreezePort } from '../freeze/port.ts'
import { Fault } from '../story/errors.ts'
import type { WholeStore } from '../story/record.ts'
import { entriesOf, type Entry } from './entry.ts'

export interface GatherParts {
  /** For the listing of who is there. */
  readonly raw: WholeStore
  readonly enrolments: EnrolmentsPort
  readonly freezes: FreezePort
  /** The enrolment with its seeds opened. */
  readonly unsealed: (enrolment: Enrolment) => Enrolment
  /** Hears of everyone whose enrolment cannot be read, and is therefore not in the backup. */
  readonly refused: (key: string, cause: Fault) => void
}

/** Everybody's enrolment, in batches, each person once. Each is read whole; the service may go on meanwhile. */
export async function* gather(parts: GatherParts): AsyncGenerator<readonly Entry[]> {
  const seen = new Set<string>()
  for await (const keys of parts.raw.list('person')) {
    const fresh = keys.filter((key) => !seen.has(key))
    for (const key of fresh) seen.add(key)
    const entries = await Promise.all(fresh.map(async (key) => entryOf(key, parts)))
    const there = entries.filter((entry) => entry !== undefined)
    if (there.length > 0) yield there
  }
}

const entryOf = async (
  key: string,
  { enrolments, freezes, unsealed, refused }: GatherParts,
): Promise<Entry | undefined> => {
  try {
    const { value, rev } = await enrolments.of(decodeURIComponent(key.slice('person:'.length)))
    if (rev === 0) return undefined
    const { liveFlow: _live, ...kept } = unsealed(value)
    const actors = await Promise.all(
      kept.bindings.map(async ({ actor }) => {
        const bound = (await enrolments.boundTo(actor)).value
        if (bound?.person !== kept.person) return []
        return [{ actor: { ...actor }, ...(bound.suspended !== undefined && { suspended: bound.suspended }) }]
      }),
    )
    const { frozenAt } = (await freezes.of(kept.person)).value
    return entriesOf(JSON.stringify([{ enrolment: kept, actors: actors.flat(), frozenAt }]))[0]
  } catch (cause) {
    if (!(cause instanceof Fault) || cause.code !== 'ERR_RECORD_TAMPERED') throw cause
    refused(key, cause)
    return undefined
  }
}
