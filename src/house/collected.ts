import type { BoardPort, Happening } from '../alerts/port.ts'
import type { Clock } from '../lib/clock.ts'
import type { Journal } from '../story/event.ts'
import type { PendingTell, Stored } from '../story/record.ts'
import type { Tell } from '../story/story.ts'
import type { Topic } from '../story/card.ts'

export interface CollectedParts {
  readonly board?: BoardPort
  readonly journal: Journal
  readonly clock: Clock
}

/**
 * Puts a message for the alert channel on the card of its topic, in one write with its leaving the outbox: on no card twice,
 * and lost by no crash. False = it belongs on none, and is sent by itself.
 */
export const collected = async (
  { board, journal, clock }: CollectedParts,
  { key, rev }: Stored,
  { tell, flow }: PendingTell,
): Promise<boolean> => {
  const { topic } = tell
  if (board === undefined || topic === undefined || tell.to.kind !== 'alerts') return false
  const detail = { to: 'alerts', card: topic.kind }
  await journal.append([{ event: 'notice.collected', id: `${key}:collected`, flow, detail }])
  await board.take([happeningOf(tell, topic, clock.now())], [{ key, rev, value: null }])
  return true
}

const happeningOf = ({ key, card }: Tell, topic: Topic, now: number): Happening => ({
  ...topic,
  key,
  at: now,
  says: card.title,
  lines: card.lines,
  tone: card.tone === 'good' ? 'good' : 'bad',
})
