import { replyTo } from '../../src/house/approver-reply.ts'
import { say, type Card } from '../../src/story/card.ts'

/** The card they pressed on. */
export const about = say('approval.title.reset', { name: '', account: '' })
const verdicts = ['stale', 'duplicate', 'unheard', 'over', 'busy'] as const
const came = [
  { verdict: 'shown', reveal: { token: 'token', expiresAt: 1 } } as const,
  ...verdicts.map((verdict) => ({ verdict })),
]

/** What an approver is told of a press that led nowhere, and the door that one to approve opens. */
export const approverReplies: readonly Card[] = [
  ...came.flatMap((one) => replyTo(one, 'door', about)?.card ?? []),
  ...came.slice(0, 1).flatMap((one) => replyTo(one, 'door')?.card ?? []),
]
