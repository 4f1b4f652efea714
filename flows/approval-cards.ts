import {
  asking,
  bad,
  good,
  say,
  type Card,
  type ChatAsk,
  type Option,
  type Phrase,
} from '../src/story/card.ts'
import type { Here } from '../src/story/story.ts'
import type { ApprovalRequest } from './approval-facts.ts'
import { snapshotOf } from './approval-words.ts'
import { claimLastsMs, isClaimed } from './approver.ts'
import type { Facts } from './facts.ts'

/** The card in the alert channels while approvers are asked: what happened, who is at it, and what may be pressed. */
export const approverCard = (request: ApprovalRequest, here: Here): Card => {
  const { title, lines } = snapshotOf(request.shown)
  return asking(title, [...lines, ...progress(request, here)], [buttons(request, here)])
}

const buttons = ({ claimed }: ApprovalRequest, { now }: Here): ChatAsk => {
  const call: Option = isClaimed(claimed, now)
    ? { value: 'release', label: say('approval.release') }
    : { value: 'call', label: say('approval.call') }
  return {
    kind: 'choice',
    name: 'approval',
    options: [
      { value: 'approve', label: say('approval.approve'), style: 'primary' },
      { value: 'deny', label: say('approval.deny'), style: 'danger' },
      call,
    ],
  }
}

const progress = ({ given, claimed, escalatedAt }: ApprovalRequest, { now }: Here): readonly Phrase[] => [
  ...given.map(({ by: { name }, at }) => say('approval.given-by', { name, at: `@${at}` })),
  ...(claimed !== undefined && isClaimed(claimed, now)
    ? [say('approval.claimed-by', { name: claimed.by.name, until: `@${claimed.at + claimLastsMs}` })]
    : []),
  ...(escalatedAt === undefined ? [] : [say('approval.waits-long')]),
]

/** The same card afterwards: what became of the request, and who decided. */
export const watchedCard = ({ approval, committed, unlocked }: Facts, outcome?: string): Card | undefined => {
  if (approval === undefined) return undefined
  const { title, lines } = snapshotOf(approval.shown)
  const complete = approval.given.length >= approval.shown.needed
  const said = approval.given.map(({ by: { name }, at }) => say('approval.given-by', { name, at: `@${at}` }))
  const all = (last: Phrase): readonly Phrase[] => [...lines, ...said, last]
  if (committed !== undefined || unlocked !== undefined) return good(title, all(say('approval.came.done')))
  if (approval.denied !== undefined) {
    const { by, at } = approval.denied
    return bad(title, all(say('approval.came.denied', { name: by.name, at: `@${at}` })))
  }
  if (outcome === 'no-one-answered') return bad(title, all(say('approval.came.no-one')))
  if (outcome !== undefined) return bad(title, all(say('approval.came.over')))
  return complete
    ? good(title, all(say('approval.came.goes-on')))
    : bad(title, all(say('approval.came.anew')))
}
