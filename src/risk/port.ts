import type { Origin } from '../activity/port.ts'
import type { Assessment, EvidenceType, Signals } from '../policy/port.ts'

/** What is judged: the signals of the flow, and where its paired browser is. */
export interface RiskRequest extends Signals {
  /** The directory's id of the person. */
  readonly person: string
  readonly flow: string
  /** The paired browser's; absent = nothing could be told of it. */
  readonly origin?: Origin
  /** What was proved by now in this browser. */
  readonly evidence: readonly EvidenceType[]
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
