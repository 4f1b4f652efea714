import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { CookieOptions } from 'hono/utils/cookie'

/** The prefix binds it to this host, this path and TLS; no other host of the domain can plant one (RFC 6265bis, 4.1.3). */
const name = 'flow'
const always = { secure: true, httpOnly: true, sameSite: 'Strict', path: '/', prefix: 'host' } as const

/** Value of `__Host-flow`, or undefined; what cannot be ours is not looked at. */
export const readCookie = (c: Context): string | undefined => {
  const value = getCookie(c, name, 'host')
  return value !== undefined && /^[\w.-]{1,200}$/.test(value) ? value : undefined
}

/** Sets `__Host-flow` for `maxAge` seconds; without it, until the browser closes. */
export const writeCookie = (c: Context, value: string, maxAge: number | undefined): void => {
  const options: CookieOptions = maxAge === undefined ? always : { ...always, maxAge }
  setCookie(c, name, value, options)
}
