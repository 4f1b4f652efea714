import { asks } from '../../src/approval/port.ts'
import type { Purpose } from '../../src/policy/port.ts'
import { end, learn, type Conclusion, type Effects, type Here, type WorkStep } from '../../src/story/story.ts'
import { alert } from '../alerts.ts'
import type { ApprovalRequest } from '../approval-facts.ts'
import { approvalNow } from '../approval-now.ts'
import { approvalsNeeded, requested } from '../approving.ts'
import type { Facts } from '../facts.ts'
import { personOf } from './identify.ts'
import { refusedAlerts } from './assess-risk.ts'
import type { World } from '../world.ts'

/**
 * Once everything is proved and judged: whether humans must say yes besides. What they were asked before stays asked, and what
 * they said stays said, as long as it is still what there is to decide; otherwise they are asked anew.
 */
export const requestApprovalFor = (purpose: Purpose): WorkStep<Facts, World> => ({
  name: 'request-approval',
  settled: (facts) => facts.approvalJudgedAt !== undefined,
  async work(facts, world, here) {
    const needed = approvalsNeeded(facts, world, purpose)
    // More is owed than approvals, or nothing: the act itself asks again what is enough.
    if (needed === undefined || needed === 0)
      return learn<Facts>({ approval: undefined, approvalJudgedAt: here.now })
    const before = await approvalNow(facts, world, here, purpose)
    if (facts.approval !== undefined && !('void' in before))
      return learn<Facts>({ approvalJudgedAt: here.now })
    const voids =
      'void' in before ? [{ event: 'approval.voided' as const, detail: { why: before.void } }] : []
    const { standings, rights } = world.approvals
    const { id } = personOf(facts)
    const kept = await standings.of(id)
    const asked = asks(kept.value, here.id, here.now)
    const approval = {
      ...requested(facts, world, here, purpose, needed, asked),
      // What stands there is about this conversation, so it goes on with it.
      ...(facts.approval?.onCall !== undefined && { onCall: facts.approval.onCall }),
    }
    if ((await rights.approversFor(id)) < needed)
      return end<Facts>('needs-approval', {
        events: voids,
        tells: [alert(here, facts, refusedAlerts[purpose], {}, approval.shown.said)],
      })
    const writes = [standings.keep(kept, { ...kept.value, asked })]
    return put(approval, here, { events: voids, writes })
  },
})

const put = (
  approval: ApprovalRequest,
  here: Here,
  { events = [], writes = [] }: Pick<Effects, 'events' | 'writes'>,
): Conclusion<Facts> => {
  const { band, reasons, needed, person, purpose, policy } = approval.shown
  const detail = { person: person.id, purpose, band, reasons, needed, policy, digest: approval.digest }
  return learn<Facts>(
    { approval, approvalJudgedAt: here.now },
    { events: [...events, { event: 'approval.requested', detail }], writes },
  )
}

export const requestApproval = requestApprovalFor('reset')
