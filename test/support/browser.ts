import { CompactSign, exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose'
import { expect } from 'vitest'
import { generate } from 'otplib'
import type { Origin } from '../../src/activity/port.ts'
import type { BrowserContext, CallAnswer, Page, SignedCall } from '../../src/handoff/port.ts'
import { second } from '../../src/lib/clock.ts'
import { sha256 } from '../../src/lib/ids.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { SoftwareAuthenticator } from './authenticator.ts'
import { assertFit, expectOn } from './phrases.ts'
import { origin, type Town } from './world.ts'

/** How a hostile or broken page bends a signed call. */
export interface Bend {
  readonly key?: Key
  readonly cookie?: string | undefined
  readonly flow?: string
  readonly prompt?: string
  readonly nonce?: string
  readonly path?: string
  readonly header?: Readonly<Record<string, unknown>>
  readonly payload?: Readonly<Record<string, unknown>>
  /** Sent instead of the lasting key's own proof. */
  readonly device?: string
  /** Sent instead of the body that was signed. */
  readonly body?: string
}

export interface Key {
  readonly jwk: JWK
  readonly secret: CryptoKey
}

export const newKey = async (): Promise<Key> => {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const { kty = 'EC', crv = '', x = '', y = '' } = await exportJWK(publicKey)
  return { jwk: { kty, crv, x, y }, secret: privateKey }
}

/** What the page of a browser with this lasting key sends beside a proof. */
export const deviceProof = async (
  { jwk, secret }: Key,
  proof: string,
  payload: Readonly<Record<string, unknown>> = { prf: sha256(proof) },
): Promise<string> =>
  await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ typ: 'latchkey-device+jwt', alg: 'ES256', jwk })
    .sign(secret)

type Value = string | Secret | Readonly<Record<string, unknown>>

/** A browser as our pages use it: one key, one cookie, one page at a time. */
export class Browser {
  readonly name: string
  readonly #town: Town
  key: Key
  cookie: string | undefined
  flow = ''
  /** Where its calls come from. */
  address = '192.0.2.1'
  /** The key it keeps for longer than one flow; undefined = a private window. */
  lasting: Key | undefined
  /** What else its calls say of it. */
  origin: Origin | undefined

  private constructor(town: Town, key: Key, name: string) {
    this.#town = town
    this.key = key
    this.name = name
  }

  static async make(town: Town, name = 'Chrome on Android'): Promise<Browser> {
    return new Browser(town, await newKey(), name)
  }

  /** Follows a link of a card: with a secret it attaches, without one it resumes. */
  async opens(url: string, bend: Bend = {}): Promise<CallAnswer> {
    const [, flow = '', secret] = /#v1\.([\w-]+)(?:\.([\w-]+))?$/.exec(url) ?? []
    const path = secret === undefined ? '/h/resume' : '/h/attach'
    const call = await this.signed(path, { flow, secret }, { flow, prompt: '', cookie: undefined, ...bend })
    const { handoff } = this.#town.at
    const answer =
      secret === undefined
        ? await handoff.resume(call, flow, this.context)
        : await handoff.attach(call, flow, new Secret(secret), this.context)
    if (answer.kind === 'ok' && answer.cookie !== undefined) {
      this.cookie = answer.cookie
      this.flow = flow
    }
    await this.#town.at.rest()
    return answer
  }

  async page(): Promise<Page | undefined> {
    const page = await this.#town.at.handoff.page(this.cookie)
    if (page !== undefined) assertFit(page.card)
    return page
  }

  /** Answers an ask of the page. */
  async says(name: string, value: Value, bend: Bend = {}): Promise<CallAnswer> {
    const page = await this.page()
    const call = await this.signed(
      '/h/answer',
      { name, value: value instanceof Secret ? sha256(value.reveal()) : value },
      { prompt: page?.prompt ?? '', ...bend },
    )
    const answer = await this.#town.at.handoff.answer(call, name, value)
    await this.#town.at.rest()
    return answer
  }

  async signed(path: string, body: unknown, bend: Bend): Promise<SignedCall> {
    const text = JSON.stringify(body)
    const key = bend.key ?? this.key
    const payload = {
      htm: 'POST',
      htu: `${origin}${path}`,
      flow: bend.flow ?? this.flow,
      ver: bend.prompt ?? '',
      nonce: bend.nonce ?? this.#town.at.handoff.nonce(),
      bsh: sha256(text),
      ...bend.payload,
    }
    const proof = await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ typ: 'latchkey-proof+jwt', alg: 'ES256', jwk: key.jwk, ...bend.header })
      .sign(key.secret)
    const cookie = 'cookie' in bend ? bend.cookie : this.cookie
    const device = bend.device ?? (this.lasting && (await deviceProof(this.lasting, proof)))
    return {
      proof,
      method: 'POST',
      path: bend.path ?? path,
      body: bend.body ?? text,
      address: this.address,
      ...(cookie !== undefined && { cookie }),
      ...(device !== undefined && { device }),
    }
  }

  get context(): BrowserContext {
    return { browser: this.name, ...(this.origin && { origin: this.origin }) }
  }

  async presses(name: string, value: string = name, bend: Bend = {}): Promise<CallAnswer> {
    const page = await this.page()
    const there = page?.card.asks.some(
      (a) => a.kind === 'choice' && a.name === name && a.options.some((o) => o.value === value),
    )
    if (there !== true) throw new Error(`no button ${name}=${value} on ${page?.step ?? 'no page'}`)
    return await this.says(name, value, bend)
  }

  async types(name: string, text: string, bend: Bend = {}): Promise<CallAnswer> {
    return await this.says(name, new Secret(text), bend)
  }

  /** The form with the current and the new password. */
  async changes(current: string, chosen: string): Promise<CallAnswer> {
    return await this.says('password-change', { current: new Secret(current), chosen: new Secret(chosen) })
  }

  /** The pairing code that this browser shows. */
  async code(): Promise<string> {
    return String((await this.reveals('pairing-code'))['code'])
  }

  async reveals(name: string): Promise<Readonly<Record<string, unknown>>> {
    return revealed(await this.says(name, {}))
  }

  async passkey(device: SoftwareAuthenticator, ceremony: 'get' | 'create' = 'get'): Promise<CallAnswer> {
    const offer = await this.reveals('webauthn-options')
    return await this.says('webauthn', { nonce: offer['nonce'], response: device[ceremony](offer) })
  }

  async sees(...ids: readonly string[]): Promise<void> {
    const page = await this.page()
    if (page === undefined) throw new Error('this browser sees nothing')
    expectOn(page.card, ids)
  }
}

export const revealed = (answer: CallAnswer): Readonly<Record<string, unknown>> => {
  expect(answer).toMatchObject({ kind: 'ok' })
  return answer.kind === 'ok' ? (answer.reveal ?? {}) : {}
}

export const totpCode = async (seed: string, now: number): Promise<string> =>
  generate({ secret: seed, epoch: Math.floor(now / second) })
