import type { Context } from 'hono'
import type { CallAnswer } from '../../src/handoff/port.ts'
import { never } from '../../src/story/errors.ts'
import { contextOf } from './browser.ts'
import { drawable, hear, type PostPath } from './hear.ts'
import type { Portal, PortalParts } from './pages.ts'
import { readCookie, writeCookie } from './session.ts'
import { boundedBody, postFault } from './verify.ts'

/** The largest answer is a registration with an attestation chain, some 10 KB. */
const mostBytes = 32 * 1024

/** One call that changes something: form first, then the body's size, then what it says. */
export const listen = async (c: Context<Portal>, path: PostPath, parts: PortalParts): Promise<Response> => {
  const { handoff } = parts
  const header = (name: string): string | undefined => c.req.header(name)
  const body = await bodyOf(c, parts.origin)
  if (body instanceof Response) return body
  const arrived = parts.clock.now()

  const [cookie, device] = [readCookie(c), header('latchkey-device')]
  const call = {
    proof: header('latchkey-proof'),
    method: 'POST',
    path,
    body,
    address: c.env.ip,
    ...(cookie !== undefined && { cookie }),
    ...(device !== undefined && { device }),
  }
  const context = await contextOf(header, c.env.ip, parts.networkOf)
  const answer = await hear(handoff, { path, call, context })
  if (answer?.kind !== 'ok') await parts.floor(arrived)
  return answer === undefined ? c.json({ why: 'body' }, 400) : respond(c, answer, parts)
}

/** The body of a call that comes from a page of ours and is not too large, or the answer that says no. */
export const bodyOf = async (c: Context, origin: string): Promise<string | Response> => {
  const fault = postFault((name) => c.req.header(name), origin)
  if (fault !== undefined) return c.json({ why: fault }, fault === 'origin' ? 403 : 415)
  const bytes = await boundedBody(c.req.raw, mostBytes)
  if (bytes === undefined) return c.json({ why: 'size' }, 413)
  return text(bytes) ?? c.json({ why: 'body' }, 400)
}

/** Bodies of a kind are the same byte for byte, but for the nonce: nothing tells one cause of "gone" from another. */
const respond = (c: Context, answer: CallAnswer, { handoff, clock }: PortalParts): Response => {
  if (answer.kind === 'ok') {
    const { cookie, maxAge, changed, reveal } = answer
    if (cookie !== undefined) writeCookie(c, cookie, maxAge)
    return c.json({ nonce: handoff.nonce(), changed, ...(reveal && { reveal: drawable(reveal, clock) }) })
  }
  const { why } = answer
  switch (why) {
    case 'gone':
      return c.json({ why }, 410)
    case 'proof':
      return c.json({ why, nonce: handoff.nonce() }, 401)
    case 'stale':
      return c.json({ why, nonce: handoff.nonce() }, 409)
    case 'unavailable':
      return c.json({ why, nonce: handoff.nonce() }, 503)
    default:
      return never(why)
  }
}

const text = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
