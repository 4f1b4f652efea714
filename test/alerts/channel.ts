import { Board } from '../../src/alerts/board.ts'
import type { AlertSettings } from '../../src/alerts/port.ts'
import { AlertCards } from '../../src/house/alert-cards.ts'
import { second, ShiftedClock } from '../../src/lib/clock.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { Store } from '../../src/story/record.ts'
import { Sweep } from '../../src/story/sweep.ts'
import { textOf } from '../support/phrases.ts'
import { TestChat } from '../support/test-chat.ts'
import { evening, settings } from './happening.ts'

/** A company with these platforms, and as many replicas as are opened. */
export const company = (chats: readonly TestChat[] = [new TestChat()], plus: Partial<AlertSettings> = {}) => {
  const clock = new ShiftedClock({ now: () => evening })
  const raw = memoryStore(clock)
  const faults: unknown[] = []
  const replica = (store: Store = raw) => {
    const failed = (cause: unknown) => void faults.push(cause)
    const cards = new AlertCards({
      store,
      clock,
      journal: { append: async () => {} },
      adapters: chats,
      failed,
    })
    const board = new Board({ store, clock, settings: { ...settings, ...plus }, cards })
    const handlers = {
      topic: (key: string) => board.due(key),
      alertcard: (key: string) => cards.owed(key),
    }
    const sweep = new Sweep({ store, clock, handlers, failed })
    return { board, rest: () => sweep.round() }
  }
  return { clock, raw, faults, replica }
}

/** What stands in the alert channel now, card by card. */
export const standing = (chat: TestChat): readonly string[] =>
  (chat.rooms.get('alerts') ?? []).map(({ drawings }) => {
    const drawn = drawings.at(-1)
    if (drawn === undefined) throw new Error('a message without a drawing')
    return textOf(drawn.card)
  })

/** Long enough for any lease of a card to be over. */
export const aWhile = 31 * second
