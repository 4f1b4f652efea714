import type { Board } from './alerts/board.ts'
import type { AlertCards } from './house/alert-cards.ts'
import type { Drawing } from './house/drawing.ts'
import type { ChatHouse } from './house/house.ts'
import { sendersOrder, type Inbox } from './house/inbox.ts'
import { conversationsOrder, type Outbox } from './house/outbox.ts'
import type { Timekeeper } from './lib/timekeeper.ts'
import type { Engine } from './story/engine.ts'
import type { Store } from './story/record.ts'
import type { SweepParts } from './story/sweep.ts'
import { stopping } from './story/ward.ts'

interface Workers<F, W> {
  readonly engine: Engine<F, W>
  readonly house: ChatHouse<F>
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly drawing: Drawing<F>
  readonly alertCards: AlertCards
  readonly store: Store
  readonly clock: Timekeeper
  readonly board: Board
}

/** Who works off each kind of due key, and what of it has an order to keep. */
export const dueWork = <F, W>({
  engine,
  house,
  inbox,
  outbox,
  drawing,
  alertCards,
  store,
  clock,
  board,
}: Workers<F, W>): Pick<SweepParts, 'handlers' | 'inOrderOf'> => ({
  handlers: {
    flow: (key) => engine.settle(key.slice('flow:'.length)),
    audit: (key) => engine.flush(key),
    outbox: (key) => outbox.deliver(key),
    inbox: async (key) => {
      // While our clock is off it is another's to hear, and its tries are not ours to use up.
      await clock.agreed()
      const event = await inbox.read(key)
      if (event !== undefined) await house.hear(event, true)
    },
    draw: (key) => drawing.overdue(key),
    alertcard: (key) => alertCards.owed(key),
    oncallcard: (key) => alertCards.owed(key),
    stop: stopping(engine, store),
    topic: (key) => board.due(key),
  },
  // The trail of one flow is written as it happened.
  inOrderOf: {
    audit: (key) => key.split(':')[1] ?? '',
    outbox: conversationsOrder,
    inbox: sendersOrder,
  },
})
