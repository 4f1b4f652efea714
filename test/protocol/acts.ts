import type { CallAnswer } from '../../src/handoff/port.ts'
import type { Facts } from '../../flows/facts.ts'
import { resetPassword } from '../../flows/reset-password.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { FlowRecord } from '../../src/story/record.ts'
import { current, type Answer } from '../../src/story/story.ts'
import { ApproverActs } from './approver-acts.ts'
import type { Keys } from './keys.ts'
import { passwords, type Server } from './server.ts'
import {
  recordIn,
  subject,
  type BrowserName,
  type Given,
  type Item,
  type Place,
  type Seen,
  type Side,
  type State,
} from './state.ts'

type Mutable = { -readonly [K in keyof State]: State[K] }

/** A call of a browser: whose key signs, whose public key it shows, whose cookie it carries. */
export interface Call {
  readonly by: BrowserName
  readonly as?: BrowserName
  readonly cookie: string
}

export const flowOf = (cookie: string): string => cookie.split('.')[0] ?? ''

/** What people and browsers do to the server, through its own doors, and what they see of it. */
export class Acts {
  /** What approvers do, and whoever would like to be taken for one. */
  readonly approving: ApproverActs
  readonly #server: Server
  readonly #keys: Keys
  #state: Mutable
  #changed = false

  constructor(server: Server, keys: Keys, state: State) {
    this.#server = server
    this.#keys = keys
    this.#state = { ...state }
    this.approving = new ApproverActs(server, {
      sees: (place, item) => this.#sees(place, item),
      // Two of one human are two too many already: a third would only make a search endless that a bug has set going in circles.
      takes: (yes) => {
        const same = this.#state.yeses.filter(({ flow, by }) => flow === yes.flow && by === yes.by)
        if (same.length < 2) this.#state.yeses = [...this.#state.yeses, yes]
      },
      record: (flow) => this.#record(flow),
    })
  }

  get state(): State {
    return { ...this.#state, snapshot: this.#server.store.save() }
  }

  /** Whether anything came of it: in the store, or in what somebody has seen. */
  get changed(): boolean {
    return this.#changed || this.#server.store.written.length > 0 || this.#server.commits.length > 0
  }

  wait(ms: number): void {
    this.#server.now += ms
    this.#state.now += ms
    this.#state.waited += 1
    this.#changed = true
  }

  promotes(): void {
    this.#state.promoted = true
    this.#changed = true
  }

  /** A new conversation; each begins in the next step of authenticator codes, so that there is a fresh one. */
  async begin(flow: string, side: Side): Promise<void> {
    if (this.#state.flows.length > 0) {
      this.#server.now += 30_000
      this.#state.now += 30_000
    }
    await this.#server.begin(flow, side)
    this.#state.flows = [...this.#state.flows, flow]
    await this.#drawn(flow)
  }

  /** Somebody types or presses in the chat of one of the two. */
  async says(side: Side, flow: string, name: string, value: string): Promise<void> {
    await this.#hear(flow, { from: 'person', name, value, actor: this.#server.people[side].actor })
    await this.#drawn(flow)
  }

  async types(side: Side, flow: string, code: Item & { kind: 'code' }): Promise<void> {
    const before = this.#record(flow).facts.binding.paired
    if (side === 'victim') this.#sees('victim chat', code)
    await this.says(side, flow, 'pairing-code', code.value)
    if (before === undefined && this.#record(flow).facts.binding.paired !== undefined)
      this.#state.typed = [...this.#state.typed, { flow, chat: side, of: code.of }]
  }

  async replaced(flow: string): Promise<void> {
    await this.#hear(flow, { from: 'house', name: 'replace', value: '' })
  }

  /** Opens a link and presses what is there: the page attaches and asks for its code. */
  async opens(browser: BrowserName, flow: string, secret: string): Promise<void> {
    const body = `{"flow":"${flow}","secret":"${secret}"}`
    const call = await this.#signed({ by: browser }, '/h/attach', flow, '', body)
    this.#let(browser, flow, await this.#server.door.attach(call, flow, new Secret(secret), { browser }))
    await this.looks(browser, flow)
  }

  async resumes(browser: BrowserName, flow: string, as: BrowserName = browser): Promise<void> {
    const call = await this.#signed({ by: browser, as }, '/h/resume', flow, '', `{"flow":"${flow}"}`)
    this.#let(browser, flow, await this.#server.door.resume(call, flow))
  }

  /** The page asks for the code that it shows. */
  async looks(browser: BrowserName, flow: string): Promise<void> {
    const cookie = this.#cookieOf(browser, flow)
    if (cookie === undefined) return
    const answer = await this.#answers({ by: browser, cookie }, 'pairing-code', {})
    const code = answer.kind === 'ok' ? answer.reveal?.['code'] : undefined
    if (typeof code === 'string')
      this.#sees(`${browser} browser`, { kind: 'code', flow, value: code, of: browser })
  }

  async presses(call: Call, name: string): Promise<void> {
    await this.#answers(call, name, name)
  }

  /** An app's code and a recovery code of one of the two, given on somebody's page. */
  async proves(call: Call, whose: Side, kind: 'totp' | 'recovery-codes'): Promise<void> {
    const { seed, codes } = this.#server.people[whose]
    const spent = this.#state.given.filter((g) => g.evidence === 'recovery-code').length
    const value = kind === 'totp' ? await this.#server.appCode(seed) : (codes[spent] ?? '')
    if (value === '') return
    await this.#gives(call, kind, new Secret(value))
  }

  /** A passkey of one of the two is touched, for the challenge of the calling browser, at some origin. */
  async touches(call: Call, whose: Side, origin?: string): Promise<void> {
    const { device } = this.#server.people[whose]
    if (device.credentials.length === 0) return
    const offer = await this.#answers(call, 'webauthn-options', {})
    if (offer.kind !== 'ok' || offer.reveal?.['options'] === undefined) return
    // Its own credential, whatever list the page shows: an obedient device of an obedient person.
    const options = { ...Object(offer.reveal['options']), allowCredentials: [] }
    const response = device.get({ options }, origin === undefined ? {} : { origin })
    await this.#gives(call, 'webauthn', { nonce: offer.reveal['nonce'], response })
  }

  async sets(call: Call, whose: Side): Promise<void> {
    await this.#answers(call, 'new-password', new Secret(passwords[whose]))
  }

  /** A code of the victim's app in the form that the victim's chat shows. */
  async tells(flow: string): Promise<void> {
    const value = new Secret(await this.#server.appCode(this.#server.people.victim.seed))
    const { actor } = this.#server.people.victim
    await this.#noting(flow, 'chat', () =>
      this.#hear(flow, { from: 'person', name: 'totp-in-chat', value, actor }),
    )
  }

  async #gives(call: Call, name: string, value: Answer['value']): Promise<void> {
    await this.#noting(flowOf(call.cookie), call.by, () => this.#answers(call, name, value))
  }

  /** Notes what the server took; what kind of evidence it is, is what it learned. */
  async #noting(flow: string, by: Given['by'], give: () => Promise<unknown>): Promise<void> {
    const before = this.#record(flow).facts.proofs
    await give()
    const after = this.#record(flow).facts.proofs
    const evidence = after.at(-1)?.evidence
    if (JSON.stringify(before) === JSON.stringify(after) || evidence === undefined) return
    this.#state.given = [...this.#state.given, { flow, by, evidence, at: this.#server.now }]
  }

