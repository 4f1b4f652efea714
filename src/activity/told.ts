import { z } from 'zod'
import type { Agent, Verdict } from './port.ts'

/** What an event calls its person by; which of it counts is configured. */
export interface Called {
  readonly name?: string
  readonly mail?: string
  readonly uid?: string
  readonly domain?: string
}

/** What one event of a source tells, in no dialect. Addresses and user agents end here: they are never kept. */
export type Told =
  | {
      readonly kind: 'signIn'
      /** As the source names the event; undefined where it names none. */
      readonly id?: string
      readonly at: number
      readonly user: Called
      readonly address?: string
      readonly country?: string
      readonly asn?: number
      readonly userAgent?: string
      readonly agent?: Agent
      readonly app?: string
      readonly site?: string
    }
  /** Sign-ins that were bad: by id, or all of a time. */
  | {
      readonly kind: 'bad'
      readonly user: Called
      readonly ids: readonly string[]
      readonly from: number
      readonly to: number
    }
  /** What the source holds of the person by now. */
  | {
      readonly kind: 'judged'
      readonly user: Called
      readonly id: string
      readonly at: number
      readonly verdict: Verdict
    }
  /** A sign-in that failed, a service's, or something else: it teaches nothing. */
  | { readonly kind: 'ignored'; readonly why: 'failure' | 'kind' }
  | { readonly kind: 'refused'; readonly why: 'shape' | 'time' | 'json' }

/** A text of a source, short and in one line, or as if it were not there: one odd field does not spoil an event. */
export const word = (most: number) =>
  z
    .string()
    .transform((text) => text.replaceAll(/\p{Cc}/gu, ' ').trim())
    .refine((text) => text !== '' && text.length <= most)
    .optional()
    .catch(undefined)

/** The same, cut where it is too long. */
export const cut = (most: number) =>
  z
    .string()
    .transform(
      (text) =>
        text
          .slice(0, most)
          .replaceAll(/\p{Cc}/gu, ' ')
          .trim()
          .toWellFormed() || undefined,
    )
    .optional()
    .catch(undefined)

/** ISO 3166-1 alpha-2, in capitals. */
export const country = z
  .string()
  .regex(/^[A-Za-z]{2}$/)
  .transform((code) => code.toUpperCase())
  .optional()
  .catch(undefined)

export const asNumber = z.int().min(1).max(4_294_967_295).optional().catch(undefined)

/** Names of operating systems as the most of sources have them, and how they are called here. */
const systems: readonly (readonly [RegExp, string, Agent['device'] | undefined])[] = [
  [/^windows phone/i, 'Windows Phone', 'phone'],
  [/^win/i, 'Windows', 'desktop'],
  [/^(ipados)/i, 'iOS', 'tablet'],
  [/^(ios|iphone)/i, 'iOS', 'phone'],
  [/^(mac ?os|os ?x|darwin)/i, 'macOS', 'desktop'],
  [/^android/i, 'Android', 'phone'],
  [/^(chrome ?os|cros)/i, 'Chrome OS', 'desktop'],
  [/^(linux|ubuntu|debian|fedora|red ?hat|centos|suse)/i, 'Linux', 'desktop'],
]

/** Of fields that a source parsed itself: never a version. */
export const agentFrom = (
  os: string | undefined,
  family: string | undefined,
  device: Agent['device'] | undefined,
): Agent | undefined => {
  const [, name, usual] = systems.find(([pattern]) => pattern.test(os ?? '')) ?? []
  const kind = device ?? usual
  const browser = family?.replace(/^Mobile /, '').replace(/[\d.\s]+$/, '')
  if (kind === undefined && name === undefined && (browser ?? '') === '') return undefined
  return { device: kind ?? 'other', ...(name && { os: name }), ...(browser && { family: browser }) }
}

const aDay = 24 * 3_600_000

/** As many as a finding may name: whoever signed in often enough must not have the rest stay usual. */
export const mostIds = 1000

/** A report of bad sign-ins; without ids, all since `from`, or of the day before. */
export const bad = (
  user: Called,
  ids: readonly string[],
  at: number,
  from: number = at - aDay,
): Extract<Told, { kind: 'bad' }> => ({
  kind: 'bad',
  user,
  ids: ids.slice(0, mostIds),
  from: Math.min(from, at),
  to: at,
})
