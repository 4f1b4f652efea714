import type { DemoPort } from '../../src/demo/port.ts'
import { say, type Phrase } from '../../src/story/card.ts'
import { eventNames } from '../../src/story/event.ts'

export interface AuditView {
  readonly at: number
  readonly event: string
  readonly says: string
  readonly detail: string
  readonly flow: string
}

type Heard = ReturnType<DemoPort['audit']>[number]

/** Ids and hashes say nothing to whoever reads this in words; the audit file has them. */
const unsaid = ['person', 'op', 'policy', 'before']

const short = (value: unknown): string => {
  const text = Array.isArray(value) ? value.join(', ') : String(value)
  return text.length > 40 ? `${text.slice(0, 37)}…` : text
}

const detailOf = (detail: Heard['detail']): string =>
  Object.entries(detail ?? {})
    .filter(([name, value]) => !unsaid.includes(name) && value !== undefined && value !== null)
    .slice(0, 5)
    .map(([name, value]) => `${name}: ${short(value)}`)
    .join(' · ')

/** One event of the audit trail in words; an event unknown here keeps its own name. */
export const auditView = (heard: Heard, words: (phrase: Phrase) => string): AuditView => {
  const known = eventNames.find((name) => name === heard.event)
  return {
    at: heard.at,
    event: heard.event,
    says: known === undefined ? heard.event : words(say(`playground.audit.${known}`)),
    detail: detailOf(heard.detail),
    flow: heard.flow?.slice(0, 6) ?? '',
  }
}
