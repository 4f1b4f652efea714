import { minute, second, type Clock } from '../lib/clock.ts'
import { sha256 } from '../lib/ids.ts'
import type { Keyring } from '../lib/keys.ts'
import { Fault } from '../story/errors.ts'
import { parsed, type Change, type Store } from '../story/record.ts'
import type { ChatEvent } from './port.ts'

/** How long a platform may redeliver an event. */
const remembersMs = 15 * minute
/** How long the process that accepted an event has it to itself. */
const graceMs = 10 * second

/** How long an event rests that could not be worked off, the first time; each further time twice as long, to a minute. */
const restMs = 5 * second
/** With the rests between them these take a quarter of an hour. */
const mostTries = 16

const keyOf = ({ place, actor, ids }: ChatEvent): string =>
  ['inbox', place.platform, sha256(JSON.stringify(actor)).slice(0, 22), sha256(ids[0] ?? '')].join(':')

/** What one person did is heard in the order in which it was done. */
export const sendersOrder = (key: string): string => key.split(':').slice(0, 3).join(':')

/** A stored event with `each` put in the place of what is encrypted: all of it. */
export const resealedEvent = (
  key: string,
  value: string,
  each: (sealed: string, bound: string) => string,
): string => each(value, key)

/**
 * Events between "received" and "worked off". Durable before the platform is answered, so that a crash loses none; known
 * under every id a platform may send it again by. Kept encrypted, and without what was typed (`kept.ts`):
 * people do type passwords into chats.
 */
export class Inbox {
  readonly #store: Store
  readonly #keyring: Keyring
  readonly #clock: Clock

  constructor(store: Store, keyring: Keyring, clock: Clock) {
    this.#store = store
    this.#keyring = keyring
    this.#clock = clock
  }

  /** False when it was accepted before, under any of its ids. */
  async accept(event: ChatEvent): Promise<boolean> {
    const key = keyOf(event)
    const seen = [...new Set(event.ids)].flatMap((id) =>
      this.#marks(id).map((mark): Change => ({
        key: `seen:${event.place.platform}:${mark}`,
        rev: 0,
        value: '1',
        ttlMs: remembersMs,
      })),
    )
    const value = this.#keyring.seal('inbox', JSON.stringify(event), key)
    return await this.#store.write([
      ...seen,
      { key, rev: 0, value, ttlMs: remembersMs, dueAt: this.#clock.now() + graceMs },
    ])
  }

  /**
   * Keyed, for an id may be made of what was typed, and whoever reads the store could try out what that was. Under every key,
   * so that it is known to whoever has one of them.
   */
  #marks(id: string): readonly string[] {
    return this.#keyring.ids.flatMap((key) => {
      const mark = this.#keyring.digest(key, 'seen', id)
      return mark === undefined ? [] : [mark.toString('base64url')]
    })
  }

  async read(key: string): Promise<ChatEvent | undefined> {
    const stored = await this.#store.read(key)
    if (stored === undefined) return undefined
    const text = this.#keyring.open('inbox', stored.value, key)
    if (text === undefined) throw new Fault('ERR_RECORD_TAMPERED', `an inbox entry does not open: ${key}`)
    return parsed<ChatEvent>(text)
  }

  /**
   * Could not be worked off: tried again, ever less often, and where only our clock is off at once, by another process. True
   * the first time, which is when the person is told.
   */
  async later(event: ChatEvent, { code }: Pick<Fault, 'code'>): Promise<boolean> {
    const key = keyOf(event)
    const stored = await this.#store.read(key)
    if (stored === undefined) return false
    const { rev, value } = stored
    const wait = code === 'ERR_CLOCK' ? 0 : Math.min(restMs * 2 ** (rev - 1), minute)
    // Whoever tried most is about to be forgotten like any event that nobody could hear.
    const change = rev > mostTries ? { key, rev, value: null } : { key, rev, value, ttlMs: remembersMs }
    await this.#store.write([{ ...change, dueAt: this.#clock.now() + wait }])
    return rev === 1
  }

  /** Worked off; its ids stay known. */
  async done(event: ChatEvent): Promise<void> {
    const key = keyOf(event)
    // What is heard at the first try, nearly everything, stands as it was accepted.
    if (await this.#store.write([{ key, rev: 1, value: null }])) return
    const stored = await this.#store.read(key)
    if (stored !== undefined) await this.#store.write([{ key, rev: stored.rev, value: null }])
  }
}
