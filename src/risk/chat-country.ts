import type { History } from '../activity/port.ts'
import { hour } from '../lib/clock.ts'

/** A sign-in to the chat older than this says nothing of where the chat is used now. */
const lately = 12 * hour

/** What sources call the chats' own sign-ins. */
const apps: Readonly<Record<string, RegExp>> = { slack: /\bslack\b/i, teams: /\bteams\b/i }

/** Where this person last signed in to the chat that the request began in (F9); undefined = no source tells. */
export const chatCountryOf = (
  { signIns }: History,
  chat: string | undefined,
  now: number,
): string | undefined => {
  const called = apps[chat ?? '']
  return signIns.find(
    ({ app, at, network }) =>
      called?.test(app ?? '') === true && now - at < lately && network?.country !== undefined,
  )?.network?.country
}
