import type { BrowserContext, CallAnswer, HandoffPort, Page, SignedCall } from '../../src/handoff/port.ts'
import { Secret } from '../../src/lib/secret.ts'

/** One call as the pages made it. */
export interface Call {
  readonly what: 'attach' | 'resume' | 'answer' | 'page'
  readonly signed?: SignedCall
  readonly flow?: string
  readonly secret?: Secret
  readonly context?: BrowserContext
  readonly name?: string
  readonly value?: string | Secret | Readonly<Record<string, unknown>>
}

export const done: CallAnswer = { kind: 'ok', changed: true }
export const refusedAs = (why: 'gone' | 'proof' | 'stale' | 'unavailable'): CallAnswer => ({
  kind: 'refused',
  why,
})

/** The protocol's side of the door, for tests of the pages: it remembers what it was told and says what it is told to say. */
export class FakeHandoff implements HandoffPort {
  readonly calls: Call[] = []
  /** What the browser with the cookie sees. */
  shown: Page | undefined
  /** What the next calls are answered with. */
  respond: (call: Call) => CallAnswer = () => done
  #nonces = 0

  nonce(): string {
    this.#nonces++
    return `nonce-${this.#nonces}`
  }
  async attach(
    signed: SignedCall,
    flow: string,
    secret: Secret,
    context: BrowserContext,
  ): Promise<CallAnswer> {
    return this.#heard({ what: 'attach', signed, flow, secret, context })
  }
  async resume(signed: SignedCall, flow: string): Promise<CallAnswer> {
    return this.#heard({ what: 'resume', signed, flow })
  }
  async answer(
    signed: SignedCall,
    name: string,
    value: string | Secret | Readonly<Record<string, unknown>>,
  ): Promise<CallAnswer> {
    return this.#heard({ what: 'answer', signed, name, value })
  }
  async page(cookie: string | undefined): Promise<Page | undefined> {
    this.calls.push({ what: 'page' })
    return cookie === undefined ? undefined : this.shown
  }
  /** Without the looks at the page, which change nothing. */
  changes(): readonly Call[] {
    return this.calls.filter(({ what }) => what !== 'page')
  }

  #heard(call: Call): CallAnswer {
    this.calls.push(call)
    return this.respond(call)
  }
}

/** What was typed, out of its `Secret`. */
export const typed = (call: Call | undefined): string =>
  call?.value instanceof Secret ? call.value.reveal() : ''

/** The same for a form of several fields. */
export const fieldsOf = (value: Call['value']): Readonly<Record<string, string>> =>
  typeof value !== 'object' || value instanceof Secret
    ? {}
    : Object.fromEntries(
        Object.entries(value).map(([name, one]) => [name, one instanceof Secret ? one.reveal() : 'in clear']),
      )
