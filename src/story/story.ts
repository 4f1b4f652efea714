import { Secret } from '../lib/secret.ts'
import type { Alarm } from './alarm.ts'
import type { Card, ChatAsk, Phrase, WebAsk } from './card.ts'
import type { AuditEvent } from './event.ts'
import type { Change } from './record.ts'
import type { Tell } from './tell.ts'

export type { Notice, Recipient, Tell } from './tell.ts'

/**
 * Who can look at a step, and who it listens to. `house` is this service itself, e.g. when it mints a link; nothing
 * from outside ever speaks as it.
 */
export type Who = 'person' | 'approver' | 'browser' | 'house'

/** Who in chat: ids that the platform vouches for, never something typed. */
export interface Actor {
  readonly platform: string
  readonly tenant: string
  readonly user: string
}

/** The browser an answer came from, as proved on this very call. */
export interface BrowserProof {
  /** RFC 7638 thumbprint of the key that signed the call. */
  readonly jkt: string
  /** SHA-256 of the session cookie, or absent where the call carries none (attach, resume). */
  readonly cookieHash?: string
}

/** Whether two actors are one chat user. Ids are unique within a tenant only: without it a stranger could be taken for somebody. */
export const sameActor = (a: Actor, b: Actor): boolean =>
  a.platform === b.platform && a.tenant === b.tenant && a.user === b.user

/** What one form typed into several fields, by field. */
export type Secrets = Readonly<Record<string, Secret>>

export type AnswerValue = string | Secret | Readonly<Record<string, unknown>>

/** One thing somebody did. */
export interface Answer {
  readonly from: Who
  /** Which ask it answers. */
  readonly name: string
  readonly value: AnswerValue
  /** Unique for this deliberate act; a redelivery carries the same id and is dropped. */
  readonly eventId: string
  /** `step:ver` of the card it was pressed on; typed text has none. */
  readonly prompt?: string
  readonly actor?: Actor
  readonly browser?: BrowserProof
}

/** What goes with a change, all in one write with it. */
export interface Effects {
  readonly events?: readonly AuditEvent[]
  readonly tells?: readonly Tell[]
  readonly writes?: readonly Change[]
  /** For the answering browser's eyes only; handed back, never stored. */
  readonly reveal?: Readonly<Record<string, unknown>>
}

/** A turn that changes the record. */
export type Conclusion<F> =
  | ({ readonly kind: 'learn'; readonly facts: Partial<F>; readonly note?: readonly Phrase[] } & Effects)
  /** A no that may be tried again; `counts` names the purpose whose tries it uses up, absent = free. */
  | ({
      readonly kind: 'again'
      readonly note: readonly Phrase[]
      readonly counts?: string
      readonly facts?: Partial<F>
    } & Effects)
  | ({ readonly kind: 'end'; readonly outcome: string; readonly facts?: Partial<F> } & Effects)

/** What one answer, or one piece of work, leads to. */
export type Turn<F> =
  | Conclusion<F>
  /** Hands something to whoever answered and changes nothing; events are told all the same. */
  | ({ readonly kind: 'show'; readonly reveal: Readonly<Record<string, unknown>> } & Pick<Effects, 'events'>)
  /** Runs the step's irreversible act with what was typed, which lives as long as this one call; empty where it needs nothing. */
  | { readonly kind: 'act'; readonly input: Secret | Secrets }

export const learn = <F>(
  facts: Partial<F>,
  plus: Effects & { note?: readonly Phrase[] } = {},
): Conclusion<F> => ({
  ...plus,
  kind: 'learn',
  facts,
})
export const again = <F>(
  note: readonly Phrase[],
  plus: Effects & { counts?: string; facts?: Partial<F> } = {},
): Conclusion<F> => ({ ...plus, kind: 'again', note })
export const end = <F>(outcome: string, plus: Effects & { facts?: Partial<F> } = {}): Conclusion<F> => ({
  ...plus,
  kind: 'end',
  outcome,
})
export const show = (
  reveal: Readonly<Record<string, unknown>>,
  events: readonly AuditEvent[] = [],
): Turn<never> => ({ kind: 'show', reveal, events })
export const act = (input: Secret | Secrets = new Secret('')): Turn<never> => ({ kind: 'act', input })

/** Where a step stands: the flow, its version, the time, the tries used. */
export interface Here {
  readonly id: string
  readonly ver: number
  readonly now: number
  readonly tries: Readonly<Record<string, number>>
}

/**
 * An act that cannot be taken back. The engine saves the intent with `before`, has the intent journalled, then calls
 * `perform`; when the answer is lost or the process dies, `landed` asks the world whether it happened. Never repeated blindly.
 * `B` is what is saved of the world before (JSON, for it may be read by another process), `R` what came of the act, `I` what
 * its step typed.
 */
