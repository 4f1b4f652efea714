import { z } from 'zod'
import { Fault } from '../story/errors.ts'

const actor = z.looseObject({ platform: z.string(), tenant: z.string(), user: z.string() })
const time = z.number().int().nonnegative()

const enrolment = z.looseObject({
  person: z.string().min(1),
  handle: z.string(),
  factors: z.array(
    z.looseObject({
      id: z.string().min(1),
      type: z.enum(['webauthn', 'totp', 'recovery-codes']),
      label: z.string(),
      addedAt: time,
      lastUsedAt: time.exactOptional(),
      data: z.record(z.string(), z.json()),
    }),
  ),
  bindings: z.array(
    z.looseObject({
      actor,
      at: time,
      suspended: z.string().exactOptional(),
      mark: z.string().exactOptional(),
    }),
  ),
  factorsChangedAt: time.exactOptional(),
  lastResetAt: time.exactOptional(),
  starts: z.array(time),
  failures: z.record(z.string(), z.array(time)),
  consecutive: z.record(z.string(), time),
})

const entry = z.object({
  /** The enrolment, its seeds opened. */
  enrolment,
  /** The chat identities that led to this person. */
  actors: z.array(z.object({ actor, suspended: z.string().exactOptional() })),
  /** When self-service was frozen for them, if it is: a lost store must not open it again. */
  frozenAt: time.exactOptional(),
})

/** One person in a backup. */
export type Entry = z.output<typeof entry>

/** The entries of one frame; a `Fault` ERR_CONFIG where a backup of ours holds something else, as one of a newer release might. */
export const entriesOf = (text: string): readonly Entry[] => {
  const result = z.array(entry).safeParse(JSON.parse(text))
  if (result.success) return result.data
  throw new Fault('ERR_CONFIG', 'the backup holds an enrolment in a shape that this release does not know')
}
