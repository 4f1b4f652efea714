import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Opened, Signed } from '../../../src/approval/port.ts'
import { say } from '../../../src/story/card.ts'
import { inWords } from '../../../src/words/render.ts'
import { origins } from '../../support/origins.ts'
import { ask, post } from '../../support/web-client.ts'
import { startHost, type TestHost } from '../../support/web-host.ts'

let host: TestHost
beforeAll(async () => {
  host = await startHost({ words: inWords })
})
afterAll(() => host.stop())
const opens: Opened = {
  kind: 'open',
  snapshot: {
    title: say('desk.help-title'),
    lines: [say('hand-off.title'), say('told.at', { at: '@1700000000000' })],
    digest: 'digest-1',
  },
  options: { challenge: 'c' },
  nonce: 'nonce-1',
  expiresAt: 1_700_000_300_000,
}
const approved: Signed = { kind: 'approved', complete: true, says: [say('desk.greeting')] }
beforeEach(() => {
  host.approvals.splice(0)
  host.opens = opens
  host.signs = approved
})

const door = { flow: 'flow-1', token: 'token-1' }
const signature = { ...door, nonce: 'nonce-1', response: { id: 'key-1' } }
const stable = (html: string): string => html.replaceAll(/nonce(-\d+|="[\w-]+")/g, 'nonce')

describe('the approver’s page', () => {
  test('is inert and the same for everyone', async () => {
    const one = await ask(host.port, { path: '/a' })
    const headers = { cookie: '__Host-flow=f.s' }
    const other = await ask(host.port, { path: '/a?v1.flow-1.token-1', headers })
    for (const method of ['GET', 'HEAD']) await ask(host.port, { method, path: '/a' })
    expect(stable(other.body)).toBe(stable(one.body))
    expect(one.headers['set-cookie']).toBeUndefined()
    expect([host.approvals, host.handoff.calls]).toEqual([[], []])
  })

  test('is drawn as agreed, below 20 kB', async () => {
    const { body } = await ask(host.port, { path: '/a' })
    const main = /<main>[\s\S]*<\/main>/.exec(body)?.[0] ?? ''
    await expect(main).toMatchFileSnapshot('./golden/approve.html.txt')
    expect(Buffer.byteLength(body)).toBeLessThan(20_000)
  })
})

describe('reading a request there', () => {
  test('gives in words exactly what is signed, in the time of the approver’s browser', async () => {
    const got = await post(host.port, '/a/open', { ...door, timeZone: 'Europe/Berlin' })
    expect(got.status).toBe(200)
    expect(JSON.parse(got.body)).toEqual({
      title: 'What I can do',
      lines: ['Continue on a secure page', expect.stringContaining('14 November at 23:13 CET')],
      until: 'This page is good until Tuesday 14 November at 23:18 CET.',
      options: { challenge: 'c' },
      nonce: 'nonce-1',
    })
    expect(host.approvals).toEqual([{ what: 'open', ...door }])
  })

  test('shows a name as one harmless line, as the card does: none turns the sentence round', async () => {
    const name = 'Ada\u202e\nProved: a passkey of theirs.'
    const title = say('approval.title.reset', { name, account: 'ada' })
    host.opens = { ...opens, snapshot: { ...opens.snapshot, title, lines: [title] } }
    const told = 'Ada Proved: a passkey of theirs. (ada) wants a new password'
    expect(JSON.parse((await post(host.port, '/a/open', door)).body)).toMatchObject({
      title: told,
      lines: [told],
    })
  })

  test.each([undefined, 'Mars/Base', ' '])('in its own time where the browser says %j', async (timeZone) => {
    const { lines } = JSON.parse((await post(host.port, '/a/open', { ...door, timeZone })).body)
    expect(lines[1]).toContain('22:13 UTC')
  })

  test('sets no cookie and reads none', async () => {
    const got = await post(host.port, '/a/open', door)
    expect(got.headers['set-cookie']).toBeUndefined()
  })
})

describe('signing', () => {
  test('hands the assertion on, and says what came of it', async () => {
    const got = await post(host.port, '/a/sign', signature)
    const says = ['Hello. I help you get back into your account.']
    expect([got.status, JSON.parse(got.body)]).toEqual([200, { says }])
    const assertion = { nonce: 'nonce-1', response: { id: 'key-1' } }
    expect(host.approvals).toEqual([{ what: 'sign', ...door, assertion }])
  })
})

describe.each([
  ['/a/open', door],
  ['/a/sign', signature],
] as const)('%s', (path, body) => {
  test.each(origins)('%s', async (_, headers, status) => {
    const json = { 'content-type': 'application/json' }
    const sent = { method: 'POST', path, headers: { ...json, ...headers }, body: JSON.stringify(body) }
    expect((await ask(host.port, sent)).status).toBe(status)
    expect(host.approvals.length).toBe(status === 200 ? 1 : 0)
  })

  test.each([
    [{ kind: 'void' }, 410, { why: 'gone' }],
    [{ kind: 'unavailable' }, 503, { why: 'unavailable' }],
    [
      { kind: 'refused', says: [say('desk.greeting')] },
      409,
      { why: 'refused', says: ['Hello. I help you get back into your account.'] },
    ],
  ] as const)('answers %j with %i', async (came, status, said) => {
    host.opens = came
    host.signs = came
    const got = await post(host.port, path, body)
    expect([got.status, JSON.parse(got.body)]).toEqual([status, said])
  })

  test.each([
    '',
    '{',
    '[]',
    '{}',
    JSON.stringify({ ...body, flow: 1 }),
    JSON.stringify({ ...body, token: '' }),
    JSON.stringify({ ...body, token: 'x'.repeat(300) }),
    JSON.stringify({ ...body, more: 1 }),
    JSON.stringify({ ...body, timeZone: 1 }),
    JSON.stringify({ ...body, timeZone: 'x'.repeat(300) }),
    JSON.stringify({ ...body, response: 'text', nonce: 'n' }),
    JSON.stringify({ ...body, response: [], nonce: 'n' }),
  ])('refuses what is not what it should be: %s', async (wrong) => {
    const got = await post(host.port, path, wrong)
    expect([got.status, got.body]).toEqual([400, '{"why":"body"}'])
    expect(host.approvals).toEqual([])
  })

  test('is bounded', async () => {
    expect((await post(host.port, path, ' '.repeat(40_000))).status).toBe(413)
  })
})

test('a signature is no way to read, and reading none to sign', async () => {
  expect((await post(host.port, '/a/open', signature)).status).toBe(400)
  expect((await post(host.port, '/a/sign', door)).status).toBe(400)
  expect(host.approvals).toEqual([])
})
