import { minute } from '../lib/clock.ts'
import { bad, good, say, type Card } from '../story/card.ts'
import type { Part } from './health.ts'

type Kind = 'directory' | 'store' | 'mail' | 'audit' | 'chat' | 'activity'

const kindOf = (part: Part): { readonly kind: Kind; readonly which: string } => {
  if (part.startsWith('chat:')) return { kind: 'chat', which: part.slice('chat:'.length) }
  if (part.startsWith('activity:')) return { kind: 'activity', which: part.slice('activity:'.length) }
  return { kind: part === 'directory' || part === 'store' || part === 'mail' ? part : 'audit', which: '' }
}

/** What is away, what that means for people, and what to do. */
export const awayCard = (part: Part, since: number, replica = ''): Card => {
  const { kind, which } = kindOf(part)
  const says = say(`outage.${kind}`, { since: `@${since}`, platform: which, replica })
  return bad(says, [say(`outage.${kind}.means`), say(`outage.${kind}.do`)])
}

/** It works again, and how long it was away. */
export const backCard = (part: Part, awayMs: number, replica = ''): Card => {
  const { kind, which } = kindOf(part)
  const minutes = `${Math.max(1, Math.round(awayMs / minute))}`
  return good(say(`outage.${kind}.over`, { minutes, platform: which, replica }), [say('outage.nothing')])
}
