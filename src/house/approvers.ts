import type { Engine } from '../story/engine.ts'
import type { AlertCards } from './alert-cards.ts'
import { approverCardOf } from './approver-cards.ts'
import { replyTo } from './approver-reply.ts'
import { adapterAt, eventId } from './places.ts'
import type { Adapter, ChatEvent, Profile } from './port.ts'

/** What answers on an approvers' card are named. */
export const approval = 'approval'

export interface ApproversParts<F> {
  readonly engine: Pick<Engine<F, unknown>, 'hear' | 'view'>
  readonly adapters: readonly Adapter[]
  readonly alertCards: AlertCards
  readonly baseUrl: string
}

type Pressed = Extract<ChatEvent['what'], { kind: 'answer' }>

/**
 * Presses on the cards by which somebody else decides about a flow. One is heard as an approver's only on the very message that
 * shows that flow's card in the configured alert channel, or in that of whoever is on call, in the name of whom the platform says
 * pressed; what is said back is for their eyes alone. A link in it is made for this reply, and is in no store and no log.
 */
export class Approvers<F> {
  readonly #parts: ApproversParts<F>

  constructor(parts: ApproversParts<F>) {
    this.#parts = parts
  }

  /** `seen` is the platform's fresh word on the presser: whose profile changed is in doubt before anything is decided. */
  async hear(
    event: ChatEvent,
    { name, value, prompt }: Pressed,
    flow: string,
    seen: () => Promise<Profile>,
  ): Promise<void> {
    const { engine, adapters, alertCards } = this.#parts
    const { actor, place, alerts } = event
    if (alerts === undefined) return
    const profile = await seen()
    const room = alerts.onCall === true ? 'on-call' : 'alerts'
    const card = await approverCardOf(engine, flow, room)
    const stands = card !== undefined && (await alertCards.isAt(card, place.platform, alerts.message, room))
    // Without the drawing it stood on it could be about anything that came since: a client can leave that out.
    const heard =
      stands && prompt !== undefined
        ? await engine.hear(flow, {
            from: 'approver',
            name,
            value,
            eventId: eventId(event),
            actor,
            prompt,
          })
        : undefined
    const door = `${this.#parts.baseUrl}/a#v1.${flow}`
    const reply = replyTo(heard ?? { verdict: 'stale' }, door, heard?.view?.approver?.title)
    if (reply === undefined) return
    const { timeZone } = profile
    const reader = timeZone === undefined ? {} : { timeZone }
    await adapterAt(adapters, place).show({ ...reply, reader }, alerts.aside)
  }
}