  async #answers(call: Call, name: string, value: Answer['value']): Promise<CallAnswer> {
    const flow = flowOf(call.cookie)
    const text = value instanceof Secret ? value.reveal() : JSON.stringify(value)
    const signed = await this.#signed(call, '/h/answer', flow, this.#prompt(flow), `${name}=${text}`)
    const answer = await this.#server.door.answer({ ...signed, cookie: call.cookie }, name, value)
    for (const { order } of this.#server.commits)
      if (order.person === this.#server.people.victim.id)
        this.#state.owned = order.password.reveal() === passwords.attacker ? 'attacker' : 'victim'
    return answer
  }

  async #signed(
    call: { by: BrowserName; as?: BrowserName },
    path: string,
    flow: string,
    prompt: string,
    body: string,
  ) {
    const { ver } = this.#record(flow)
    const { by, as = by } = call
    this.#server.caller = by
    const proof = await this.#keys.sign({ by, as, path, flow, prompt, nonce: `nonce-${ver}`, body })
    // Another address each time: an attacker has as many as he likes, and what is counted by them guards no secret.
    return { proof, method: 'POST', path, body, address: this.#server.address() }
  }

  #let(browser: BrowserName, flow: string, answer: CallAnswer): void {
    if (answer.kind !== 'ok' || answer.cookie === undefined) return
    this.#sees(`${browser} browser`, { kind: 'cookie', flow, value: answer.cookie })
    if (browser === 'victim') this.#state.jar = answer.cookie
  }

  #cookieOf(browser: BrowserName, flow: string): string | undefined {
    const of = (s: Seen) =>
      s.item.kind === 'cookie' && s.item.flow === flow && s.place === `${browser} browser`
    return this.#state.seen.findLast(of)?.item.value
  }

  async #hear(flow: string, answer: Omit<Answer, 'eventId'>): Promise<void> {
    const { ver } = this.#record(flow)
    await this.#server.engine.hear(flow, { ...answer, eventId: `${answer.from}-${ver}` })
  }

  /** The house draws the card: where it asks for a link and there is none, it mints one, as `src/house/drawing.ts` does. */
  async #drawn(flow: string): Promise<void> {
    const view = await this.#server.engine.view(flow)
    const asks = view?.person.asks.some((ask) => ask.kind === 'link' && ask.purpose === 'start') === true
    if (view === undefined || !asks || view.facts.binding.link !== undefined) return
    const value = `link-${flow}-${view.ver}-${'x'.repeat(24)}`
    await this.#hear(flow, {
      from: 'house',
      name: 'issue-link',
      value: this.#server.parts.defences.hash(value),
    })
    this.#sees(`${subject(flow)} chat`, { kind: 'link', flow, value })
  }

  #sees(place: Place, item: Item): void {
    this.#state.seen = [...this.#state.seen, { place, item }]
    this.#changed = true
  }

  #record(flow: string): FlowRecord<Facts> {
    return recordIn(this.#server.store.save(), flow)
  }

  /** What the flow's present card is signed with; no secret, so the attacker knows it too. */
  #prompt(flow: string): string {
    const { outcome, facts, ver } = this.#record(flow)
    return `${outcome === undefined ? current(resetPassword, facts)?.name : 'ended'}:${ver}`
  }
}
