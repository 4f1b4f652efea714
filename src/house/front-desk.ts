import { bad, say, type Card, type Phrase } from '../story/card.ts'

/** What is said outside a conversation; the words and the closed list of intents are the flows'. */
export interface FrontDesk {
  /** A typed message, or the value of a `start` button, as an intent. */
  understand(text: string): string
  /** All that may be kept of a typed message: what `understand` makes of it stays the same. */
  keptOfText(text: string): string
  /** The same of an answer: what may be kept of its value, or the message that it turns out to be. */
  keptOfAnswer(name: string, value: string): { readonly value: string } | { readonly text: string }
  /** What an intent says was typed that must never be: for the trail. */
  refuses(intent: string): string | undefined
  /** The card for an intent that begins nothing. */
  card(intent: string): Card
  /** The story that an intent begins, if any. */
  begins(intent: string): string | undefined
  /** Stories that run beside the conversation that is on, instead of in its place. */
  readonly beside: readonly string[]
  /** Whether typing it ends the conversation that is on. */
  takesOver(intent: string): boolean
  unavailable: Card
}

/** What is said while something that is needed is down; `helpdesk` says who helps meanwhile. */
export const unavailableCard = (helpdesk: Phrase): Card =>
  bad(say('desk.unavailable'), [say('desk.unavailable.line'), helpdesk])
