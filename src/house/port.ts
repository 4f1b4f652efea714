import type { Card, ChatAsk } from '../story/card.ts'
import type { Actor } from '../story/story.ts'
import type { Reader } from '../words/render.ts'

/** Where a card stands. */
export interface Place {
  readonly platform: string
  /** The conversation: a DM with one person, or the alert channel. */
  readonly channel: string
  /** The message, once it was drawn; absent = draw a new one. */
  readonly message?: string
}

/** Where approvers are asked: in the alert channel, and, when nobody answers, in the channel of whoever is on call. */
export type AlertRoom = 'alerts' | 'on-call'

/** Fresh facts about a chat user, asked of the platform at every start. */
export interface Profile {
  readonly actor: Actor
  readonly displayName: string
  readonly kind: 'member' | 'guest' | 'stranger' | 'bot' | 'deleted'
  readonly email?: string
  readonly emailConfirmed: boolean
  /** BCP 47, e.g. "en-GB". */
  readonly locale?: string
  /** IANA time zone, for times in words. */
  readonly timeZone?: string
  /** When e-mail, name or owner last changed, where the platform tells (ms since the epoch). */
  readonly changedAt?: number
}

/** One thing a person did in chat. */
export interface ChatEvent {
  /** Every id the platform may redeliver it under; the first names it. */
  readonly ids: readonly string[]
  readonly actor: Actor
  readonly place: Place
  /**
   * Only for a press on a card in the configured alert channel, or in that of whoever is on call; `aside` is where nobody but its
   * presser reads what is said of it. The card's own message is `message`.
   */
  readonly alerts?: { readonly aside: Place; readonly message?: string; readonly onCall?: true }
  readonly what:
    | { readonly kind: 'text'; readonly text: string }
    /** A button or a submitted form. */
    | {
        readonly kind: 'answer'
        readonly name: string
        readonly value: string
        readonly flow?: string
        readonly prompt?: string
      }
    /** A press that opens a form; `trigger` lives seconds and is used once. */
    | {
        readonly kind: 'open'
        readonly name: string
        readonly flow?: string
        readonly prompt?: string
        readonly trigger: string
      }
    /** The person looks at the bot's own page, which `place` names; drawn there, in place. */
    | { readonly kind: 'home' }
    /**
     * The platform reports that something about its user changed, and how they are now: everything, whatever it was that
     * changed. The house decides whether it matters; a status text does not.
     */
    | { readonly kind: 'profile'; readonly profile: Profile }
    /** The user is gone from the platform, or the platform from us. */
    | { readonly kind: 'gone'; readonly why: string }
}

/** Names one posting: the same key when it is tried again. */
export interface Posting {
  readonly key: string
  /** It may be there already: an answer was lost, or a process died. To be looked for before it is posted again. */
  readonly doubted: boolean
}

/** A card ready to be drawn on a chat platform. */
export interface Drawn {
  readonly card: Card
  /** For cards of a flow: sent back with every press. */
  readonly flow?: string
  readonly prompt?: string
  /** The URL behind the card's link ask, minted for this drawing. */
  readonly url?: string
  /** For a new message. */
  readonly posting?: Posting
  /** For whom times are told. */
  readonly reader?: Reader
}

export interface Form {
  readonly ask: Extract<ChatAsk, { kind: 'code' | 'text' }>
  readonly title: Drawn['card']['title']
  readonly lines: Drawn['card']['lines']
  readonly flow?: string
  readonly prompt?: string
  /** For whom times are told. */
  readonly reader?: Reader
}

export type Sent =
  | { readonly kind: 'sent' }
  /** The platform asks to wait; only this conversation waits. */
  | { readonly kind: 'later'; readonly afterMs: number }
  | { readonly kind: 'refused'; readonly why: string }

export type Stop = () => Promise<void>

/** A request on one of the adapter's routes, framework-free: bytes in, Response out. */
export interface Route {
  /** Paths that begin with this belong to the adapter. */
  readonly prefix: string
  handle(request: Request, peer: { readonly ip: string }): Promise<Response>
}

/** What a platform must be able to do. */
export interface Adapter {
  readonly name: string
  readonly routes?: readonly Route[]
  start(house: House): Promise<Stop>
  /**
   * Draws, or redraws in place; answers where it now stands. Rejects with `Fault` ERR_CHAT when the platform does not take
   * it now; `afterMs` of the fault is how long it asks to wait, which only this conversation does.
   */
  show(drawn: Drawn, at: Place): Promise<Place>
  /** Opens a form on a live trigger. */
  ask(form: Form, trigger: string): Promise<void>
  /**
   * Undefined when the platform does not know the user, or (where it can tell) when `from`, where they are said to have written
   * from, is not a conversation of theirs.
   */
  whoIs(actor: Actor, from?: Place): Promise<Profile | undefined>
  /** Where the alert channel is, for cards that stand in it; undefined = there is none. */
  alerts(): Promise<Place | undefined>
  /** The same for the channel of whoever is on call; absent = the platform can have none. */
  onCall?(): Promise<Place | undefined>
  /** Delivers an unsolicited message to a person or to the alert channel; `key` makes a repeat recognisable. */
  tell(drawn: Drawn, to: Actor | 'alerts', key: string): Promise<Sent>
}

/** What a platform may ask of us. */
export interface House {
  readonly inbox: {
    /** Durable before it resolves: acknowledge only then. False = seen before, do nothing more. */
    accept(event: ChatEvent): Promise<boolean>
  }
  /** Works an accepted event off. Safe to call again. */
  hear(event: ChatEvent): Promise<void>
  readonly outbox: {
    /** Queues a message; the same key is queued once. */
    put(drawn: Drawn, platform: string, to: Actor | 'alerts', key: string): Promise<void>
  }
  readonly bindings: {
    /** The platform reported a change of e-mail, name or owner: a factor must confirm before the link counts again. */
    suspend(actor: Actor, why: string): Promise<void>
    /** The account is gone on the platform. */
    remove(actor: Actor, why: string): Promise<void>
  }
  readonly alerts: {
    raise(card: Card, key: string): Promise<void>
  }
}
