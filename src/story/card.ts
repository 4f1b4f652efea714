import type { PhraseId } from '../words/en.ts'

/** A message id and its slots; the words live in one catalogue, never in a flow. */
export interface Phrase {
  readonly id: PhraseId
  readonly with?: Readonly<Record<string, string>>
}

export const say = (id: PhraseId, slots?: Readonly<Record<string, string>>): Phrase =>
  slots === undefined ? { id } : { id, with: slots }

export type Tone = 'ask' | 'wait' | 'good' | 'bad'

/** One screen, for one audience. Derived from a record on demand, never stored. */
export interface Card<A = ChatAsk> {
  readonly tone: Tone
  readonly title: Phrase
  readonly lines: readonly Phrase[]
  readonly asks: readonly A[]
  /** The card that handed out the one-time link stays beside this one: its link is still good. */
  readonly besideLink?: true
}

export interface Option {
  readonly value: string
  readonly label: Phrase
  readonly style?: 'primary' | 'danger'
}

/** What chat may ask. A password is missing on purpose: the type system keeps secrets out of chat. */
export type ChatAsk =
  | { readonly kind: 'choice'; readonly name: string; readonly options: readonly Option[] }
  | { readonly kind: 'text'; readonly name: string; readonly label: Phrase }
  | { readonly kind: 'code'; readonly name: string; readonly label: Phrase; readonly digits: number }
  /** The URL is minted when the card is drawn: `start` carries a one-time secret, `continue` none. */
  | { readonly kind: 'link'; readonly label: Phrase; readonly purpose: 'start' | 'continue' }

/** What only our own page may ask. */
export type WebAsk =
  | ChatAsk
  | {
      readonly kind: 'password'
      readonly name: string
      readonly label: Phrase
      readonly use: 'current' | 'new'
    }
  /** The password until now and the one to come, one form and one answer: `Secrets` named `current` and `chosen`. */
  | {
      readonly kind: 'password-change'
      readonly name: string
      readonly current: Phrase
      readonly chosen: Phrase
      /** What the person signs in with, so that a password manager knows which entry to fill and to save. */
      readonly account: string
    }
  /** A WebAuthn ceremony: `get` proves, `create` enrols. Options come from the answer named `<name>-options`. */
  | {
      readonly kind: 'webauthn'
      readonly name: string
      readonly label: Phrase
      readonly ceremony: 'get' | 'create'
    }
  /** Something secret for this browser only; the page fetches it with proof of its key and draws it. */
  | {
      readonly kind: 'reveal'
      readonly name: 'pairing-code' | 'totp-seed' | 'recovery-codes'
      readonly label: Phrase
    }

/** Which card of the alert channel a message belongs on, beside others about the same. */
export interface Topic {
  /** What went well, what concerns one person, or their word that it was not them. */
  readonly kind: 'done' | 'person' | 'alarm'
  readonly about: string
  /** Comes through in quiet hours. */
  readonly loud?: true
  /** The directory's id of the person it concerns. */
  readonly who?: string
  /** Names the network it came out of: a keyed hash, nothing that is shown. */
  readonly from?: string
}

const card =
  (tone: Tone) =>
  <A = ChatAsk>(title: Phrase, lines: readonly Phrase[] = [], asks: readonly A[] = []): Card<A> => ({
    tone,
    title,
    lines,
    asks,
  })

export const asking = card('ask')
export const waiting = card('wait')
export const good = card('good')
export const bad = card('bad')
