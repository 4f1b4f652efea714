/**
 * Why a request at the bot's door is turned away: the closed list, for the log only. 401: nobody has shown that the Bot
 * Connector sent this to us. 403: the Connector did, and it is none of our business all the same. Those
 * that begin with `emulator` are of the development gate alone.
 */
export const refusals = {
  'no-bearer': 401,
  'token-malformed': 401,
  'token-algorithm': 401,
  'keys-away': 401,
  'key-unknown': 401,
  signature: 401,
  'token-issuer': 401,
  'token-audience': 401,
  'token-time': 401,
  'token-service': 401,
  'body-too-long': 403,
  'not-an-activity': 403,
  endorsement: 403,
  channel: 403,
  'service-differs': 403,
  'service-host': 403,
  tenant: 403,
  'tenant-differs': 403,
  'tenant-foreign': 403,
  sender: 403,
  recipient: 403,
  conversation: 403,
  'emulator-peer': 403,
  'emulator-forwarded': 403,
  'emulator-page': 403,
  'emulator-token': 403,
} as const satisfies Readonly<Record<string, 401 | 403>>

export type Refusal = keyof typeof refusals

/** What a stranger is told: a status, and nothing to learn from. */
export const answerTo = (why: Refusal): Response => new Response(null, { status: refusals[why] })