export interface Act<F, W, B = unknown, R = unknown, I extends Secret | Secrets = Secret> {
  /** The world now, to be saved with the intent; or a turn when the act must not begin. */
  before(
    facts: F,
    world: W,
    here: Here,
    op: string,
  ): Promise<{ readonly before: B } | { readonly turn: Conclusion<F> }>
  perform(facts: F, world: W, before: B, input: I, op: string, here: Here): Promise<R>
  landed(facts: F, world: W, before: B, op: string): Promise<R>
  /**
   * What a result means. Events in the turn are saved in one write with the record and journalled after it; their ids
   * are made of `op`, so that told twice is once.
   */
  means(facts: F, world: W, result: R, here: Here, op: string): Promise<Conclusion<F>>
  /** The result to assume when the world could not be asked for ten minutes after a crash. */
  readonly lost: R
  /** The intent, as the journal has it before anything happens. */
  intent(facts: F, before: B, op: string): AuditEvent
}

interface Common<F> {
  readonly name: string
  /** Whether the facts this step is for are there. */
  settled(facts: F): boolean
  /** Once settled, nothing earlier is ever asked again, not even by a later release. */
  readonly noReturn?: true
}

export interface AskStep<F, W> extends Common<F> {
  readonly screens: {
    person(facts: F, here: Here, world: W): Card
    approver?(facts: F, here: Here, world: W): Card
    browser?(facts: F, here: Here, world: W): Card<WebAsk>
  }
  hearsFrom(facts: F): readonly Who[]
  hear(facts: F, answer: Answer, world: W, here: Here): Promise<Turn<F>>
  readonly act?: Act<F, W, unknown, unknown, Secret | Secrets>
  /** The person can do nothing but wait for somebody else: their clock stands still (`person-time.ts`). */
  readonly waits?: true
  readonly alarm?: Alarm<F, W>
}

/** Nobody is asked; runs by itself, on whichever replica is alive. */
export interface WorkStep<F, W> extends Common<F> {
  work(facts: F, world: W, here: Here): Promise<Conclusion<F>>
}

export type Step<F, W> = AskStep<F, W> | WorkStep<F, W>

/** Something that is heard whatever the current step: cancel, "that's not me", a browser that comes back. */
export interface Interrupt<F, W> {
  readonly name: string
  readonly hearsFrom: readonly Who[]
  hear(facts: F, answer: Answer, world: W, here: Here): Promise<Turn<F>>
}

/**
 * The word of what stands guard over a conversation from outside of it, such as its person having frozen self-service.
 * `barred` ends it; `holds` are written along with whatever outlasts the conversation, and with the intent of an act, so
 * that nothing lands that was decided before the bar and written after it. `leaves` is written instead of them with the
 * end of the conversation, so that nobody takes it for one that is on.
 */
export interface WardsWord<F> {
  readonly barred?: Conclusion<F>
  readonly holds: readonly Change[]
  readonly leaves?: readonly Change[]
}

export interface Story<F, W> {
  readonly name: string
  /** Rises whenever a step becomes required; see `ERR_FLOW_NEWER`. */
  readonly version: number
  /** How long the person may take (ms). */
  readonly lastsMs: number
  readonly steps: readonly Step<F, W>[]
  readonly interrupts: readonly Interrupt<F, W>[]
  /** Asked before every answer and every work, until the point of no return, and before an act `op`; absent = nothing can bar this story. */
  ward?(facts: F, world: W, here: Here, op?: string): Promise<WardsWord<F>>
  /** What every card of the person offers besides its own asks; the house hears it, not the story. */
  readonly aside?: readonly ChatAsk[]
  /** Whether this speaker may be heard in this flow at all; checked on the very record that is decided on. */
  admits(facts: F, answer: Answer): boolean
  /** What is seen while an act is under way or its outcome is being looked up. */
  acting(facts: F, who: Who, world: W): Card<WebAsk>
  /** What is seen when the flow is over, by outcome. */
  ended(facts: F, outcome: string, who: Who, world: W): Card<WebAsk>
  /** What approvers see where no step asks them: what became of what they were asked; undefined = they were not. */
  watched?(facts: F, outcome: string | undefined, here: Here, world: W): Card | undefined
  /** Names the card that approvers see this on, where several conversations share one; absent = its own. */
  watchedOn?(facts: F): string | undefined
  /** The same for whoever is on call, once they were called; absent = they were not. */
  watchedOnCall?(facts: F): string | undefined
  upgrade?(from: number, facts: unknown): F
}

/** Where we are is never stored: it is the first step, after the last point of no return, with facts missing. */
export const current = <F, W>(story: Story<F, W>, facts: F): Step<F, W> | undefined => {
  const from = story.steps.findLastIndex((s) => s.noReturn === true && s.settled(facts)) + 1
  return story.steps.slice(from).find((s) => !s.settled(facts))
}

/** The step as one that asks; undefined when it works by itself, or there is none. */
export const askStep = <F, W>(step: Step<F, W> | undefined): AskStep<F, W> | undefined =>
  step === undefined || 'work' in step ? undefined : step
