import { setTimeout as sleep } from 'node:timers/promises'
import { ask, fromOurPage, type Got } from '../support/web-client.ts'

/** Where people reach the service: one name, whatever stands behind it at the moment. */
export interface Address {
  readonly baseUrl: string
  port(): number
}

/** A call that came to nothing: nobody there, or gone in the middle. A person sees an error and tries again. */
export class NoAnswer extends Error {}

/** A browser gives up after a minute; a person before that. */
const patienceMs = 20_000

const sent = async (address: Address, what: Parameters<typeof ask>[1]): Promise<Got> => {
  try {
    const headers = { host: new URL(address.baseUrl).host, ...what.headers }
    const late = sleep(patienceMs, undefined, { ref: false }).then(() => {
      throw new Error('nothing came back')
    })
    return await Promise.race([ask(address.port(), { ...what, headers }), late])
  } catch (cause) {
    throw new NoAnswer('no answer', { cause })
  }
}

export const get = (address: Address, path: string, headers: Readonly<Record<string, string>> = {}) =>
  sent(address, { path, headers })

export const post = (
  address: Address,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
) => sent(address, { method: 'POST', path, body, headers: { ...fromOurPage, ...headers } })
