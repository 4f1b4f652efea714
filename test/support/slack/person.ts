import { type Json, objectOf, objectsOf } from './json.ts'
import { elementsOf } from './block-limits.ts'
import type { Sent, Twist } from './courier.ts'
import type { Pressed } from './interactions.ts'
import type { Account, Workspace } from './org.ts'
import { latest, type Message, type Post, type Room, standing } from './rooms.ts'
import { type Look, lookOf, valueFor } from './screen.ts'
import type { SlackStandIn } from './stand-in.ts'
import type { KeptView } from './views.ts'

/** Where on the screen a button is looked for. Left out: the open modal, else the open App Home, else the messages. */
export interface Aim {
  readonly in?: 'modal' | 'home' | 'messages'
  /** A channel, instead of the direct message. */
  readonly channel?: Room
  /** One message, by its ts. */
  readonly ts?: string
  /** Also what is no longer there: an app on an old screen, a notification, a second device. */
  readonly old?: boolean
  readonly twist?: Twist
}

export interface Screen {
  readonly messages: readonly Look[]
  readonly newest: Look | undefined
  readonly modal: Look | undefined
  readonly home: Look | undefined
}

/** Somebody with Slack on their screen. */
export class SlackPerson {
  readonly account: Account
  /** The workspace they have open. */
  readonly team: Workspace
  readonly #slack: SlackStandIn
  #tab: 'home' | 'messages' = 'messages'

  constructor(slack: SlackStandIn, account: Account, team: Workspace = account.team) {
    this.#slack = slack
    this.account = account
    this.team = team
  }

  /** Their direct message with the app. */
  get dm(): Room {
    return this.#slack.platform.im(this.team, this.account)
  }

  async says(text: string, twist: Twist = {}): Promise<Sent> {
    this.#tab = 'messages'
    return await this.#slack.events.message(this.dm, this.account, text, twist)
  }

  async edits(text: string, twist: Twist = {}): Promise<Sent> {
    return await this.#slack.events.edit(this.dm, this.account, text, twist)
  }

  async slash(text: string, command = '/latchkey', room: Room = this.dm, twist: Twist = {}): Promise<Sent> {
    return await this.#slack.interactions.slash(this.account, room, command, text, twist)
  }

  async opensHome(tab: 'home' | 'messages' = 'home', twist: Twist = {}): Promise<Sent> {
    this.#tab = tab
    return await this.#slack.events.homeOpened(this.team, this.account, tab, twist)
  }

  /** Presses what bears this label, or this action_id. A link button is pressed like any other; see `link`. */
  async presses(what: string, aim: Aim = {}): Promise<Sent> {
    const view = this.#viewAt(aim)
    if (view === undefined) return await this.#pressesOnMessage(what, aim)
    const pressed = pick(view.view['blocks'], what)
    if (pressed === undefined) throw new Error(`no "${what}" on the ${String(view.view['type'])}`)
    return await this.#slack.interactions.pressOnView(this.account, this.team, view, pressed, aim.twist)
  }

  /** Where a link button leads. */
  link(what: string, aim: Aim = {}): string {
    const view = this.#viewAt(aim)
    const found = view === undefined ? this.#find(what, aim).pressed : pick(view.view['blocks'], what)
    const url = found?.element['url']
    if (typeof url !== 'string') throw new Error(`"${what}" is no link`)
    return url
  }

  /** Types into the open form, by label, block_id or action_id, and sends it. */
  async fills(form: Readonly<Record<string, string>>, twist: Twist = {}): Promise<Sent> {
    const kept = this.#modal
    if (kept === undefined) throw new Error('no form is open')
    const blocks = objectsOf(kept.view['blocks'])
    const inputs = blocks.filter((b) => b['type'] === 'input')
    const values = Object.fromEntries(
      inputs.map((input) => [String(input['block_id']), valueFor(input, form)]),
    )
    const known = new Set(inputs.flatMap((i) => namesOf(i)))
    const stray = Object.keys(form).filter((name) => !known.has(name))
    if (stray.length > 0) throw new Error(`the form has no "${stray.join()}"`)
    return await this.#slack.interactions.submit(this.account, this.team, kept, values, twist)
  }

  /** Closes the open form, or with `all` the whole stack. */
  async closes(all = false, twist: Twist = {}): Promise<Sent | undefined> {
    const kept = this.#modal
    if (kept === undefined) throw new Error('no form is open')
    return await this.#slack.interactions.close(this.account, this.team, kept, all, twist)
  }

