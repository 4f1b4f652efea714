import { z } from 'zod'
import { perPerson, type PerPerson } from '../../story/per-person.ts'
import type { Store } from '../../story/record.ts'

/** Which sets a person was asked, and about what: keyed digests, nothing that could be read. */
export interface AskedSets {
  readonly person: string
  readonly sets: readonly { readonly at: number; readonly facts: readonly string[] }[]
}

/** What is stored. Loose, so that a field of a newer release survives an older one's write. */
const stored = z.looseObject({
  person: z.string().min(1),
  sets: z.array(z.looseObject({ at: z.number().int().nonnegative(), facts: z.array(z.string()) })),
})

/** In `store`, one value per person. One that is not ours to the letter is a `Fault` ERR_RECORD_TAMPERED, never a person who was not asked. */
export const askedSets = (store: Pick<Store, 'read'>): PerPerson<AskedSets> =>
  perPerson<AskedSets>({
    store,
    kind: 'questions',
    empty: (person) => ({ person, sets: [] }),
    read: (value) => stored.safeParse(value).data,
  })
