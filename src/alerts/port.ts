import type { Phrase } from '../story/card.ts'
import type { Status } from '../directory/port.ts'
import type { Change } from '../story/record.ts'

/** What the cards of the alert channel are about; each kind has rules of its own for when a card ends and who is woken. */
export type TopicKind =
  /** Accounts that the directory locked. */
  | 'lockouts'
  /** Resets and unlocks that went well. */
  | 'done'
  /** Refusals, suspicions and trouble of one person. */
  | 'person'
  /** "That wasn't me", of one person; and what somebody has to look into at once. */
  | 'alarm'
  /** Many people's requests out of one network. */
  | 'network'
  /** Something that we depend on and that does not answer. */
  | 'outage'
  /** People about whom there would be too many cards, all on one. */
  | 'crowd'
  /** What waited for the end of the quiet hours. */
  | 'quiet'

/** One thing that the helpdesk is to see. */
export interface Happening {
  readonly kind: TopicKind
  /** Of what or whom; together with the kind it names the card. */
  readonly about: string
  /** Told twice counts once. */
  readonly key: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** What happened, as one sentence. */
  readonly says: Phrase
  /** The circumstances, and what to do next. */
  readonly lines: readonly Phrase[]
  readonly tone: 'good' | 'bad'
  /** Comes through in quiet hours. */
  readonly loud?: true
  /** The directory's id of the person it concerns. */
  readonly who?: string
  /** Names the network it came out of: a keyed hash, nothing that is shown. */
  readonly from?: string
  /** It is over: the card is closed. */
  readonly over?: true
}

/** When it is quiet: minutes of the day in the company's time zone; from after until runs over midnight. */
export interface QuietHours {
  readonly from: number
  readonly until: number
  readonly timeZone: string
}

export interface AlertSettings {
  readonly quiet?: QuietHours
  /** After so long without anything new a card is left as it is, and the next happening begins another (ms). */
  readonly idleMs: number
  /** So many people's own cards begin within an hour; what is about others then goes on one card together. */
  readonly ownCards: number
  /** The most new messages an hour for one card, whatever comes. */
  readonly mostAnHour: number
  /** How often a standing card is drawn anew at most (ms). */
  readonly everyMs: number
  /** From so many on a person's card says that they may be under attack. */
  readonly hammered: number
  /** From so many people on requests out of one network are an attack. */
  readonly subjects: number
  /** From so many people on lockouts are an attack. */
  readonly sprayed: number
  /** How long something must have failed before it is said (ms). */
  readonly outageMs: number
  /** How often the directory is asked for lockouts (ms); 0 = never. */
  readonly lockoutsMs: number
  /** How many people one helpdesk agent may look up in an hour. */
  readonly lookups: number
}

/** Puts what happened on the cards of the alert channel. */
export interface BoardPort {
  /**
   * All or nothing in one write with `along`. False when `along` was out of date, and nothing was written; a repeat of what
   * was taken changes nothing.
   */
  take(happenings: readonly Happening[], along?: readonly Change[]): Promise<boolean>
}

/** A request of somebody, as far as the helpdesk may see it. */
export interface Request {
  readonly flow: string
  /** When it was begun (ms since the epoch). */
  readonly at: number
  /** How it ended; absent = it is on. */
  readonly outcome?: string
  /** It waits for an approver. */
  readonly waits: boolean
}

/** What looking people up takes. */
export interface LookupsPort {
  /** Whether this directory person is of the helpdesk, by their groups or by being an approver. */
  isHelpdesk(person: string, status: Status | undefined): Promise<boolean>
  /** Takes one of what the agent may look up in an hour; until when there is none left (ms since the epoch). */
  take(agent: string): Promise<number | undefined>
  request(flow: string): Promise<Request | undefined>
}
