import { Fault } from '../../src/story/errors.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface Answered {
  readonly status: number
  readonly body: unknown
}

/** Milliseconds in which a key set or a token must be there. */
const patienceMs = 5000

/**
 * One HTTP request whose answer is JSON of at most `most` bytes, within five seconds and without following a redirect: a server
 * that is broken or in the wrong hands can neither hang us nor fill our memory nor send us elsewhere. Throws `Fault` ERR_CHAT; its
 * message names `what` alone, never what was sent.
 */
export const askJson = async (
  fetch: Fetch,
  what: string,
  url: string,
  init: RequestInit,
  most: number,
): Promise<Answered> => {
  try {
    const signal = AbortSignal.timeout(patienceMs)
    const response = await fetch(url, { ...init, redirect: 'error', signal })
    const text = await textOf(response, most)
    return { status: response.status, body: text === undefined ? undefined : parsed(text) }
  } catch (cause) {
    throw new Fault('ERR_CHAT', `${what} could not be had`, { cause })
  }
}

/** The text of an answer; undefined = it is longer than `most` bytes. */
export const textOf = async (response: Response, most: number): Promise<string | undefined> => {
  if (response.body === null) return ''
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body) {
    length += piece.length
    if (length > most) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // A page of a proxy, say: to whoever reads the body, no answer.
  }
}
