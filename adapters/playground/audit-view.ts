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

const short = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 48 ? `${text.slice(0, 45)}…` : text
}

const detailOf = (detail: Heard['detail']): string =>
  Object.entries(detail ?? {})
    .filter(([, value]) => value !== undefined)
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
