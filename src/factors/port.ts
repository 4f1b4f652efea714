import type { ChatAsk, Phrase, WebAsk } from '../story/card.ts'
import type { AnswerValue } from '../story/story.ts'
import type { EvidenceType } from '../policy/port.ts'

export type FactorType = 'webauthn' | 'totp' | 'recovery-codes'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** One authenticator of one person, as kept in the enrolment. `data` is the factor's own: public keys, sealed seeds, hashes. */
export interface EnrolledFactor {
  readonly id: string
  readonly type: FactorType
  /** What the person calls it, e.g. "Passkey on Android". Shown on pages; never trusted. */
  readonly label: string
  readonly addedAt: number
  readonly lastUsedAt?: number
  readonly data: Readonly<Record<string, Json>>
}

/** Everything a ceremony is bound to. */
export interface Ceremony {
  readonly flow: string
  readonly ver: number
  /** Thumbprint of the browser's key. */
  readonly jkt: string
  readonly now: number
  readonly person: {
    readonly id: string
    readonly account: string
    readonly displayName: string
    readonly handle: string
  }
}

/** Whose data it is; `factor` is the factor's id. */
export interface SealedFor {
  readonly person: string
  readonly factor: string
}

/** What stands in the place of a sealed text, given what it is bound to. */
export type Reseal = (sealed: string, bound: string) => string

export type FactorRefusal =
  | 'wrong'
  | 'replayed'
  | 'malformed'
  | 'expired'
  | 'not-yours'
  | 'not-allowed'
  | 'already-enrolled'

export type Proved =
  | {
      readonly kind: 'accepted'
      readonly evidence: EvidenceType
      /** The factor as it must be kept from now on (counter, last step, spent code); write it with the verdict. */
      readonly factor: EnrolledFactor
      /** Shown once to the browser, e.g. the code that replaces a used one. */
      readonly reveal?: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'refused'; readonly reason: FactorRefusal }

export type Enrolled =
  | {
      readonly kind: 'enrolled'
      readonly factor: EnrolledFactor
      readonly reveal?: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'refused'; readonly reason: FactorRefusal }

/** What is kept in the flow between the beginning of an enrolment and its confirmation; secrets in it are sealed. */
export type Pending = Readonly<Record<string, Json>>

/**
 * One kind of authenticator. A wrong answer is a value; only a broken dependency throws. Adding a kind is one file
 * and one line in `index.ts`.
 */
export interface Factor {
  readonly type: FactorType
  /** The evidence it gives when it is accepted; what an offer is planned with. */
  readonly evidence: EvidenceType
  readonly name: Phrase
  /** What the page asks to prove it; its `name` is the answer's name. */
  readonly proves: WebAsk
  /** Where an operator allows it: the form in chat that proves it as well, and the lesser evidence that gives. */
  readonly inChat?: { readonly ask: Extract<ChatAsk, { kind: 'code' }>; readonly evidence: EvidenceType }
  /** What the page asks to enrol it; empty = enrolled by `begin` alone. */
  readonly enrols: readonly WebAsk[]
  /** The names of answers that conclude an enrolment (`finish`); any other is answered by `reveal`. */
  readonly concludes: readonly string[]
  /** Tries per flow and per hour; undefined = not guessable. */
  readonly tries?: { readonly perFlow: number; readonly perHour: number }
  /** Public options for a proving ceremony (WebAuthn); other kinds have none. */
  challenge?(held: readonly EnrolledFactor[], ceremony: Ceremony): Promise<Readonly<Record<string, unknown>>>
  prove(held: readonly EnrolledFactor[], answer: AnswerValue, ceremony: Ceremony): Promise<Proved>
  /** Begins an enrolment: what to keep in the flow. */
  begin(held: readonly EnrolledFactor[], ceremony: Ceremony): Promise<Pending>
  /**
   * Its data, kept or pending, with `each` put in the place of every part that is encrypted under a configured key; absent =
   * it encrypts nothing. How keys are changed and backups made: without it a new key would leave such a part behind.
   */
  resealed?(
    data: Readonly<Record<string, Json>>,
    whose: SealedFor,
    each: Reseal,
  ): Readonly<Record<string, Json>>
  /** Its data as it must be after a restore from a backup, so that what was used meanwhile is not good again. */
  restored?(data: Readonly<Record<string, Json>>, now: number): Readonly<Record<string, Json>>
  /** What the browser needs of a begun enrolment (options, seed with QR text); callable again after a reload. */
  reveal(
    pending: Pending,
    held: readonly EnrolledFactor[],
    ceremony: Ceremony,
  ): Promise<Readonly<Record<string, unknown>>>
  finish(
    pending: Pending,
    held: readonly EnrolledFactor[],
    answer: AnswerValue,
    ceremony: Ceremony,
  ): Promise<Enrolled>
}

/** Single-use, time-limited values that the server makes and recognises without keeping a list of them. */
export interface Nonces {
  /** A fresh nonce for `purpose`, good for five minutes. */
  make(purpose: string, now: number): string
  /** True exactly once for a nonce made for this purpose and not expired. */
  spend(purpose: string, nonce: string, now: number): Promise<boolean>
}

/** Questions about recent sign-ins: no factor, and nothing they say is evidence. */
export type { QuestionsPort } from './activity-questions/port.ts'
export type { Question, QuestionSet } from './activity-questions/question.ts'
export { askedAs, optionAs, unknownAs } from './activity-questions/said.ts'
