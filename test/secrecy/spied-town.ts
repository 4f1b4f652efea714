import { inspect } from 'node:util'
import { floor } from '../../adapters/web/floor.ts'
import { readAssets } from '../../adapters/web/assets.ts'
import { portal } from '../../adapters/web/portal.ts'
import type { CallAnswer, HandoffPort } from '../../src/handoff/port.ts'
import { logger, type Log } from '../../src/lib/log.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Store } from '../../src/story/record.ts'
import { inWords } from '../../src/words/render.ts'
import { Town, type Machine } from '../support/world.ts'
import { Vault, type Hay } from './search.ts'

/** A town of which everything that leaves a process is kept, and every secret that the service itself makes is known. */
export class SpiedTown extends Town {
  readonly vault = new Vault()
  readonly #stack: Hay[] = []
  readonly log: Log = logger({ write: (line) => this.left('log', line) }, 'trace')

  constructor() {
    super()
    this.at = this.spied(this.at)
    overhear(this.raw, (text) => this.left('store', text))
    const seal = this.keyring.seal.bind(this.keyring)
    // Whoever has the key, too, finds nothing in the inbox that somebody typed.
    this.keyring.seal = (purpose, text, bound) => {
      if (purpose === 'inbox') this.left('inbox, opened', text)
      return seal(purpose, text, bound)
    }
    this.vault.takes('configured key', Buffer.alloc(32, 'test key'))
  }

  left(where: string, what: unknown): void {
    const text = typeof what === 'string' ? what : JSON.stringify(what)
    this.#stack.push({ where, bytes: Buffer.from(text ?? '') })
  }

  /** The same machine, its door overheard. */
  spied(machine: Machine): Machine {
    return { ...machine, handoff: this.#overheard(machine.handoff) }
  }

  /** Everything there is to be searched. */
  stack(): readonly Hay[] {
    for (const fault of this.faults.splice(0)) this.threw('service.fault', fault)
    const { chat } = this
    const drawn = [...chat.rooms].flatMap(([room, messages]) =>
      messages.flatMap(({ drawings }) => drawings.map((one) => ({ ...one, room }))),
    )
    const cards = drawn.filter(({ room }) => !room.startsWith('aside'))
    const asides = drawn.filter(({ room }) => room.startsWith('aside'))
    const kept = (where: string, what: unknown): Hay => ({ where, bytes: Buffer.from(JSON.stringify(what)) })
    return [
      ...this.#stack,
      kept(
        'card in its own chat',
        cards.map(({ url }) => url ?? ''),
      ),
      kept(
        'reply to the presser alone',
        asides.map(({ url }) => url ?? ''),
      ),
      // What of an address is sent, logged on the way and kept in a history.
      kept(
        'address without its fragment',
        drawn.map(({ url }) => url?.split('#')[0] ?? ''),
      ),
      kept(
        'card',
        drawn.map(({ card }) => [card, card.lines.map((line) => inWords(line)), inWords(card.title)]),
      ),
      kept('notice in chat', chat.told),
      kept('form in chat', chat.forms),
      kept('audit', this.journal),
      kept('mail', this.mails),
      kept('alarm', this.tampered),
    ]
  }

  /** As the service tells of it; and as a crash would print it, for a `Fault` of ours is printed at start. */
  threw(where: 'service.fault' | 'web.fault', fault: unknown): void {
    if (where === 'web.fault') this.log('web.fault', { path: '/h/answer', fault })
    else this.log('service.fault', { where: 'town', fault })
    if (fault instanceof Fault)
      this.left('crash report', inspect({ message: fault.message, code: fault.code }))
  }

  /** Pages and calls for everybody but the browser that a secret is for. */
  async #looksAround(handoff: HandoffPort, cookie: string | undefined): Promise<void> {
    const pages = this.#pages(handoff)
    for (const path of ['/h', '/notme', '/a', '/h/page', '/h/state', '/h/nothing', '/h/answer', '/readyz'])
      for (const crumb of [undefined, cookie]) {
        const sent = crumb === undefined ? {} : { cookie: `__Host-flow=${crumb}` }
        const response = await pages.request(path, { headers: sent }, { ip: '192.0.2.7' })
        const headers = [...response.headers]
        const cookies = headers.filter(([name]) => name === 'set-cookie')
        const others = headers.filter(([name]) => name !== 'set-cookie')
        this.left('page', `${await response.text()}${JSON.stringify(others)}`)
        if (cookies.length > 0) this.left('cookie set in its own browser', cookies)
      }
  }

