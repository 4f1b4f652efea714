import { day, hour } from '../lib/clock.ts'
import type { Actor } from '../story/story.ts'
import type { Standing, Talk } from './port.ts'

/** Longer than any conversation can last, approvals included. */
const talkLastsMs = 3 * hour
/** Those that end leave, so it takes a flood to come here. */
const talksKept = 30
/** How long after a freeze was lifted a chat session cannot bring it back. */
const chatRestMs = day
const alertEveryMs = hour

/** Whether this conversation may not go on: self-service is frozen, or its owner said it was not them. */
export const isBarred = (standing: Standing, flow: string): boolean =>
  standing.frozenAt !== undefined || isStopped(standing, flow)

/** Whether its owner said of this conversation that it was not them: bars even the one that lifts a freeze. */
export const isStopped = ({ stopped }: Standing, flow: string): boolean =>
  stopped.some((s) => s.flow === flow)

/**
 * The standing with one more conversation. An older one of the same chat user stays in it, for it may be writing to the
 * directory at this moment; the oldest of too many is stopped, unless it is.
 */
export const begun = (standing: Standing, flow: string, actor: Actor, now: number): Standing => {
  const others = standing.talks.filter((t) => t.flow !== flow && now - t.at < talkLastsMs)
  const idle = others.filter((t) => t.acting === undefined)
  const crowded = new Set(idle.slice(0, Math.max(0, others.length + 1 - talksKept)).map((t) => t.flow))
  return {
    ...standing,
    talks: [...others.filter((t) => !crowded.has(t.flow)), { flow, actor, at: now }],
    stopped: [...recent(standing, now), ...[...crowded].map((one) => ({ flow: one, at: now }))],
  }
}

const recent = ({ stopped }: Standing, now: number): Standing['stopped'] =>
  stopped.filter((s) => now - s.at < talkLastsMs)

/** The standing while the act `op` of this conversation is under way; without `op`, once it is over. */
export const acting = (standing: Standing, flow: string, op?: string): Standing => ({
  ...standing,
  talks: standing.talks.map(({ acting: _acting, ...t }): Talk => {
    if (t.flow !== flow) return _acting === undefined ? t : { ...t, acting: _acting }
    return op === undefined ? t : { ...t, acting: op }
  }),
})

/** The standing once this conversation is over: a freeze has nothing of it to stop, and names it no more. */
export const left = (standing: Standing, flow: string): Standing => ({
  ...standing,
  talks: standing.talks.filter((t) => t.flow !== flow),
})

/** Somebody says "that wasn't me". */
export interface Press {
  readonly via: 'chat' | 'mail'
  readonly now: number
}

export interface Verdict {
  /** What the person is told; `stopped` = ended, but not frozen. */
  readonly came: 'frozen' | 'stopped'
  /** Absent = nothing changes: it was frozen before, and nobody was about to open it. */
  readonly next?: Standing
  /** Conversations that end by it. */
  readonly ends: readonly Talk[]
  /** Whether the helpdesk hears of it. */
  readonly alarms: boolean
}

/**
 * What "that wasn't me" does. It only ever takes away, so it needs no sign-in; and it cannot be made a weapon: a second
 * press changes nothing but end who is about to open it, and within a day of a passkey having lifted a freeze a chat
 * session, which may be stolen, ends what is on without freezing again. Either alarms once an hour.
 */
export const disowned = (standing: Standing, { via, now }: Press): Verdict => {
  const { frozenAt, thawedAt, alertedAt, talks } = standing
  const frozen = frozenAt !== undefined
  if (frozen && talks.length === 0) return { came: 'frozen', ends: [], alarms: false }
  const rests = !frozen && via === 'chat' && thawedAt !== undefined && now - thawedAt < chatRestMs
  const freezes = !frozen && !rests
  const alarms = freezes || alertedAt === undefined || now - alertedAt >= alertEveryMs
  const next: Standing = {
    ...standing,
    ...(freezes && { frozenAt: now }),
    ...(!freezes && alarms && { alertedAt: now }),
    talks: [],
    stopped: [...recent(standing, now), ...talks.map(({ flow }) => ({ flow, at: now }))],
  }
  return { came: rests ? 'stopped' : 'frozen', next, ends: talks, alarms }
}

/** Whether a notice of this time can still freeze: one from before a passkey lifted the last freeze cannot bring it back. */
export const stillFreezes = ({ thawedAt }: Standing, noticeAt: number): boolean =>
  thawedAt === undefined || noticeAt >= thawedAt

/** The standing once the freeze is lifted. What was stopped stays so; whoever objects to the lifting itself is heard at once. */
export const lifted = (
  { frozenAt: _frozenAt, alertedAt: _alertedAt, ...standing }: Standing,
  now: number,
): Standing => ({
  ...standing,
  thawedAt: now,
})