  /** The screen as it now stands. With words: each must stand on the newest message, the form, or the open Home. */
  sees(...words: readonly string[]): Screen {
    const screen = this.#screen()
    const [modal, home, newest] = [
      screen.modal,
      this.#tab === 'home' ? screen.home : undefined,
      screen.newest,
    ]
    const inView = [modal ?? home ?? newest].flatMap((l) =>
      l === undefined ? [] : [...l.lines, ...l.buttons],
    )
    const missing = words.filter((w) => !inView.some((line) => line.includes(w)))
    if (missing.length > 0)
      throw new Error(`not on the screen: ${missing.join(' | ')}; but: ${inView.join(' | ')}`)
    return screen
  }

  /** The same, once it has come to that: the app answers first and acts afterwards. */
  async willSee(...words: readonly string[]): Promise<Screen> {
    await this.#slack.platform.until(() => {
      try {
        this.sees(...words)
        return true
      } catch {
        return false
      }
    })
    return this.sees(...words)
  }

  /** What stands in a channel they are in, the alert channel for one. */
  reads(room: Room): readonly Look[] {
    if (!room.members.has(this.account.id)) throw new Error(`${this.account.name} is not in ${room.name}`)
    return standing(room, this.account.id).map((p) => lookOf(latest(p), { post: p }))
  }

  get #modal(): KeptView | undefined {
    return this.#slack.platform.views.top(this.team.id, this.account.id)
  }

  #screen(): Screen {
    const { views } = this.#slack.platform
    const home = views.home(this.team.id, this.account.id)
    const messages = this.reads(this.dm)
    const modal = this.#modal
    return {
      messages,
      newest: messages.at(-1),
      modal: modal && lookOf(modal.view, { errors: modal.errors }),
      home: home && lookOf(home.view, {}),
    }
  }

  #viewAt(aim: Aim): KeptView | undefined {
    const elsewhere = aim.channel !== undefined || aim.ts !== undefined
    const home = this.#slack.platform.views.home(this.team.id, this.account.id)
    const usual = this.#modal === undefined ? (this.#tab === 'home' ? 'home' : 'messages') : 'modal'
    const place = aim.in ?? (elsewhere ? 'messages' : usual)
    if (place === 'messages') return undefined
    const view = place === 'modal' ? this.#modal : home
    if (view === undefined) throw new Error(`no ${place} is open`)
    return view
  }

  async #pressesOnMessage(what: string, aim: Aim): Promise<Sent> {
    const { post, message, pressed } = this.#find(what, aim)
    const room = aim.channel ?? this.dm
    return await this.#slack.interactions.pressOnMessage(
      this.account,
      room,
      post,
      message,
      pressed,
      aim.twist,
    )
  }

  /** The newest message with such a button, as the messages now stand, or with `old` as they ever stood. */
  #find(what: string, aim: Aim): { post: Post; message: Message; pressed: Pressed } {
    const room = aim.channel ?? this.dm
    if (!room.members.has(this.account.id)) throw new Error(`${this.account.name} is not in ${room.name}`)
    const there = aim.old === true ? room.posts : standing(room, this.account.id)
    const drawn = there.flatMap((post) =>
      (aim.old === true ? post.drawings : [latest(post)]).map((message) => ({ post, message })),
    )
    const fitting = drawn.filter(({ message }) => aim.ts === undefined || message.ts === aim.ts).toReversed()
    for (const { post, message } of fitting) {
      const pressed = pick(message.blocks, what)
      if (pressed !== undefined) return { post, message, pressed }
    }
    throw new Error(`no button "${what}" on any message as they now stand`)
  }
}

const namesOf = (input: Json): readonly string[] => {
  const label = objectOf(input['label'])['text']
  const action = objectOf(input['element'])['action_id']
  return [label, input['block_id'], action].map(String)
}

const pick = (blocks: unknown, what: string): Pressed | undefined => {
  const elements = elementsOf(blocks)
  const byId = elements.filter((e) => e.element['action_id'] === what)
  const byLabel = elements.filter((e) => objectOf(e.element['text'])['text'] === what)
  const found = byId.length > 0 ? byId : byLabel
  if (found.length > 1) throw new Error(`more than one "${what}"`)
  return found[0]
}
