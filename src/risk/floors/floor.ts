import type { History, Verdict } from '../../activity/port.ts'
import type { Band, Reason } from '../../policy/port.ts'
import type { RiskRequest } from '../port.ts'
import type { Scored } from '../scored.ts'

/** A request and all that was found out about it; a part that is absent is not configured, or does not count yet. */
export interface Judged {
  readonly request: RiskRequest
  /** What is known of the person, once a source has delivered for long enough. */
  readonly history?: History
  readonly scored?: Scored
  /** Where the chat itself was last signed in to (F9). */
  readonly chatCountry?: string
  readonly verdict?: Verdict
  /** What everybody is judged by at least just now. */
  readonly wave?: Band
  /** A country can be told of public addresses here; one of which it cannot be told is in no list. */
  readonly tellsCountry?: boolean
  /** Something that is configured to be asked did not answer. */
  readonly failing: boolean
}

/** The least band that one thing known of a request asks for. A floor is only ever raised by more that is known against it. */
export interface Standing {
  readonly reason: Reason
  readonly band: Band
  /** When it comes down by itself (ms since the epoch). */
  readonly easesAt?: number
  /** It is about the place alone: strong evidence takes the place of a human's look (F2). */
  readonly place?: true
  /** It is about how many others there are: anybody can bring it about, so it closes no way of the passkey (threat 13). */
  readonly crowd?: true
}

/** One rule: undefined = it does not stand. */
export type Floor = (judged: Judged) => Standing | undefined
