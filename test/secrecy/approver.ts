import type { ChatEvent } from '../../src/house/port.ts'
import { second } from '../../src/lib/clock.ts'
import { appointed } from '../flows/approving-scene.ts'
import { Killed } from '../support/kill.ts'
import { enrolled, type Person } from '../support/talk.ts'
import type { SpiedTown } from './spied-town.ts'

/** What the approver's page answered. */
interface Answered {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Does something amid trouble, and again until it is done. */
export type Persist = (act: () => Promise<void>, done: () => boolean) => Promise<void>

/** Joan, who approves: the press on the card, the link that she alone is shown, the page, her passkey. */
export class Approver {
  readonly #town: SpiedTown
  readonly #joan: Person

  private constructor(town: SpiedTown, joan: Person) {
    this.#town = town
    this.#joan = joan
  }

  /** Appointed, with a passkey whose private key is a canary. */
  static async make(town: SpiedTown): Promise<Approver> {
    const joan = await enrolled(town, 'joan', ['webauthn'])
    await appointed(town, joan)
    for (const { key } of joan.device.credentials) {
      const { d = '' } = key.export({ format: 'jwk' })
      town.vault.takes('approver’s passkey', d)
      town.vault.takes('approver’s passkey', Buffer.from(d, 'base64url'))
    }
    return new Approver(town, joan)
  }

  /** All the way to a yes, and every slip on it: a link said in chat, one guessed, a signature bent, one shown again. */
  async approves(persist: Persist): Promise<void> {
    let [flow, token] = ['', '']
    const presses = async () => {
      await this.#presses()
      const link = /\/a#v1\.([\w-]+)\.([\w-]+)$/.exec(this.#shown())
      ;[, flow = '', token = ''] = link ?? []
      if (link !== null) this.#town.vault.takes('approver’s link', token)
    }
    await persist(presses, () => token !== '')
    await this.#joan.says(this.#shown())
    await this.#joan.says(`is it ${token}?`)
    this.#town.vault.takes('guessed link of an approver', 'B'.repeat(43))
    await this.#posts('/a/open', { flow, token: 'B'.repeat(43) })
    let page: Answered | undefined
    await persist(
      async () => void (page = await this.#posts('/a/open', { flow, token })),
      () => page?.status === 200,
    )
    const bent = this.#signs(page, 'https://reset-corp.example')
    await this.#posts('/a/sign', { flow, token, ...bent })
    const first = this.#signs(page)
    let signed: Answered | undefined
    const sends = async () => {
      // What was sent once is spent: a page that got no answer asks anew, and hears that it is over if it was heard.
      const again = signed && (await this.#posts('/a/open', { flow, token }))
      const over = again !== undefined && again.status !== 200
      signed = over
        ? again
        : await this.#posts('/a/sign', { flow, token, ...(again ? this.#signs(again) : first) })
    }
    await persist(sends, () => signed?.status === 200 || signed?.status === 410)
    await this.#posts('/a/sign', { flow, token, ...first })
  }

  /** The newest link that she was shown. */
  #shown(): string {
    return this.#town.chat.rooms.get(this.#aside.channel)?.at(-1)?.drawings.at(-1)?.url ?? ''
  }

  get #aside() {
    return { platform: 'test', channel: `aside ${this.#joan.actor.user}` }
  }

  async #presses(): Promise<void> {
    const message = this.#town.chat.rooms
      .get('alerts')
      ?.findLast(({ drawings }) =>
        drawings.at(-1)?.card.asks.some((a) => a.kind === 'choice' && a.name === 'approval'),
      )
    const { flow, prompt } = message?.drawings.at(-1) ?? {}
    if (message === undefined || flow === undefined || prompt === undefined) return
    const event: ChatEvent = {
      ids: [`press:${this.#town.id()}`],
      actor: this.#joan.actor,
      place: { platform: 'test', channel: this.#joan.channel },
      alerts: { aside: this.#aside, message: message.id },
      what: { kind: 'answer', name: 'approval', value: 'approve', flow, prompt },
    }
    try {
      await this.#joan.does(event)
    } catch (cause) {
      // The platform is told that it failed, and would deliver it again.
      if (cause instanceof Killed) throw cause
      this.#town.threw('service.fault', cause)
    }
  }

  #signs(page: Answered | undefined, origin?: string) {
    const { options, nonce } = page?.body ?? {}
    const response = this.#joan.device.get({ options }, origin === undefined ? {} : { origin })
    this.#town.vault.takes('approver’s signature', response.response.signature)
    this.#town.vault.takes('approver’s challenge', String(nonce))
    return { nonce, response }
  }

  async #posts(path: string, body: Readonly<Record<string, unknown>>): Promise<Answered> {
    const answer = await this.#town.posts(path, body)
    await this.#town.later(second)
    return answer
  }
}
