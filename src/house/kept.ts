import type { FrontDesk } from './front-desk.ts'
import type { ChatEvent } from './port.ts'

/**
 * What is kept of an event, in the store and anywhere else: nothing that somebody typed, but what was understood of it (stops
 * a password that was pasted into the chat from being found in a store, a log or a trail). The same again when done again.
 */
export const kept = (
  event: ChatEvent,
  { keptOfText, keptOfAnswer }: Pick<FrontDesk, 'keptOfText' | 'keptOfAnswer'>,
): ChatEvent => {
  const { what } = event
  if (what.kind === 'text') return { ...event, what: { kind: 'text', text: keptOfText(what.text) } }
  if (what.kind !== 'answer') return event
  const of = keptOfAnswer(what.name, what.value)
  return { ...event, what: 'text' in of ? { kind: 'text', text: of.text } : { ...what, value: of.value } }
}
