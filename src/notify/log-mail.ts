import type { Clock } from '../lib/clock.ts'
import type { MailPort } from './port.ts'

export interface SentMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

const kept = 50

/** Mail that goes nowhere: the demonstration shows the last fifty. A repeat under the same key is kept once. */
export const logMail = (clock: Clock): MailPort & { sent(): readonly SentMail[] } => {
  const mails = new Map<string, SentMail>()
  return {
    async send({ to, subject, text, key }) {
      if (mails.has(key)) return
      mails.set(key, { to, subject, text, at: clock.now() })
      const [oldest] = mails.keys()
      if (mails.size > kept && oldest !== undefined) mails.delete(oldest)
    },
    sent: () => [...mails.values()].toReversed(),
  }
}
