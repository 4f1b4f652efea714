import { isoBase64URL } from '@simplewebauthn/server/helpers'
import type { z } from 'zod'
import { minute } from '../lib/clock.ts'
import { sha256 } from '../lib/ids.ts'
import type { AnswerValue } from '../story/story.ts'
import type { AllowedMakes } from './attestation.ts'
import type { Ceremony, FactorRefusal, Nonces } from './port.ts'
import { envelope, framing } from './webauthn-response.ts'

/** Where our pages are, and who recognises our nonces. */
export interface WebAuthnSite {
  /** The domain that passkeys belong to: the host of `origin`, or a parent of it. */
  readonly rpId: string
  readonly rpName: string
  /** Scheme, host and port of our pages, e.g. "https://reset.corp.example". */
  readonly origin: string
  readonly nonces: Nonces
  /** Which makes may be enrolled; undefined = any. */
  readonly makes?: AllowedMakes
}

export type WebAuthnPurpose = 'prove' | 'enrol'

/** EdDSA, ES256, RS256: given to the library everywhere, whose own default grows with the runtime. */
export const algorithms = [-8, -7, -257]

/** How long a browser waits for the person (ms). */
export const timeout = 2 * minute

/** What every response must meet. */
export const expectations = ({ origin, rpId }: WebAuthnSite) => ({
  expectedOrigin: origin,
  expectedRPID: rpId,
  requireUserVerification: true,
})

/**
 * What an authenticator signs: a digest of everything the ceremony is bound to (CHAT-BIND step 6), base64url. A
 * signature obtained for another purpose, flow, version or browser is a signature over something else. The list is
 * hashed as JSON, so that no two lists give the same text.
 */
export const challengeFor = (
  purpose: WebAuthnPurpose,
  { flow, ver, jkt }: Pick<Ceremony, 'flow' | 'ver' | 'jkt'>,
  nonce: string,
): string => sha256(JSON.stringify(['latchkey/webauthn/v1', purpose, flow, ver, jkt, nonce]))

const purposeName = (purpose: WebAuthnPurpose): string => `webauthn/${purpose}`

/** A fresh nonce with the challenge made of it. */
export const issued = ({ nonces }: WebAuthnSite, purpose: WebAuthnPurpose, ceremony: Ceremony) => {
  const nonce = nonces.make(purposeName(purpose), ceremony.now)
  return { nonce, challenge: isoBase64URL.toBuffer(challengeFor(purpose, ceremony, nonce)) }
}

/** The response with the challenge it must answer; or why not. */
export const received = async <T extends { readonly response: { readonly clientDataJSON: string } }>(
  site: WebAuthnSite,
  schema: z.ZodType<T>,
  answer: AnswerValue,
  purpose: WebAuthnPurpose,
  ceremony: Ceremony,
): Promise<{ readonly response: T; readonly expectedChallenge: string } | FactorRefusal> => {
  const got = await opened(site, schema, answer, purposeName(purpose), ceremony.now)
  if (typeof got === 'string') return got
  return { response: got.response, expectedChallenge: challengeFor(purpose, ceremony, got.nonce) }
}

/** The response with its nonce; or why not. The nonce is spent whatever comes of it. */
export const opened = async <T extends { readonly response: { readonly clientDataJSON: string } }>(
  { nonces }: WebAuthnSite,
  schema: z.ZodType<T>,
  answer: AnswerValue,
  purpose: string,
  now: number,
): Promise<{ readonly response: T; readonly nonce: string } | FactorRefusal> => {
  const sent = envelope.safeParse(answer)
  if (!sent.success) return 'malformed'
  const { nonce } = sent.data
  const isFresh = await nonces.spend(purpose, nonce, now)
  const response = schema.safeParse(sent.data.response)
  const where = response.success ? framing(response.data.response.clientDataJSON) : 'malformed'
  if (!response.success || where === 'malformed') return 'malformed'
  if (!isFresh) return 'expired'
  if (where === 'framed') return 'not-allowed'
  return { response: response.data, nonce }
}

/** The library throws bare errors for what it refuses, as for what it cannot read: both are a no. */
export const orNo = async <T>(verification: Promise<T>): Promise<T | undefined> =>
  verification.catch(() => undefined)
