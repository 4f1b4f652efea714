import { CompactSign } from 'jose'
import { z } from 'zod'
import { sha256 } from '../../src/lib/ids.ts'
import { newKey, type Key } from '../support/browser.ts'
import { get, post, type Address } from './address.ts'

/** What a page of ours says of itself to its script. */
export interface SeenPage {
  readonly step: string
  readonly prompt: string
  readonly outcome: string | undefined
  /** The names of what can be answered. */
  readonly asks: readonly string[]
  readonly text: string
}

/** What came back from a call; status as HTTP has it. */
export interface CallBack {
  readonly status: number
  readonly changed: boolean
  readonly reveal: Readonly<Record<string, unknown>>
}

const answer = z.object({
  nonce: z.string().optional(),
  changed: z.boolean().default(false),
  reveal: z.record(z.string(), z.unknown()).default({}),
})

/** A browser without a window, as our pages use it over HTTP: one key, one cookie, every call signed. */
export class HttpBrowser {
  readonly #address: Address
  readonly #key: Key
  #cookie: string | undefined
  #flow = ''
  #prompt = ''
  #nonce = ''

  private constructor(address: Address, key: Key) {
    this.#address = address
    this.#key = key
  }

  static async make(address: Address): Promise<HttpBrowser> {
    return new HttpBrowser(address, await newKey())
  }

  /** Follows a link of a card: with a secret it attaches, without one it resumes. */
  async opens(url: string): Promise<CallBack> {
    const [, flow = '', secret] = /#v1\.([\w-]+)(?:\.([\w-]+))?$/.exec(url) ?? []
    this.#flow = flow
    this.#prompt = ''
    await this.#load('/h')
    return secret === undefined
      ? await this.#call('/h/resume', { flow })
      : await this.#call('/h/attach', { flow, secret })
  }

  /** The present page, or undefined when there is none for this browser. */
  async page(): Promise<SeenPage | undefined> {
    const html = await this.#load('/h/page')
    const body = /<body([^>]*)>/.exec(html)?.[1] ?? ''
    const data = (name: string): string | undefined => new RegExp(` data-${name}="([^"]*)"`).exec(body)?.[1]
    const [step = '', prompt = ''] = [data('step'), data('prompt')]
    if (step === '' || step === 'landing') return undefined
    this.#prompt = prompt
    const asks = [...html.matchAll(/ data-ask="([\w-]+)"/g)].map(([, name = '']) => name)
    const main = /<main>(.*)<\/main>/s.exec(html)?.[1] ?? ''
    return { step, prompt, outcome: data('outcome'), asks, text: main.replaceAll(/<[^>]*>|\s+/g, ' ') }
  }

  /** Answers an ask of the page that was loaded last. */
  async says(name: string, value: string | Readonly<Record<string, unknown>>): Promise<CallBack> {
    return await this.#call('/h/answer', { name, value })
  }

  /** An answer of its own to the page that was loaded last: its own nonce, signed now, to be sent to this address later, once. */
  async prepares(
    name: string,
    value: string,
    address: Address = this.#address,
  ): Promise<() => Promise<CallBack>> {
    await this.#load('/h')
    const path = '/h/answer'
    const body = JSON.stringify({ name, value })
    const headers = { ...this.#cookies(), 'latchkey-proof': await this.#proof(path, body) }
    return async () => {
      const { status, body: back } = await post(address, path, body, headers)
      const { changed = false, reveal = {} } =
        answer.safeParse(JSON.parse(back === '' ? '{}' : back)).data ?? {}
      return { status, changed, reveal }
    }
  }

  async #load(path: string): Promise<string> {
    const got = await get(this.#address, path, this.#cookies())
    this.#nonce = /<html[^>]* data-nonce="([^"]+)"/.exec(got.body)?.[1] ?? this.#nonce
    return got.body
  }

  async #call(path: string, said: unknown, again = true): Promise<CallBack> {
    const body = JSON.stringify(said)
    const got = await post(this.#address, path, body, {
      ...this.#cookies(),
      'latchkey-proof': await this.#proof(path, body),
    })
    const parsed = answer.safeParse(JSON.parse(got.body === '' ? '{}' : got.body))
    const { nonce = this.#nonce, changed = false, reveal = {} } = parsed.data ?? {}
    this.#nonce = nonce
    for (const cookie of [got.headers['set-cookie'] ?? []].flat())
      this.#cookie = /^__Host-flow=([^;]+)/.exec(cookie)?.[1] ?? this.#cookie
    if (got.status === 401 && again) return await this.#call(path, said, false)
    return { status: got.status, changed, reveal }
  }

  #cookies(): Readonly<Record<string, string>> {
    return this.#cookie === undefined ? {} : { cookie: `__Host-flow=${this.#cookie}` }
  }

  async #proof(path: string, body: string): Promise<string> {
    const claims = {
      htm: 'POST',
      htu: `${this.#address.baseUrl}${path}`,
      flow: this.#flow,
      ver: this.#prompt,
      nonce: this.#nonce,
      bsh: sha256(body),
    }
    return await new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ typ: 'latchkey-proof+jwt', alg: 'ES256', jwk: this.#key.jwk })
      .sign(this.#key.secret)
  }
}
