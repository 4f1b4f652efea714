import { thingsOf, type History, type SignIn } from '../../activity/port.ts'
import { day } from '../../lib/clock.ts'
import type { Kind } from './question.ts'

/** How old a sign-in is that is asked about: not what happened a moment ago in front of a thief, nor what is forgotten. */
const [youngest, oldest] = [day, 14 * day]

export interface Material {
  /** What is true of the time asked about. */
  readonly fresh: readonly string[]
  /** All that was ever true, of a chat too: none of it may stand beside a right answer. */
  readonly ever: ReadonlySet<string>
}

/**
 * What could be asked of a person. Nothing of the chat that is used or of any other: whoever has taken over a chat session
 * reads there what its owner does. Nothing of a source that is a chat, either.
 */
export const materialOf = (history: History, now: number): Readonly<Record<Kind, Material>> => {
  const told = history.signIns.filter((one) => !isChat(one.source) && !isChat(one.app ?? ''))
  const asked = told.filter(({ at }) => now - at >= youngest && now - at <= oldest)
  const of = (valueOf: (one: SignIn) => string | undefined): Material => ({
    fresh: [...new Set(asked.flatMap((one) => valueOf(one) ?? []))],
    ever: new Set(history.signIns.flatMap((one) => valueOf(one) ?? [])),
  })
  return {
    app: of((one) => thingsOf(one).app),
    site: of((one) => thingsOf(one).site),
    browser: of((one) => thingsOf(one).browser),
    'phone-day': of((one) => (one.agent?.device === 'phone' ? dayOf(one.at) : undefined)),
  }
}

/** Both chats, however a source spells them, and what their sign-ins are called. */
export const isChat = (name: string): boolean => /slack|\bteams\b|skype|chat|latchkey/i.test(name)

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** The working days of the time asked about, none of which is likelier than another. */
export const workingDays = (now: number): readonly string[] =>
  Array.from({ length: oldest / day }, (_, n) => now - (n + 1) * day)
    .filter((at) => ![0, 6].includes(new Date(at).getUTCDay()))
    .map(dayOf)
