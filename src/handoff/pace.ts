import type { LimitsPort } from '../limits/port.ts'
import type { Heard } from '../story/engine.ts'

/** How often one browser may move its conversation on. */
export interface Pace {
  /** Whether it may just now. */
  mayMove(flow: string, jkt: string): Promise<boolean>
  /** What came of a call: one that moved the conversation counts. */
  heard(flow: string, jkt: string, came: Pick<Heard<unknown>, 'verdict'>): Promise<void>
}

/**
 * Every move has cards drawn anew, the approvers' among them, and makes what stands on the older ones stale. Stops a browser
 * that comes back, or answers nonsense, without end: it kept approvers from pressing "deny", and a platform that is asked to
 * draw too often draws nobody's card. Counted for each browser of a conversation, so nobody can use up another's.
 */
export const pace = (limits: LimitsPort): Pace => ({
  mayMove: async (flow, jkt) => (await limits.look('moves', subject(flow, jkt))).kind === 'open',
  async heard(flow, jkt, { verdict }) {
    if (verdict === 'taken' || verdict === 'again') await limits.take('moves', subject(flow, jkt))
  },
})

const subject = (flow: string, jkt: string): string => JSON.stringify([flow, jkt])
