import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { answerTo, refusals, type Refusal } from '../../../adapters/slack/refusals.ts'
import { verify, type SignedRequest } from '../../../adapters/slack/verify.ts'
import { minute } from '../../../src/lib/clock.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { appId, corp, event, message, press, slash } from './payloads.ts'

const secret = new Secret('signing-secret-of-the-test')
const settings = { appId, workspaces: [corp], enterprises: ['E0CORP'] }
const now = 1_700_000_100_000

const signed = (raw: string, at = now, key = secret.reveal()): SignedRequest => {
  const timestamp = String(Math.floor(at / 1000))
  const signature = `v0=${createHmac('sha256', key).update(`v0:${timestamp}:${raw}`).digest('hex')}`
  return { raw: Buffer.from(raw), contentType: 'application/json', signature, timestamp }
}
const judged = (request: SignedRequest): string => {
  const verdict = verify(request, secret, settings, now)
  return verdict.kind === 'refused' ? verdict.why : verdict.kind
}
const dm = (more = {}) => JSON.stringify(event(message(), more))
const form = (fields: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams(
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
  ).toString()
const asForm = { contentType: 'application/x-www-form-urlencoded' }

describe('what Slack sent is let in', () => {
  test('an event', () => expect(judged(signed(dm()))).toBe('admitted'))
  test('with a charset', () => {
    const request = { ...signed(dm()), contentType: 'application/json; charset=utf-8' }
    expect(judged(request)).toBe('admitted')
  })
  test('a press', () => {
    const raw = form({ payload: JSON.stringify(press('x')) })
    expect(judged({ ...signed(raw), ...asForm })).toBe('admitted')
  })
  test('a command', () => {
    const raw = form(slash())
    expect(judged({ ...signed(raw), contentType: `${asForm.contentType};charset=UTF-8` })).toBe('admitted')
  })
  test.each([-4, 4])('a clock that is %i minutes off', (minutes) => {
    expect(judged(signed(dm(), now + minutes * minute))).toBe('admitted')
  })
  test('the question whether we are there', () => {
    const verdict = verify(signed('{"type":"url_verification","challenge":"abc"}'), secret, settings, now)
    expect(verdict).toEqual({ kind: 'challenge', challenge: 'abc' })
  })
  test('an organisation on the list, whichever of its workspaces', () => {
    expect(judged(signed(dm({ team_id: 'T0OTHER', enterprise_id: 'E0CORP' })))).toBe('admitted')
  })
})

const reasons: readonly Refusal[] = [
  'body-too-long',
  'unsigned',
  'timestamp',
  'signature',
  'content-type',
  'malformed',
  'app',
  'workspace',
  'shared-channel',
]
const entries = reasons.map((why) => [why, refusals[why]] as const)

describe('and nothing else', () => {
  const bare = signed(dm())
  test.each<readonly [string, SignedRequest]>([
    ['unsigned', { ...bare, signature: undefined }],
    ['unsigned', { ...bare, timestamp: undefined }],
    ['timestamp', signed(dm(), now - 6 * minute)],
    ['timestamp', signed(dm(), now + 6 * minute)],
    ['timestamp', { ...bare, timestamp: 'NaN' }],
    ['timestamp', { ...bare, timestamp: '1e12' }],
    ['signature', signed(dm(), now, 'another secret')],
    ['signature', { ...bare, raw: Buffer.from(`${dm()} `) }],
    ['signature', { ...bare, signature: bare.signature?.slice(0, -1) }],
    ['signature', { ...bare, signature: '' }],
    ['signature', { ...bare, timestamp: String(Number(bare.timestamp) + 1) }],
    ['signature', signed('{"type":"url_verification","challenge":"abc"}', now, 'another secret')],
    ['body-too-long', signed('x'.repeat(512 * 1024 + 1))],
    ['content-type', { ...bare, contentType: 'text/plain' }],
    ['content-type', { ...bare, contentType: undefined }],
    ['malformed', signed('{"type":')],
    ['malformed', signed('[]')],
    ['malformed', signed('null')],
    ['malformed', signed(dm({ api_app_id: undefined }))],
    ['malformed', signed(dm({ team_id: undefined }))],
    ['app', signed(dm({ api_app_id: 'A0OTHER' }))],
    ['workspace', signed(dm({ team_id: 'T0OTHER' }))],
    ['workspace', signed(dm({ team_id: 'T0OTHER', enterprise_id: 'E0OTHER' }))],
    ['shared-channel', signed(dm({ is_ext_shared_channel: true }))],
  ])('%s', (why, request) => expect(judged(request)).toBe(why))

  test('a body that is not text', () => {
    const raw = Buffer.from([0x7b, 0xff, 0x7d])
    const timestamp = String(now / 1000)
    const signature = `v0=${createHmac('sha256', secret.reveal()).update(`v0:${timestamp}:`).update(raw).digest('hex')}`
    expect(judged({ raw, contentType: 'application/json', signature, timestamp })).toBe('malformed')
  })

  test.each(entries)('%s is told by a status alone', async (why, status) => {
    const answer = answerTo(why)
    expect([answer.status, await answer.text()]).toEqual([status, ''])
    expect(answer.headers.get('x-slack-no-retry')).toBe('1')
  })
})
