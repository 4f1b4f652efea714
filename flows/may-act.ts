import { say } from '../src/story/card.ts'
import { end, learn, type Conclusion, type Here } from '../src/story/story.ts'
import type { Purpose } from '../src/policy/port.ts'
import { approvalNow } from './approval-now.ts'
import type { Facts } from './facts.ts'
import { stillHeld } from './proving.ts'
import { personOf, refused } from './steps/identify.ts'
import { stillProved } from './steps/prove-identity.ts'
import type { World } from './world.ts'

/**
 * What must hold at the very moment before an act, whatever was found earlier: this is the person's one live
 * conversation, the chat user is still linked to them, and the evidence is fresh, of the paired browser, of factors held
 * to this day, and so are the approvals that the policy asks for (P1, P2, P4). Undefined = go on; otherwise the turn to take instead.
 */
export const mayAct = async (
  facts: Facts,
  world: World,
  here: Here,
  purpose: Purpose,
): Promise<Conclusion<Facts> | undefined> => {
  const person = personOf(facts)
  const { liveFlow, factors, factorsChangedAt = 0 } = (await world.enrolments.of(person.id)).value
  if (liveFlow !== here.id) return end<Facts>('replaced', { events: [{ event: 'flow.replaced' }] })
  const bound = (await world.enrolments.boundTo(facts.actor)).value
  if (bound?.person !== person.id || bound.suspended !== undefined)
    return refused(facts, 'suspended', bound?.suspended, person.id)
  const proofs = stillHeld(facts.proofs, factors)
  // Sign-in methods that changed since the proof, in another conversation, are a reason to judge anew (F3).
  const changed = factorsChangedAt > (facts.provedAt ?? 0)
  const judged = facts.reassessed ?? facts.assessment
  // Nothing is done under a policy that is no longer in force: judged anew, which may only add.
  if (judged !== undefined && world.policy.outdated(judged))
    return learn<Facts>(
      { assessment: judged, reassessed: undefined, approvalJudgedAt: undefined },
      { note: [say('prove.policy-changed')] },
    )
  const approved = await approvalNow({ ...facts, proofs }, world, here, purpose)
  if ('void' in approved)
    return learn<Facts>({ approvalJudgedAt: undefined }, { note: [say('approval.anew')] })
  if (!changed && stillProved({ ...facts, proofs }, world, here.now, purpose, approved.count))
    return undefined
  const renewed = {
    proofs,
    provedAt: undefined,
    ...(judged && { assessment: judged }),
    reassessed: undefined,
    approvalJudgedAt: undefined,
  }
  return learn<Facts>(renewed, { note: [say('prove.renew')] })
}
