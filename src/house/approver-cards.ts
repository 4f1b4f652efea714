import type { View } from '../story/view.ts'
import type { AlertCards, Shown } from './alert-cards.ts'
import type { AlertRoom } from './port.ts'

interface Viewing<F> {
  view(flow: string): Promise<View<F> | undefined>
}

interface Parts<F> {
  readonly engine: Viewing<F>
  readonly cards: AlertCards
}

/** Under which the approvers' card of a flow stands, or the one that it shares with others. */
export const approverCard = (name: string): string => `approval-${name}`

/** The same for a flow, as its record says; undefined = it has none in this room. */
export const approverCardOf = async <F>(
  engine: Viewing<F>,
  flow: string,
  room: AlertRoom = 'alerts',
): Promise<string | undefined> => nameIn(room, flow, await engine.view(flow))

const nameIn = <F>(room: AlertRoom, flow: string, seen: View<F> | undefined): string | undefined => {
  const name = room === 'alerts' ? (seen?.approverOn ?? flow) : seen?.onCallOn
  return name === undefined ? undefined : approverCard(name)
}

/**
 * Keeps what approvers see of a flow equal to its record, in every alert channel and, once they were called, before whoever is on
 * call. On a card that several share stands the newest: one that is over leaves it to whoever came after.
 */
export const drawApprovers =
  <F>({ engine, cards }: Parts<F>) =>
  async (flow: string): Promise<void> => {
    const now = async (before?: Shown) => {
      const { approver: card, prompt, outcome } = (await engine.view(flow)) ?? {}
      if (card === undefined) return undefined
      if (outcome !== undefined && before?.flow !== undefined && before.flow !== flow) return undefined
      // Where nothing can be pressed, nothing is bound to the version, and what did not change is not drawn again.
      return { card, flow, ...(card.asks.length > 0 && prompt !== undefined && { prompt }) }
    }
    const seen = await engine.view(flow)
    if (seen?.approver === undefined) return
    const drawn = async (room: AlertRoom): Promise<void> => {
      const name = nameIn(room, flow, seen)
      if (name !== undefined) await cards.draw(name, now, room)
    }
    await Promise.all([drawn('alerts'), drawn('on-call')])
  }
