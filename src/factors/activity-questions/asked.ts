import { z } from 'zod'
import { perPerson, type PerPerson } from '../../story/per-person.ts'
import type { Change, Store } from '../../story/record.ts'
import { countedFor, type CountedSet } from './limits.ts'

/** Which sets a person was asked, and about what: keyed digests, nothing that could be read. */
export interface AskedSets {
  readonly person: string
  readonly sets: readonly (CountedSet & { readonly facts: readonly string[] })[]
}

/** What is stored. Loose, so that a field of a newer release survives an older one's write. */
const stored = z.looseObject({
  person: z.string().min(1),
  sets: z.array(
    z.looseObject({
      at: z.number().int().nonnegative(),
      facts: z.array(z.string()),
      failed: z.boolean().optional(),
    }),
  ),
})

/** In `store`, one value per person. One that is not ours to the letter is a `Fault` ERR_RECORD_TAMPERED, never a person who was not asked. */
export const askedSets = (store: Pick<Store, 'read'>): PerPerson<AskedSets> =>
  perPerson<AskedSets>({
    store,
    kind: 'questions',
    empty: (person) => ({ person, sets: [] }),
    read: (value) => stored.safeParse(value).data,
  })

type Read = Awaited<ReturnType<PerPerson<AskedSets>['of']>>

/** The change that keeps these sets instead of those that were read, for as long as a set counts. */
export const keepSets = (asked: PerPerson<AskedSets>, kept: Read, sets: AskedSets['sets']): Change => ({
  ...asked.keep(kept, { ...kept.value, sets }),
  ttlMs: countedFor,
})

/** The change that marks the last set as failed; undefined where none is counted any more. */
export const markedFailed = (asked: PerPerson<AskedSets>, kept: Read): Change | undefined => {
  const last = kept.value.sets.at(-1)
  if (last === undefined) return undefined
  return keepSets(asked, kept, [...kept.value.sets.slice(0, -1), { ...last, failed: true }])
}

/** The change after which nothing tells what was asked about, and every set counts as before; undefined where none does. */
export const withoutFacts = (asked: PerPerson<AskedSets>, kept: Read): Change | undefined => {
  const { sets } = kept.value
  if (sets.length === 0) return undefined
  return keepSets(
    asked,
    kept,
    sets.map((set) => ({ ...set, facts: [] })),
  )
}
