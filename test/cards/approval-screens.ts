import { approverCard, watchedCard } from '../../flows/approval-cards.ts'
import type { ApprovalRequest, Shown } from '../../flows/approval-facts.ts'
import type { Facts } from '../../flows/facts.ts'
import { evidenceTypes, purposes } from '../../src/policy/port.ts'
import { replyTo } from '../../src/house/approver-reply.ts'
import { bad, good, say, type Card } from '../../src/story/card.ts'
import { en, type PhraseId } from '../../src/words/en.ts'
import { about } from './approver-replies.ts'

const grace = { id: 'id-grace', name: 'name', actor: { platform: 'test', tenant: 'T1', user: 'U-GRACE' } }

const shown: Shown = {
  flow: 'sample',
  person: { id: 'id-ada', account: 'account', displayName: 'name' },
  purpose: 'reset',
  band: 'approval',
  reasons: ['recent-reset'],
  said: [say('risk.recent-reset')],
  evidence: evidenceTypes,
  jkt: 'key',
  browser: 'browser',
  country: 'country',
  policy: 'policy',
  phone: 'number',
  needed: 2,
  askedAt: 0,
  times: 3,
}
const request: ApprovalRequest = { shown, digest: 'digest', card: 'card', doors: [], given: [] }
const here = { id: 'sample', ver: 1, now: 0, tries: {} }

const isNo = (id: string): id is PhraseId => id in en && id.startsWith('approval.no.')

/** What an approver is told for their eyes only. */
const replies: readonly (readonly PhraseId[])[] = [
  ['approval.pardon'],
  ['approval.released'],
  ['approval.not-claimed'],
  ['approval.you-denied'],
  ['approval.no-number', 'approval.then'],
  ...Object.keys(en)
    .filter(isNo)
    .map((id) => [id]),
]

/** The cards of approvers that no walk leads to. */
export const approvalScreens = (facts: Facts): readonly Card[] => [
  ...purposes.map((purpose) => approverCard({ ...request, shown: { ...shown, purpose } }, here)),
  approverCard({ ...request, shown: { ...shown, evidence: [] }, claimed: { by: grace, at: 0 } }, here),
  ...[watchedCard({ ...facts, approval: request })].flatMap((card) => card ?? []),
  bad(say('alert.approval-pair', { name: 'name', other: 'other', times: 'times' }), [
    say('alert.approval-pair.next'),
    say('alert.reference', { reference: 'reference' }),
  ]),
]

export const appointedScreen: Card = bad(say('alert.appointed', { name: 'name', account: 'account' }), [
  say('alert.appointed.next'),
  say('alert.reference', { reference: 'reference' }),
])

export const appointedNotice: Card = good(say('told.appointed', { account: 'account' }), [
  say('told.at', { at: 'at' }),
  say('told.appointed.next'),
  say('helpdesk.both', { phone: 'phone', url: 'url' }),
])

/** What something comes of; of the others nothing does. */
const isTaken = (id: PhraseId): boolean =>
  ['approval.released', 'approval.you-denied', 'approval.then'].includes(id)

/** What they are told of a press. */
export const approvalReplies: readonly Card[] = replies.flatMap((ids) => {
  const says = ids.map((id) =>
    say(id, id === 'approval.no.claimed' ? { name: 'name', until: 'until' } : undefined),
  )
  const reply = replyTo({ verdict: ids.some(isTaken) ? 'taken' : 'shown', reveal: { says } }, '', about)
  return reply === undefined ? [] : [reply.card]
})
