import type { PendingTell } from '../../src/story/record.ts'
import type { Edge } from '../flows/walking/walk.ts'
import { nameOf, emptied, type Screen } from './screen.ts'

/** Screens by name. */
export type Screens = Readonly<Record<string, Screen>>

const sorted = (screens: Map<string, Screen>): Screens =>
  Object.fromEntries([...screens].toSorted(([a], [b]) => (a < b ? -1 : 1)))

export const byName = (all: readonly Screen[]): Screens =>
  sorted(
    new Map(
      all.map(({ card, ...rest }) => {
        const screen = { ...rest, card: emptied(card) }
        return [nameOf(screen), screen]
      }),
    ),
  )

/** What people see on a walk: the card after every move, whatever it answered, and every message that went out. */
export class Gathering {
  readonly #seen = new Set<string>()
  readonly #all: Screen[] = []

  see({ to: { view, record }, written }: Edge): void {
    this.#add({
      room: 'talk',
      ...(record.outcome === undefined && { live: true as const }),
      card: view.person,
    })
    if (view.approver !== undefined)
      this.#add({
        room: 'alerts',
        ...(record.outcome === undefined && { live: true as const }),
        card: view.approver,
      })
    for (const { key, value } of written) {
      if (!key.startsWith('outbox:') || value === null || this.#seen.has(value)) continue
      this.#seen.add(value)
      const { tell }: PendingTell = JSON.parse(value)
      if (tell.to.kind === 'mail') continue
      this.#add({ room: tell.to.kind === 'alerts' ? 'alerts' : 'notice', card: tell.card })
    }
  }

  #add(screen: Screen): void {
    const raw = JSON.stringify(screen)
    if (this.#seen.has(raw)) return
    this.#seen.add(raw)
    this.#all.push(screen)
  }

  get screens(): Screens {
    return byName(this.#all)
  }
}
