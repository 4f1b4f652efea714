import { z } from 'zod'
import { perPerson } from '../story/per-person.ts'
import type { Store } from '../story/record.ts'
import type { FreezePort, Standing } from './port.ts'

const time = z.number().int().nonnegative()
const actor = z.looseObject({ platform: z.string(), tenant: z.string(), user: z.string() })

/** What is stored. Loose, so that a field of a newer release survives an older one's write. */
const stored = z.looseObject({
  person: z.string().min(1),
  frozenAt: time.exactOptional(),
  thawedAt: time.exactOptional(),
  alertedAt: time.exactOptional(),
  talks: z.array(z.looseObject({ flow: z.string(), actor, at: time, acting: z.string().exactOptional() })),
  stopped: z.array(z.looseObject({ flow: z.string(), at: time })),
})

/**
 * Standings in `store`, durable, one value per person. A value that is not ours to the letter is a `Fault`
 * ERR_RECORD_TAMPERED: a freeze that cannot be read is never taken for none.
 */
export const freezes = (store: Store): FreezePort =>
  perPerson<Standing>({
    store,
    kind: 'freeze',
    empty: (person) => ({ person, talks: [], stopped: [] }),
    read: (value) => stored.safeParse(value).data,
  })