  #pages(handoff: HandoffPort) {
    return portal({
      frame: { host: 'reset.corp.example', words: inWords, helpdesk: { phone: '1' }, assets: readAssets() },
      origin: 'https://reset.corp.example',
      handoff,
      disown: this.at.disown,
      approver: this.at.approver,
      clock: this.clock,
      networkOf: async () => ({}),
      floor: floor(this.clock, async () => {}),
      readiness: async () => [],
      failed: (_path, error) => this.threw('web.fault', error),
    })
  }

  /** A call of the approver's page, as her browser makes it; what comes back is hers alone. */
  async posts(path: string, body: Readonly<Record<string, unknown>>) {
    const headers = {
      'content-type': 'application/json',
      origin: 'https://reset.corp.example',
      'sec-fetch-site': 'same-origin',
    }
    const sent = { method: 'POST', headers, body: JSON.stringify(body) }
    const response = await this.#pages(this.at.handoff).request(path, sent, { ip: '192.0.2.7' })
    const answer: Record<string, unknown> = JSON.parse(await response.text())
    const { options, nonce, ...rest } = answer
    this.left('answer to an approver', [response.status, [...response.headers], rest])
    if (nonce !== undefined) this.left('to be signed by an approver', [options, nonce])
    return { status: response.status, body: answer }
  }

  #overheard(handoff: HandoffPort): HandoffPort {
    const kept = async (what: string, cookie: string | undefined, call: Promise<CallAnswer>) => {
      const answer = await call.catch((error: unknown): CallAnswer => {
        this.threw('web.fault', error)
        return { kind: 'refused', why: 'unavailable' }
      })
      this.#answered(what, answer)
      await this.#looksAround(handoff, answer.kind === 'ok' ? (answer.cookie ?? cookie) : cookie)
      return answer
    }
    return {
      nonce: () => handoff.nonce(),
      attach: (call, flow, secret, context) => {
        this.vault.takes('link secret', secret.reveal())
        return kept('attach', call.cookie, handoff.attach(call, flow, secret, context))
      },
      resume: (call, flow) => kept('resume', call.cookie, handoff.resume(call, flow)),
      answer: (call, name, value) => kept(name, call.cookie, handoff.answer(call, name, value)),
      page: (cookie) =>
        handoff.page(cookie).catch((error: unknown) => {
          this.threw('web.fault', error)
          return undefined
        }),
    }
  }

  #answered(what: string, answer: CallAnswer): void {
    if (answer.kind === 'refused') return this.left('refusal', answer)
    const { cookie, reveal, ...rest } = answer
    this.left('answer', rest)
    if (cookie !== undefined) {
      this.vault.takes('cookie', cookie.split('.')[1] ?? '')
      this.left('cookie set in its own browser', cookie)
    }
    if (reveal === undefined) return
    if (what === 'pairing-code') this.vault.takes('pairing code', String(reveal['code']))
    if (what === 'totp-seed') this.vault.takes('authenticator seed', String(reveal['secret']))
    for (const code of [reveal['codes'], reveal['replacement']].flat())
      if (typeof code === 'string') this.vault.takes('recovery code', code)
    this.left(`answer to its own browser: ${what}`, reveal)
  }
}

/** Everything that is ever written: keys, values and claims. */
const overhear = (store: Store, says: (text: string) => void): void => {
  const write = store.write.bind(store)
  const claim = store.claim.bind(store)
  store.write = (changes) => {
    for (const { key, value } of changes) says(`${key}\n${value ?? ''}`)
    return write(changes)
  }
  store.claim = (key, ttl) => {
    says(key)
    return claim(key, ttl)
  }
}
