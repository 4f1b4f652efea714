import type { AuditEvent } from './event.ts'
import { clocked } from './person-time.ts'
import type { FlowRecord } from './record.ts'
import { current, end, type Answer, type Conclusion, type Effects, type Story } from './story.ts'

/** How many decided events a record remembers. */
const remembered = 16

/** What a record becomes by a conclusion, with everything that must be written along. Pure. */
export const advance = <F, W>(
  story: Story<F, W>,
  record: FlowRecord<F>,
  turn: Conclusion<F>,
  now: number,
  answer?: Answer,
): { readonly record: FlowRecord<F>; readonly effects: Effects } => {
  const facts = { ...record.facts, ...turn.facts }
  const tries =
    turn.kind === 'again' && turn.counts !== undefined ? counted(record.tries, turn.counts) : record.tries
  const note = noteAfter(record, turn, answer)
  const outcome =
    turn.kind === 'end' ? turn.outcome : current(story, facts) === undefined ? 'done' : undefined
  const ended: AuditEvent[] = outcome === undefined ? [] : [{ event: 'flow.ended', detail: { outcome } }]
  return {
    record: clocked(
      story,
      {
        ...moved(record, answer),
        facts,
        tries,
        ...(note && { note }),
        ...(outcome !== undefined && { outcome }),
      },
      now,
    ),
    effects: { ...turn, events: [...(turn.events ?? []), ...ended] },
  }
}

/** What the house does by itself, such as minting a link or judging anew, is no answer: the last one's words stay. */
const noteAfter = <F>(record: FlowRecord<F>, turn: Conclusion<F>, answer?: Answer): FlowRecord<F>['note'] => {
  if (turn.kind === 'end') return undefined
  if (turn.note !== undefined) return { to: answer?.from ?? 'person', says: turn.note }
  return answer === undefined || answer.from === 'house' ? record.note : undefined
}

/** The record one version on, without what belonged to the last answer only. */
export const moved = <F>(
  { note: _note, intent: _intent, ...record }: FlowRecord<F>,
  answer?: Answer,
): FlowRecord<F> => ({
  ...record,
  ver: record.ver + 1,
  decided: answer === undefined ? record.decided : [...record.decided, answer.eventId].slice(-remembered),
})

const counted = (
  tries: Readonly<Record<string, number>>,
  purpose: string,
): Readonly<Record<string, number>> => ({
  ...tries,
  [purpose]: (tries[purpose] ?? 0) + 1,
})

/** How a conversation ends whose time is up. */
export const expired = <F>(step: string): Conclusion<F> =>
  end<F>('expired', { events: [{ event: 'flow.expired', detail: { step } }] })
