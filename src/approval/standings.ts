import { z } from 'zod'
import { perPerson } from '../story/per-person.ts'
import type { Store } from '../story/record.ts'
import type { Standing, StandingsPort } from './port.ts'

const time = z.number().int().nonnegative()

/** What is stored. Loose, so that a field of a newer release survives an older one's write. */
const stored = z.looseObject({
  person: z.string().min(1),
  appointedAt: time.exactOptional(),
  pending: z.array(z.looseObject({ flow: z.string(), until: time })),
  granted: z.array(z.looseObject({ subject: z.string(), at: time })),
  asked: z.looseObject({ card: z.string().min(1), at: time, times: time }).exactOptional(),
})

/**
 * Approvers' standings in `store`, durable, one value per person. A value that is not ours to the letter is a `Fault`
 * ERR_RECORD_TAMPERED: an appointment that cannot be read is never taken for one.
 */
export const standings = (store: Pick<Store, 'read'>): StandingsPort =>
  perPerson<Standing>({
    store,
    kind: 'approver',
    empty: (person) => ({ person, pending: [], granted: [] }),
    read: (value) => stored.safeParse(value).data,
  })
