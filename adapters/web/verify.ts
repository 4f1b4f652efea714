import type { IncomingMessage } from 'node:http'

/**
 * Whether the request names the configured host and no other: a poisoned Host never becomes part of a link, and a
 * page of another name cannot be pointed at us. Two Host headers or a full URL count as another.
 */
export const namesHost = (request: IncomingMessage, host: string): boolean => {
  const named = request.rawHeaders.filter((_, i, all) => i % 2 === 1 && all[i - 1]?.toLowerCase() === 'host')
  return named.length === 1 && named[0]?.toLowerCase() === host && request.url?.startsWith('/') === true
}

/** Probes of a load balancer name an address, not the host; these two say nothing that depends on it. */
export const isProbe = (request: IncomingMessage): boolean =>
  request.url === '/healthz' || request.url === '/readyz'

export type PostFault = 'origin' | 'type'

/**
 * Checks a call that would change something: it comes from a page of ours (stops cross-site request forgery, also from
 * a sister host) and is JSON, which no plain form can send (ASVS 3.5.1-3.5.3). Undefined = in order.
 * Sec-Fetch-Site cannot be set by a page; only where a browser does not send it does Origin decide.
 */
export const postFault = (
  header: (name: string) => string | undefined,
  origin: string,
): PostFault | undefined => {
  const site = header('sec-fetch-site')
  const sameOrigin = site === undefined ? header('origin') === origin : site === 'same-origin'
  if (!sameOrigin) return 'origin'
  return header('content-type') === 'application/json' ? undefined : 'type'
}

/** The body's bytes, or undefined as soon as there are more than `most`. */
export const boundedBody = async (
  request: Request,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > most) return undefined
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
