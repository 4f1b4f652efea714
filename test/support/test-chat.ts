import type { Adapter, Drawn, Form, House, Place, Profile, Sent, Stop } from '../../src/house/port.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Actor } from '../../src/story/story.ts'
import { assertFit, assertWhole } from './phrases.ts'

/** One message of the bot, with every drawing it had. */
export interface Message {
  readonly id: string
  readonly drawings: Drawn[]
}

/** A chat platform that keeps everything it is told, and checks that every card drawn is whole. */
export class TestChat implements Adapter {
  readonly name: string
  readonly rooms = new Map<string, Message[]>()
  readonly told: { readonly to: Actor | 'alerts'; readonly drawn: Drawn; readonly key: string }[] = []
  /** Every drawing in the alert channel, of messages and of cards that stand there. */
  readonly alerted: Drawn[] = []
  readonly forms: { readonly form: Form; readonly trigger: string }[] = []
  readonly profiles = new Map<string, Profile>()
  /** Users whose conversation the platform asks to leave alone for so many milliseconds. */
  readonly slow = new Map<string, number>()
  /** The same for the alert channel. */
  slowAlerts: number | undefined
  down = false
  /** Whether there is a channel of whoever is on call. */
  hasOnCall = false
  /** Postings that stand twice: nobody looked whether the first had arrived. */
  readonly twice: string[] = []
  readonly #postings = new Map<string, string>()
  #drawn = 0

  constructor(name = 'test') {
    this.name = name
  }

  start(_house: House): Promise<Stop> {
    return Promise.resolve(() => Promise.resolve())
  }

  async show(drawn: Drawn, at: Place): Promise<Place> {
    this.#up()
    if (at.channel === 'alerts') this.alerted.push(drawn)
    if (at.channel === 'alerts' || at.channel === 'on-call') assertWhole(drawn.card)
    else assertFit(drawn.card)
    const room = this.rooms.get(at.channel) ?? []
    this.rooms.set(at.channel, room)
    const there = room.find((m) => m.id === (at.message ?? this.#posted(drawn)))
    if (there !== undefined) {
      there.drawings.push(drawn)
      return { ...at, message: there.id }
    }
    this.#drawn += 1
    const message = { id: `m${this.#drawn}`, drawings: [drawn] }
    room.push(message)
    if (drawn.posting !== undefined) this.#postings.set(drawn.posting.key, message.id)
    return { platform: at.platform, channel: at.channel, message: message.id }
  }

  /** The message that an earlier try of this posting left. */
  #posted({ posting }: Drawn): string | undefined {
    const before = posting && this.#postings.get(posting.key)
    if (posting === undefined || before === undefined) return undefined
    if (!posting.doubted) this.twice.push(posting.key)
    return posting.doubted ? before : undefined
  }

  async ask(form: Form, trigger: string): Promise<void> {
    this.#up()
    this.forms.push({ form, trigger })
  }

  async whoIs(actor: Actor): Promise<Profile | undefined> {
    this.#up()
    return this.profiles.get(actor.user)
  }

  alerts(): Promise<Place | undefined> {
    return Promise.resolve({ platform: this.name, channel: 'alerts' })
  }

  onCall(): Promise<Place | undefined> {
    return Promise.resolve(this.hasOnCall ? { platform: this.name, channel: 'on-call' } : undefined)
  }

  async tell(drawn: Drawn, to: Actor | 'alerts', key: string): Promise<Sent> {
    this.#up()
    const wait = to === 'alerts' ? this.slowAlerts : this.slow.get(to.user)
    if (wait !== undefined) return { kind: 'later', afterMs: wait }
    assertWhole(drawn.card)
    this.told.push({ to, drawn, key })
    if (to === 'alerts') this.alerted.push(drawn)
    return { kind: 'sent' }
  }

  #up(): void {
    if (this.down) throw new Fault('ERR_CHAT', 'the test chat was told to be down')
  }
}
