import type { PressAnswer } from '../approval/port.ts'
import { asking, bad, good, say, type Card, type Phrase } from '../story/card.ts'
import type { Heard } from '../story/engine.ts'
import { never } from '../story/errors.ts'
import type { Drawn } from './port.ts'

type Came = Pick<Heard<unknown>, 'verdict' | 'reveal'>

/**
 * What a press is answered with, for its presser's eyes; nothing where the card itself says it. `door` is the link without its
 * secret, `about` the title of the card that was pressed on: in a chat of their own they do not have it before them.
 */
export const replyTo = (
  { verdict, reveal }: Came,
  door: string,
  about?: Phrase,
): Pick<Drawn, 'card' | 'url'> | undefined => {
  const answer = answerIn(reveal)
  if (answer !== undefined && 'token' in answer) {
    const lines = [say('approver.sign.line', { until: `@${answer.expiresAt}` })]
    const link = { kind: 'link', purpose: 'continue', label: say('approver.sign.open') } as const
    const title = about ?? say('approver.sign.title')
    return { card: asking(title, lines, [link]), url: `${door}.${answer.token}` }
  }
  const [title, ...lines] = [...(about === undefined ? [] : [about]), ...(answer?.says ?? [])]
  if (title !== undefined && answer !== undefined)
    return { card: verdict === 'taken' ? good(title, lines) : bad(title, lines) }
  const card = cardOf(verdict)
  return card && { card }
}

const cardOf = (verdict: Came['verdict']): Card | undefined => {
  switch (verdict) {
    case 'taken':
    case 'again':
    case 'shown':
      return undefined
    case 'stale':
      return bad(say('approver.stale.title'), [say('approver.stale.line')])
    case 'duplicate':
      return asking(say('approver.twice.title'), [say('approver.twice.line')])
    case 'unheard':
      return bad(say('approver.unheard.title'), [say('approver.unheard.line')])
    case 'over':
    case 'gone':
      return bad(say('approver.over.title'), [say('approver.over.line')])
    case 'busy':
    case 'unavailable':
      return bad(say('approver.later.title'), [say('approver.later.line')])
    default:
      return never(verdict)
  }
}

const answerIn = (reveal: Came['reveal']): PressAnswer | undefined => {
  const { token, expiresAt, says } = reveal ?? {}
  if (typeof token === 'string' && typeof expiresAt === 'number') return { token, expiresAt }
  return Array.isArray(says) ? { says } : undefined
}
