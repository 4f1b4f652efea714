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

/** Everybody's enrolment and freeze (some are frozen who never enrolled), in batches, each person once. Each is read whole; the service may go on meanwhile. */
export async function* gather(parts: GatherParts): AsyncGenerator<readonly Entry[]> {
  const seen = new Set<string>()
  for (const kind of ['person', 'freeze'])
    for await (const keys of parts.raw.list(kind)) {
      const people = keys.map((key) => key.slice(`${kind}:`.length))
      const fresh = people.filter((name) => !seen.has(name))
      for (const name of fresh) seen.add(name)
      const entries = await Promise.all(fresh.map(async (name) => entryOf(name, parts)))
      const there = entries.filter((entry) => entry !== undefined)
      if (there.length > 0) yield there
    }
}

const entryOf = async (
  name: string,
  { enrolments, freezes, unsealed, refused }: GatherParts,
): Promise<Entry | undefined> => {
  try {
    const { value, rev } = await enrolments.of(decodeURIComponent(name))
    const { frozenAt } = (await freezes.of(value.person)).value
    if (rev === 0 && frozenAt === undefined) return undefined
    const { liveFlow: _live, ...kept } = unsealed(value)
    const actors = await Promise.all(
      kept.bindings.map(async ({ actor }) => {
        const bound = (await enrolments.boundTo(actor)).value
        if (bound?.person !== kept.person) return []
        return [{ actor: { ...actor }, ...(bound.suspended !== undefined && { suspended: bound.suspended }) }]
      }),
    )
    return entriesOf(JSON.stringify([{ enrolment: kept, actors: actors.flat(), frozenAt }]))[0]
  } catch (cause) {
    if (!(cause instanceof Fault) || cause.code !== 'ERR_RECORD_TAMPERED') throw cause
    refused(`person:${name}`, cause)
    return undefined
  }
}
