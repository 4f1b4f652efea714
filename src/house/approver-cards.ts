import type { View } from '../story/view.ts'
import type { AlertCards } from './alert-cards.ts'

interface Parts<F> {
  readonly engine: { view(flow: string): Promise<View<F> | undefined> }
  readonly cards: AlertCards
}

/** Under which the approvers' card of a flow stands. */
export const approverCard = (flow: string): string => `approval-${flow}`

/** Keeps what approvers see of a flow equal to its record, in every alert channel. */
export const drawApprovers =
  <F>({ engine, cards }: Parts<F>) =>
  async (flow: string): Promise<void> => {
    const now = async () => {
      const { approver: card, prompt } = (await engine.view(flow)) ?? {}
      if (card === undefined) return undefined
      // Where nothing can be pressed, nothing is bound to the version, and what did not change is not drawn again.
      return { card, flow, ...(card.asks.length > 0 && prompt !== undefined && { prompt }) }
    }
    if ((await now()) !== undefined) await cards.draw(approverCard(flow), now)
  }
