import type { Card, Phrase, Topic } from './card.ts'
import type { Actor } from './story.ts'

export type Recipient =
  | { readonly kind: 'person' }
  /** A chat user by name, for whoever is told of something they did not begin. */
  | { readonly kind: 'chat'; readonly to: Actor }
  | { readonly kind: 'alerts' }
  | {
      readonly kind: 'mail'
      readonly to: string
      /** Whose notice this is and what it says, when its reader must be able to say that it was not them. */
      readonly disowns?: Notice
    }

/** A notice as its reader may disown it later. */
export interface Notice {
  readonly person: { readonly id: string; readonly account: string; readonly displayName: string }
  readonly says: Phrase
  /** When it was decided, not when it was sent (ms since the epoch). */
  readonly at: number
  /** The conversation it tells of, for whoever looks into it. */
  readonly reference?: string
}

/** A message nobody waits for: queued in the same write as the change it tells of, sent at least once under its key. */
export interface Tell {
  readonly key: string
  readonly to: Recipient
  readonly card: Card
  /** Of all messages of this name one an hour is sent, the rest only journalled: for what an attacker could repeat at will. */
  readonly hourly?: string
  /** For the alert channel: on a card with others of this topic. */
  readonly topic?: Topic
  /**
   * Whose message it is that they did not ask for and that tells of no change of theirs: one an hour for a person, whatever it
   * says (T1621). What was changed is always told, and has no such mark.
   */
  readonly unasked?: string
}
