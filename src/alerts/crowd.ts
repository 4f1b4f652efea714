import { hour } from '../lib/clock.ts'
import { parsed, type Change, type Store } from '../story/record.ts'
import type { Happening } from './port.ts'

const key = 'crowd:cards'

/** When cards of people's own began, within the last hour, as read at a revision. */
export interface OwnCards {
  readonly rev: number
  readonly began: readonly number[]
}

export const readOwnCards = async (store: Store, now: number): Promise<OwnCards> => {
  const stored = await store.read(key)
  const began = stored === undefined ? [] : parsed<readonly number[]>(stored.value)
  // One still to come counts, so a clock set back brings no second helping.
  return { rev: stored?.rev ?? 0, began: began.filter((at) => now - at < hour) }
}

/** Whether a happening may have a card to itself: what is about one person, be it "that wasn't me". */
export const isOwn = ({ kind }: Pick<Happening, 'kind'>): boolean => kind === 'person' || kind === 'alarm'

/** The same on the card that gathers what is about too many people. */
export const crowded = (happening: Happening): Happening => ({ ...happening, kind: 'crowd', about: 'all' })

/** The change that notes so many more cards begun. */
export const begunCards = ({ rev, began }: OwnCards, more: number, now: number): readonly Change[] =>
  more === 0
    ? []
    : [
        {
          key,
          rev,
          value: JSON.stringify([...began, ...Array.from({ length: more }, () => now)]),
          ttlMs: hour,
        },
      ]
