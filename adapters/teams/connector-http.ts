import { minute, second } from '../../src/lib/clock.ts'
import type { Fetch } from './bounded-json.ts'
import { textOf } from './bounded-json.ts'
import { ConnectorRefused } from './connector-refused.ts'

export interface Wanted {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Milliseconds until the answer must be whole. */
export const patienceMs = 10 * second
const mostBytes = 1024 * 1024
/** What asks for more is not believed. */
const longestWaitMs = 60 * minute

/**
 * One call of the Connector, tried once: within `patience` ms, without following a redirect (our token would go along), its answer
 * no longer than a megabyte. Answers the text of a 2xx; everything else rejects with `ConnectorRefused`. botbuilder's own client
 * repeats a post whose answer was lost, and the person reads it twice or four times.
 */
export const callConnector = async (
  { method, url, headers, body }: Wanted,
  patience = patienceMs,
  fetch: Fetch = globalThis.fetch,
): Promise<{ readonly status: number; readonly text: string }> => {
  const init = { method, headers, redirect: 'manual', signal: AbortSignal.timeout(patience) } as const
  const { status, text, wait } = await answered(fetch, url, body === undefined ? init : { ...init, body })
  if (status < 200 || status > 299 || text === undefined)
    throw new ConnectorRefused(isItsWord(status, text) ? status : undefined, waitIn(wait))
  return { status, text }
}

/**
 * Whether a refusal is the Connector's own. It says why in JSON; a proxy's page of "not found" must not make anybody gone, nor a
 * proxy's "forbidden" a notice that is never sent.
 */
const isItsWord = (status: number, text: string | undefined): boolean =>
  text !== undefined && (![400, 403, 404].includes(status) || isObject(text))

const isObject = (text: string): boolean => {
  try {
    const said: unknown = JSON.parse(text)
    return typeof said === 'object' && said !== null
  } catch {
    return false // Not JSON.
  }
}

const answered = async (fetch: Fetch, url: string, init: RequestInit) => {
  try {
    const response = await fetch(url, init)
    const text = await textOf(response, mostBytes)
    return { status: response.status, text, wait: response.headers.get('retry-after') }
  } catch {
    throw new ConnectorRefused(undefined) // Nothing came, or not in time; the cause may quote the address.
  }
}

/** `Retry-After` (RFC 9110 10.2.3) in ms: seconds, the only form that Teams sends. */
const waitIn = (header: string | null): number | undefined =>
  header !== null && /^\d{1,9}$/.test(header) ? Math.min(Number(header) * second, longestWaitMs) : undefined
