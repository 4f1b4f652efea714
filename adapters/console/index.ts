import { createInterface } from 'node:readline'
import type { DemoPerson } from '../../src/demo/port.ts'
import type { Adapter, Drawn, House, Place, Profile, Sent } from '../../src/house/port.ts'
import { randomToken } from '../../src/lib/ids.ts'
import type { Phrase } from '../../src/story/card.ts'
import type { Actor } from '../../src/story/story.ts'
import { linesOf } from './draw.ts'
import { Talk } from './talk.ts'

export interface ConsoleOptions {
  /** What this platform calls itself in actors. */
  readonly name: string
  readonly tenant: string
  /** Whom the terminal can speak for; the first speaks first. */
  readonly people: readonly DemoPerson[]
  readonly words: (phrase: Phrase) => string
  readonly input: NodeJS.ReadableStream
  readonly write: (line: string) => void
}

/** `ended` resolves when the input is at its end and everything typed was heard. */
export type ConsoleChat = Adapter & { readonly ended: Promise<void> }

/** The bot in a terminal: the same adapter as every chat, drawn in lines, pressed by numbers. */
export const consoleChat = (options: ConsoleOptions): ConsoleChat => {
  const talk = new Talk(options)
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  return {
    name: options.name,
    ended,
    start: (house) => {
      const lines = createInterface({ input: options.input, terminal: false })
      const listening = listen(lines, talk, house).finally(end)
      talk.hello()
      return Promise.resolve(async () => {
        lines.close()
        await listening
      })
    },
    show: (drawn, at) => Promise.resolve(show(talk, options, drawn, at)),
    ask: async (form, trigger) => talk.open(form, trigger),
    whoIs: (actor) => Promise.resolve(whoIs(options, actor)),
    alerts: () => Promise.resolve({ platform: options.name, channel: 'alerts' }),
    tell: (drawn, to, key) => Promise.resolve(tell(talk, options, drawn, to, key)),
  }
}

const listen = async (lines: AsyncIterable<string>, talk: Talk, house: House): Promise<void> => {
  for await (const line of lines) await talk.take(line.trim(), house)
}

const show = (talk: Talk, { words }: ConsoleOptions, drawn: Drawn, at: Place): Place => {
  const message = at.message ?? randomToken(16)
  const { lines, choices } = linesOf(drawn, words)
  talk.print(at.channel, message, lines)
  talk.offer({ ...at, message }, drawn, choices)
  return { ...at, message }
}

const whoIs = ({ name, tenant, people }: ConsoleOptions, actor: Actor): Profile | undefined => {
  const found = people.find(({ user }) => user === actor.user)
  if (found === undefined || actor.platform !== name || actor.tenant !== tenant) return undefined
  const { displayName, email } = found
  return { actor, displayName, email, emailConfirmed: true, kind: 'member' }
}

const tell = (talk: Talk, options: ConsoleOptions, drawn: Drawn, to: Actor | 'alerts', key: string): Sent => {
  if (to !== 'alerts' && whoIs(options, to) === undefined) {
    return { kind: 'refused', why: 'the terminal does not know this user' }
  }
  const channel = to === 'alerts' ? to : to.user
  talk.print(channel, key, linesOf(drawn, options.words).lines)
  return { kind: 'sent' }
}
