import { encode } from 'uqr'
import type { BrowserContext, CallAnswer, HandoffPort, SignedCall } from '../../src/handoff/port.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { never } from '../../src/story/errors.ts'
import type { Secrets } from '../../src/story/story.ts'

/** The calls of our pages that change something. */
export const posts = ['/h/attach', '/h/resume', '/h/answer'] as const
export type PostPath = (typeof posts)[number]

/** A call that got past the checks of form; the JSON in its body is still only claimed. */
export interface Heard {
  readonly path: PostPath
  readonly call: SignedCall
  readonly context: BrowserContext
}

/** Hands a call to the protocol; undefined when its body is not what that path takes. */
export const hear = async (handoff: HandoffPort, heard: Heard): Promise<CallAnswer | undefined> => {
  const said = parsed(heard.call.body)
  if (said === undefined) return undefined
  switch (heard.path) {
    case '/h/attach': {
      const { flow, secret, ...more } = said
      if (!isText(flow) || !isText(secret) || !isEmpty(more)) return undefined
      return await handoff.attach(heard.call, flow, new Secret(secret), heard.context)
    }
    case '/h/resume': {
      const { flow, ...more } = said
      if (!isText(flow) || !isEmpty(more)) return undefined
      return await handoff.resume(heard.call, flow, heard.context)
    }
    case '/h/answer': {
      const { name, value, secrets, ...more } = said
      if (!isText(name) || !isEmpty(more)) return undefined
      if (secrets !== undefined) {
        const typed = value === undefined ? secretsOf(secrets) : undefined
        return typed && (await handoff.answer(heard.call, name, typed))
      }
      if (isObject(value)) return await handoff.answer(heard.call, name, value)
      if (typeof value !== 'string') return undefined
      const open = await isChoice(handoff, heard.call.cookie, name)
      return await handoff.answer(heard.call, name, open ? value : new Secret(value))
    }
    default:
      return never(heard.path)
  }
}

/** A form of several fields says by its own shape that all of it was typed. A few fields at most, each a text. */
const secretsOf = (fields: unknown): Secrets | undefined => {
  if (!isObject(fields)) return undefined
  const typed = Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'string' && /^[a-z-]{1,40}$/.test(name) ? [[name, new Secret(value)] as const] : [],
  )
  const whole = typed.length === Object.keys(fields).length && typed.length > 0 && typed.length <= 4
  return whole ? Object.fromEntries(typed) : undefined
}

/** Everything typed is a secret; only what a button says is not. Asked of the page itself, never of the caller. */
const isChoice = async (handoff: HandoffPort, cookie: string | undefined, name: string): Promise<boolean> => {
  const page = await handoff.page(cookie)
  return page?.card.asks.some((ask) => ask.kind === 'choice' && ask.name === name) === true
}

/**
 * Adds what a browser cannot work out well by itself: how long a code still lasts by our clock (ms), for its own may be
 * wrong, and the modules of the QR code for an authenticator app (a row is a string of 0 and 1).
 */
export const drawable = (
  reveal: Readonly<Record<string, unknown>>,
  clock: Clock,
): Record<string, unknown> => ({
  ...reveal,
  ...(typeof reveal['expiresAt'] === 'number' && { expiresIn: reveal['expiresAt'] - clock.now() }),
  ...(typeof reveal['uri'] === 'string' && { qr: modules(reveal['uri']) }),
})

const modules = (uri: string): string[] =>
  encode(uri, { ecc: 'M', border: 0 }).data.map((row) => row.map((dark) => (dark ? '1' : '0')).join(''))

/** The JSON object of a body, still only claimed; undefined when it is none. */
export const parsed = (body: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const said: unknown = JSON.parse(body)
    return isObject(said) ? said : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 256
const isEmpty = (more: object): boolean => Object.keys(more).length === 0
