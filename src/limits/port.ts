import type { Band } from '../policy/port.ts'

/** What is counted, each by its own subject; `rules.ts` says how often, and what a store that is down means for it. */
export type LimitName =
  /** Conversations begun by one chat user. */
  | 'starts'
  /** The same once those are spent: still one at a time, so that the way of the passkey never closes. */
  | 'starts-slowly'
  /** Questions whether to freeze everything, asked of one chat user: they take turns of their own, so that resets use up none. */
  | 'asides'
  | 'asides-slowly'
  /** Times that one chat user is told to come back later. */
  | 'too-often'
  /** Answers to one chat user outside a conversation. */
  | 'answers'
  /** The bot's own page drawn for one chat user: each looks at the directory. */
  | 'home'
  /** Forms opened for one chat user. */
  | 'forms'
  /** Refused calls of one address (an IPv6 network of 64 bits). */
  | 'refused-calls'
  /** Calls by which one browser of a conversation moved it on. */
  | 'moves'

export type Allowance =
  | { readonly kind: 'open' }
  /** No more before this time (ms since the epoch). */
  | { readonly kind: 'wait'; readonly until: number }

/**
 * How often something may be done, counted for all replicas together. Never rejects: a store that is down is answered as
 * the limit's rule says.
 */
export interface LimitsPort {
  /** Takes one of what is left for this subject; a refused one uses nothing up, so that insisting prolongs no wait. */
  take(limit: LimitName, subject: string): Promise<Allowance>
  /** The same without taking. */
  look(limit: LimitName, subject: string): Promise<Allowance>
}

export interface Window {
  /** How many were let through in the window, this one included; one more than the most when it was refused. */
  readonly taken: number
  /** Until one more may be taken (ms); 0 = now. */
  readonly freeInMs: number
}

/**
 * Sliding windows, one for each key: at most `most` in any stretch of `windowMs`, whichever replica asked. A time to come
 * counts too, so a clock set back frees nobody. Rejects with `Fault` ERR_STORE.
 */
export interface Windows {
  take(key: string, most: number, windowMs: number): Promise<Window>
  look(key: string, most: number, windowMs: number): Promise<Window>
}

/** A conversation whose browser was just paired, by whom and from where. */
export interface PairedFlow {
  /** The directory's id of the person. */
  readonly person: string
  /** Keyed hash of the browser's network, as in `Network.prefix`; absent = not known. */
  readonly prefix?: string
  /** Autonomous system number. */
  readonly asn?: number
  /** The chat tenant it began in. */
  readonly tenant: string
}

/** How much is going on where this flow came from. */
export interface Velocity {
  /** Different people whose flows came from this network in the last hour, this one's included (F8). */
  readonly prefix: number
  /** The same of the autonomous system, which may be a whole country's telephones: for the score, not for a floor. */
  readonly asn: number
  /** How far the tenant's starts of these ten minutes are above its habit, in standard deviations; 0 = as usual, or less. */
  readonly tenant: number
}

/** How fast requests come, for the risk engine. Rejects with `Fault` ERR_STORE: not knowing is a feed that failed (F10). */
export interface VelocityPort {
  /** Notes a start: counts once for a chat user in ten minutes, so that one bomber is not a wave. */
  started(tenant: string, user: string): Promise<void>
  /** Notes a paired flow. The same person again counts once an hour, from the first time on: insisting prolongs nothing. */
  paired(flow: PairedFlow): Promise<Velocity>
  /** The same without noting. */
  of(flow: PairedFlow): Promise<Velocity>
}

/** Something above the habit of the whole tenant goes on. */
export interface Raised {
  /** When it began (ms since the epoch). */
  readonly raisedAt: number
  /** When it ends by itself unless it goes on. */
  readonly until: number
  /** What everybody is judged by at least meanwhile; a passkey on a known device passes all the same. */
  readonly band: Extract<Band, 'step-up' | 'approval'>
  readonly why: 'many-starts' | 'one-network'
}

/** The tenant-wide breaker: raises what is asked of everybody, closes nothing, and comes down by itself. */
export interface BreakerPort {
  /** Empty while it is down. Rejects with `Fault` ERR_STORE. */
  breaker(): Promise<Partial<Raised>>
}

/** What an operator decides about limits (`limits:` in the configuration). */
export interface LimitsConfig {
  /** Conversations one chat user begins in ten minutes before it goes slowly. */
  readonly startsPerUser: number
  /** Answers outside a conversation, looks at the bot's page and opened forms: each so many in ten minutes for a chat user. */
  readonly answersPerUser: number
  /** Refused calls of one address in a minute. */
  readonly refusedPerAddress: number
  readonly breaker: {
    /** Fewest chat users beginning within ten minutes that can be a wave, however quiet it usually is. */
    readonly people: number
    /** People whose flows come from one network within an hour. */
    readonly peoplePerNetwork: number
    readonly band: Raised['band']
    /** How long it stays up after the last of it. */
    readonly minutes: number
  }
}

export const usualLimits: LimitsConfig = {
  startsPerUser: 10,
  answersPerUser: 30,
  refusedPerAddress: 10,
  breaker: { people: 30, peoplePerNetwork: 10, band: 'approval', minutes: 15 },
}

/** The limits in force, for an operator. */
export const limitsInWords = (limits: LimitsConfig): string =>
  [
    `${limits.startsPerUser} starts and ${limits.answersPerUser} answers of a chat user in ten minutes`,
    `${limits.refusedPerAddress} refused calls of an address in a minute`,
    `breaker at ${limits.breaker.people} people in ten minutes or ${limits.breaker.peoplePerNetwork} from one network`,
  ].join('; ')
