import type { Clock } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import type { Drawn, Place } from '../../src/house/port.ts'
import type { Actor } from '../../src/story/story.ts'
import { platform } from './cast.ts'

/** One message of a conversation. A card keeps all its drawings: a press names the one it was made on. */
export interface Message {
  readonly id: string
  readonly at: number
  readonly from: 'bot' | 'person' | 'note'
  readonly text?: string
  readonly drawings: readonly Drawn[]
}

export const alertChannel = 'C-ALERTS'
export const onCallChannel = 'C-ONCALL'
export const channelOf = (user: string): string => `D-${user}`
export const placeOf = (channel: string, message?: string): Place =>
  message === undefined ? { platform, channel } : { platform, channel, message }

const longest = 300

/** The conversations of the pretended chat platform, in memory; gone when the process ends. */
export class Rooms {
  readonly #clock: Clock
  readonly #rooms = new Map<string, Message[]>()
  readonly #told = new Set<string>()
  readonly #busy = new Map<string, number>()
  readonly #changed: () => void

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock
    this.#changed = changed
  }

  messages(channel: string): readonly Message[] {
    return this.#rooms.get(channel) ?? []
  }

  find(channel: string, id: string): Message | undefined {
    return this.messages(channel).find((m) => m.id === id)
  }

  /** What a person typed, or a note of the platform itself. */
  write(channel: string, from: 'person' | 'note', text: string): void {
    this.#add(channel, { from, text, drawings: [] })
  }

  /** Draws a card, or redraws the message in place; a message that is not there any more is drawn anew. */
  draw(channel: string, drawn: Drawn, message?: string): string {
    const room = this.#rooms.get(channel) ?? []
    const index = room.findIndex((m) => m.id === message && m.from === 'bot')
    const found = room[index]
    if (found === undefined) return this.#add(channel, { from: 'bot', drawings: [drawn] })
    room[index] = { ...found, drawings: [...found.drawings, drawn] }
    this.#changed()
    return found.id
  }

  /** Delivers once under its key: a repeat is recognised and not drawn again. */
  tell(channel: string, drawn: Drawn, to: Actor | 'alerts', key: string): void {
    const once = JSON.stringify([to, key])
    if (this.#told.has(once)) return
    this.#told.add(once)
    this.draw(channel, drawn)
  }

  isBusy(channel: string): boolean {
    return (this.#busy.get(channel) ?? 0) > 0
  }

  /** Marks a conversation as being worked on (+1) or done with (-1). */
  busy(channel: string, by: 1 | -1): void {
    this.#busy.set(channel, (this.#busy.get(channel) ?? 0) + by)
    this.#changed()
  }

  #add(channel: string, message: Omit<Message, 'id' | 'at'>): string {
    const id = randomToken(16)
    const room = [...this.messages(channel), { ...message, id, at: this.#clock.now() }]
    this.#rooms.set(channel, room.slice(-longest))
    this.#changed()
    return id
  }
}
