import { hour } from '../lib/clock.ts'
import { parsed, type Change, type Store } from '../story/record.ts'
import type { Happening, TopicKind } from './port.ts'

/** What is about one person, and may have a card to itself. */
export type OwnKind = Extract<TopicKind, 'person' | 'alarm'>

/**
 * Counted apart: however many requests there are, "that wasn't me" has cards of its own. On one that stands already it would
 * ring nothing, and the next requests would push it off.
 */
const kept: Readonly<Record<OwnKind, string>> = { person: 'crowd:cards', alarm: 'crowd:alarms' }

/** What the card of all others is about. */
export const crowds: Readonly<Record<OwnKind, string>> = { person: 'all', alarm: 'alarms' }

/** When cards of people's own began, within the last hour, as read at a revision, and which ones begin now. */
export interface OwnCards {
  readonly kind: OwnKind
  readonly rev: number
  readonly began: readonly number[]
  readonly begin: Set<string>
}

export const readOwnCards = async (store: Store, kind: OwnKind, now: number): Promise<OwnCards> => {
  const stored = await store.read(kept[kind])
  const began = stored === undefined ? [] : parsed<readonly number[]>(stored.value)
  // One still to come counts, so a clock set back brings no second helping.
  return { kind, rev: stored?.rev ?? 0, began: began.filter((at) => now - at < hour), begin: new Set() }
}

/** The same on the card that gathers what is about too many people. */
export const crowded = (happening: Happening, kind: OwnKind): Happening => ({
  ...happening,
  kind: 'crowd',
  about: crowds[kind],
})

/** The change that notes those that begin. */
export const begunCards = ({ kind, rev, began, begin }: OwnCards, now: number): readonly Change[] =>
  begin.size === 0
    ? []
    : [
        {
          key: kept[kind],
          rev,
          value: JSON.stringify([...began, ...Array.from(begin, () => now)]),
          ttlMs: hour,
        },
      ]
