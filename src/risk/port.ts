import type { Network, Origin } from '../activity/port.ts'
import type { Assessment, Coolings, EvidenceType, Signals } from '../policy/port.ts'

/** Among whom requests may become more than usual. */
export const crowds = ['person', 'address', 'network', 'company'] as const
export type Velocity = Readonly<Partial<Record<(typeof crowds)[number], number>>>

/** What is judged: the signals of the flow, and where its paired browser is. */
export interface RiskRequest extends Signals {
  /** The directory's id of the person. */
  readonly person: string
  /** The chat platform, and the tenant of it, that it began in. */
  readonly chat?: string
  readonly tenant?: string
  readonly flow: string
  /** The paired browser's; absent = nothing could be told of it. */
  readonly origin?: Origin
  /** The browser's lasting key is one that this person is known by (F1). */
  readonly knownDevice?: boolean
  /** How many people had a conversation from this address in the last hour, this one included (F8); absent = not counted. */
  readonly peopleNear?: number
  /** How long changes rest, by the policy for this person. */
  readonly coolings: Coolings
  /** What was proved by now in this browser. */
  readonly evidence: readonly EvidenceType[]
  /** When the directory itself says that they last signed in (ms since the epoch); absent = not told. */
  readonly signedInAt?: number
  /** By how many standard deviations requests are more than usual; absent = not counted. */
  readonly velocity?: Velocity
  /** What came of the questions about recent activity, as a change of the score; bounded, and no floor moves by it. */
  readonly answers?: number
}

/**
 * Judges a request. Never rejects because something it asks is down: a configured part that fails means approval (F10),
 * never allow; a part that is not configured does not count.
 */
export interface RiskPort {
  assess(request: RiskRequest): Promise<Assessment>
}

/** A judgement as answers leave it, and the best that they could make of it: pure, what flows decide by. */
export { answered, answeredBest } from './answered.ts'

/** Files in the MaxMind DB format, by whole path, and what an operator knows besides. */
export interface GeoFiles {
  readonly countryFile?: string
  readonly asnFile?: string
  /** VPNs, proxies, Tor, hosting networks. */
  readonly anonymousFile?: string
  /** Autonomous systems of rented servers, from which nobody works. */
  readonly hostingAsns: readonly number[]
}

/** Tells where an address is. What no file tells is absent. */
export interface NetworksPort {
  /** Never rejects; the address itself is kept nowhere. */
  of(address: string): Promise<Network>
  /** The keys of files that are configured and can no longer be read (F10). */
  failing(): Promise<readonly string[]>
}
