import { createHmac } from 'node:crypto'
import { minute } from '../../src/lib/clock.ts'
import { sameText } from '../../src/lib/ids.ts'
import type { Secret } from '../../src/lib/secret.ts'
import { originOf, payloadOf, type Origin, type Payload } from './payload.ts'
import type { Refusal } from './refusals.ts'

export interface GateSettings {
  readonly appId: string
  /** Workspaces (`T…`) and organisations (`E…`) whose people are served. */
  readonly workspaces: readonly string[]
  readonly enterprises: readonly string[]
}

export interface Admitted {
  readonly kind: 'admitted'
  readonly payload: Payload
  readonly origin: Origin
}

export type Verdict =
  | Admitted
  /** Slack asks whether this is ours: to be answered with the same words. */
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'refused'; readonly why: Refusal }

/** Bytes; Slack's largest payloads are a message of 40,000 characters and a view. */
const longestBody = 512 * 1024
const window = 5 * minute

export interface SignedRequest {
  readonly raw: Uint8Array
  readonly contentType: string | undefined
  readonly signature: string | undefined
  readonly timestamp: string | undefined
}

/**
 * Whether a request came from Slack (docs.slack.dev, "Verifying requests from Slack"), now, and for us. Nothing of the body is
 * read before its signature fits. Bolt refuses only timestamps that are too old; here one from the future is refused as well,
 * with which a request could be signed today and used next week. The same request once more within the five minutes passes:
 * the inbox knows it by its ids.
 */
export const verify = (
  { raw, contentType, signature, timestamp }: SignedRequest,
  secret: Secret,
  settings: GateSettings,
  now: number,
): Verdict => {
  if (raw.length > longestBody) return refused('body-too-long')
  if (signature === undefined || timestamp === undefined) return refused('unsigned')
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) > window)
    return refused('timestamp')
  const expected = createHmac('sha256', secret.reveal()).update(`v0:${timestamp}:`).update(raw).digest('hex')
  if (!sameText(signature, `v0=${expected}`)) return refused('signature')
  const body = bodyOf(raw, contentType)
  return typeof body === 'string' ? refused(body) : admit(body.json, settings)
}

/** Whether what Slack sent is for our app, from a workspace we serve, and from no channel shared with strangers. */
export const admit = (body: unknown, { appId, workspaces, enterprises }: GateSettings): Verdict => {
  const challenge = challengeIn(body)
  if (challenge !== undefined) return { kind: 'challenge', challenge }
  const payload = payloadOf(body)
  const origin = payload && originOf(payload)
  if (payload === undefined || origin === undefined) return refused('malformed')
  if (payload.api_app_id !== appId) return refused('app')
  const { workspace, enterprise } = origin
  const known =
    (workspace !== undefined && workspaces.includes(workspace)) ||
    (enterprise !== undefined && enterprises.includes(enterprise))
  if (!known) return refused('workspace')
  return payload.is_ext_shared_channel === true
    ? refused('shared-channel')
    : { kind: 'admitted', payload, origin }
}

const refused = (why: Refusal): Verdict => ({ kind: 'refused', why })

const challengeIn = (body: unknown): string | undefined => {
  if (typeof body !== 'object' || body === null || !('type' in body) || !('challenge' in body))
    return undefined
  const { type, challenge } = body
  return type === 'url_verification' && typeof challenge === 'string' && challenge.length <= 1000
    ? challenge
    : undefined
}

/** Events are JSON; interactions are JSON in the field `payload` of a form; a command is a form. */
const bodyOf = (
  raw: Uint8Array,
  contentType: string | undefined,
): { readonly json: unknown } | 'content-type' | 'malformed' => {
  const media = contentType?.split(';')[0]?.trim().toLowerCase()
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(raw)
    if (media === 'application/json') return { json: JSON.parse(text) }
    if (media !== 'application/x-www-form-urlencoded') return 'content-type'
    const form = new URLSearchParams(text)
    const payload = form.get('payload')
    return { json: payload === null ? Object.fromEntries(form) : JSON.parse(payload) }
  } catch {
    return 'malformed' // No text, or no JSON.
  }
}
