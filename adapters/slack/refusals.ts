/**
 * Why a request at Slack's door is turned away: the closed list, for the log only. 401: nobody has shown that Slack sent this
 * to us. 403: Slack did, and it is none of our business all the same.
 */
export const refusals = {
  'body-too-long': 401,
  unsigned: 401,
  timestamp: 401,
  signature: 401,
  'content-type': 403,
  malformed: 403,
  app: 403,
  workspace: 403,
  'shared-channel': 403,
} as const satisfies Readonly<Record<string, 401 | 403>>

export type Refusal = keyof typeof refusals

/** A status and nothing to learn from; Slack need not try again. */
export const answerTo = (why: Refusal): Response =>
  new Response(null, { status: refusals[why], headers: { 'x-slack-no-retry': '1' } })
