import { isLoopback } from './loopback.ts'
import { refusal } from './headers.ts'

const relayed = ['x-forwarded-for', 'forwarded', 'via']

/**
 * Refuses what does not come from this machine or was sent to another name: a page of an attacker whose name was made to
 * point here (DNS rebinding) would otherwise be of our own origin. No proxy is believed: whoever sits in a trusted range could
 * write the address of this machine.
 */
export const stranger = (request: Request, ip: string, origin: string): Response | undefined => {
  const isRelayed = relayed.some((name) => request.headers.has(name))
  if (isRelayed || !isLoopback(ip)) return refusal(403, 'the playground answers this machine only')
  if (new URL(request.url).host === new URL(origin).host) return undefined
  return refusal(421, `the playground is at ${origin}`)
}

/** Refuses requests that another site's page makes (CSRF): browsers say so in Sec-Fetch-Site, which no page can forge. */
export const crossSite = (request: Request): Response | undefined =>
  request.headers.get('sec-fetch-site') === 'same-origin'
    ? undefined
    : refusal(403, 'only the playground’s own page may do this')
