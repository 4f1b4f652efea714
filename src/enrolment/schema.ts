import { z } from 'zod'

const time = z.number().int().nonnegative()

const actor = z.looseObject({ platform: z.string(), tenant: z.string(), user: z.string() })

const factor = z.looseObject({
  id: z.string().min(1),
  type: z.enum(['webauthn', 'totp', 'recovery-codes']),
  label: z.string(),
  addedAt: time,
  lastUsedAt: time.exactOptional(),
  data: z.record(z.string(), z.json()),
})

/**
 * What is stored of a person. Objects are loose: a field that a newer release wrote survives an older one's write
 * while both run.
 */
export const storedEnrolment = z.looseObject({
  person: z.string().min(1),
  handle: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  factors: z.array(factor),
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
  liveFlow: z.string().exactOptional(),
  starts: z.array(time),
  unlocks: z.array(time).exactOptional(),
  failures: z.record(z.string(), z.array(time)),
  consecutive: z.record(z.string(), time),
  browsers: z.array(z.looseObject({ device: z.string(), since: time, lastAt: time })).exactOptional(),
  restored: z.looseObject({ from: z.string(), at: time }).exactOptional(),
})

/** What is stored of a linked chat identity. */
export const storedBinding = z.looseObject({
  person: z.string().min(1),
  suspended: z.string().exactOptional(),
})
