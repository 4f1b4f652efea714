import { minute } from '../lib/clock.ts'
import type { FlowRecord } from './record.ts'
import { askStep, current, type Story } from './story.ts'

/** No conversation lasts longer than this, however long its person had to wait for others. */
export const longestMs = 60 * minute

/** When this conversation ends by itself: while its person waits for somebody else, their own clock stands still. */
export const endsAt = <F>({ waitingSince, startedAt, expiresAt }: FlowRecord<F>): number =>
  waitingSince === undefined ? expiresAt : Math.max(expiresAt, startedAt + longestMs)

/** The record with the person's clock stopped or going on, as its step now says. Pure. */
export const clocked = <F, W>(
  story: Story<F, W>,
  { waitingSince, ...record }: FlowRecord<F>,
  now: number,
): FlowRecord<F> => {
  const waits = record.outcome === undefined && askStep(current(story, record.facts))?.waits === true
  if (waits) return { ...record, waitingSince: waitingSince ?? now }
  if (waitingSince === undefined) return record
  const moved = record.expiresAt + Math.max(0, now - waitingSince)
  const most = Math.max(record.expiresAt, record.startedAt + longestMs)
  return { ...record, expiresAt: Math.min(moved, most) }
}
