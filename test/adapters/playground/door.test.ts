import { expect, test } from 'vitest'
import { Fault } from '../../../src/story/errors.ts'
import { openPage, request } from './open-page.ts'

const ada = 'D-U-ADA'

test('the first address leads to the playground, other addresses lead nowhere', async () => {
  const { adapter } = await openPage()
  const first = await request(adapter, '/')
  expect([first.status, first.headers.get('location')]).toEqual([302, '/playground'])
  expect((await request(adapter, '/elsewhere')).status).toBe(404)
  expect((await request(adapter, '/playground/client/../index.ts')).status).toBe(404)
  expect((await request(adapter, '/playground/client/%2e%2e%2findex.ts')).status).toBe(404)
})

test('every answer carries the strict headers, the page a fresh nonce', async () => {
  const { adapter, response, text } = await openPage()
  const policy = response.headers.get('content-security-policy') ?? ''
  const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'")
  expect(policy).not.toContain('unsafe')
  expect(text.match(/nonce="([^"]+)"/g)?.every((n) => n === `nonce="${nonce}"`)).toBe(true)
  expect(text).not.toMatch(/ on\w+=| style=/)
  const again = await request(adapter, '/playground')
  expect(again.headers.get('content-security-policy')).not.toBe(policy)
  for (const path of [
    '/',
    '/playground',
    '/playground/client/main.js',
    '/playground/nothing',
    '/playground/act/say',
  ]) {
    const { headers } = await request(adapter, path)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  }
})

test('nobody else reaches it: other machines, other names (DNS rebinding)', async () => {
  const { adapter } = await openPage()
  expect((await request(adapter, '/playground', { ip: '192.168.1.9' })).status).toBe(403)
  expect((await request(adapter, '/playground', { at: 'http://attacker.example:4100' })).status).toBe(421)
  expect(
    (await request(adapter, '/playground', { at: 'http://localhost:4101', method: 'POST' })).status,
  ).toBe(421)
})

test('nobody reaches it through a proxy, whatever address that names', async () => {
  const { adapter } = await openPage()
  for (const name of ['x-forwarded-for', 'forwarded', 'via']) {
    const headers = { [name]: '127.0.0.1' }
    expect((await request(adapter, '/playground', { ip: '127.0.0.1', headers })).status).toBe(403)
  }
})

test('another site’s page can do nothing, nor can one without this page’s token', async () => {
  const { act, adapter, house, id } = await openPage()
  const body = { channel: ada, text: 'hello', id: 'one' }
  for (const site of ['cross-site', 'same-site', 'none', '']) {
    expect((await act('say', body, { 'sec-fetch-site': site })).status).toBe(403)
  }
  expect((await act('say', body, { 'x-playground-page': 'guessed' })).status).toBe(403)
  expect((await act('say', body, { 'x-playground-page': id })).status).toBe(403)
  expect((await request(adapter, `/playground/stream?page=${id}`)).status).toBe(403)
  expect(house.order).toEqual([])
})

test('malformed, oversized and unknown requests get a clear refusal and change nothing', async () => {
  const { act, adapter, house, token } = await openPage()
  const raw = (body: string, type = 'application/json') =>
    request(adapter, '/playground/act/say', {
      method: 'POST',
      body,
      headers: { 'content-type': type, 'sec-fetch-site': 'same-origin', 'x-playground-page': token },
    })
  expect((await raw('{"channel":')).status).toBe(400)
  expect((await raw('[1]')).status).toBe(400)
  expect((await raw('null')).status).toBe(400)
  expect((await raw('channel=x', 'application/x-www-form-urlencoded')).status).toBe(415)
  expect((await raw(JSON.stringify({ text: 'x'.repeat(20_000) }))).status).toBe(413)
  expect((await act('say', { channel: ada, text: 7, id: 'one' })).status).toBe(400)
  expect((await act('say', { channel: ada, text: 'x'.repeat(5000), id: 'one' })).status).toBe(400)
  expect((await act('say', { channel: 'D-NOBODY', text: 'hello', id: 'one' })).status).toBe(409)
  expect((await act('constructor', {})).status).toBe(404)
  const got = await request(adapter, '/playground/act/say')
  expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST'])
  expect((await request(adapter, '/playground', { method: 'POST' })).status).toBe(405)
  expect(house.order).toEqual([])
})

test('a page from an earlier start is told to load again', async () => {
  const { adapter } = await openPage()
  const headers = { 'sec-fetch-site': 'same-origin' }
  expect((await request(adapter, '/playground/stream?page=old', { headers })).status).toBe(410)
})

test('an event that could not be kept is not acknowledged, and the person hears of it', async () => {
  const { act, house, look } = await openPage()
  house.acceptFails = new Fault('ERR_STORE', 'the store is down')
  const answer = await act('say', { channel: ada, text: 'hello', id: 'one' })
  expect(answer.status).toBe(503)
  expect(await answer.json()).toEqual({ refused: 'That did not reach Latchkey. Please try again.' })
  expect((await look()).thread).toEqual([])
  expect(house.heard).toEqual([])
})

test('after it was stopped it serves nothing, and waits for what it had accepted', async () => {
  const { act, adapter, house, stop } = await openPage()
  let finish = (): void => undefined
  house.script = () => new Promise<void>((resolve) => (finish = resolve))
  await act('say', { channel: ada, text: 'hello', id: 'one' })
  await new Promise((resolve) => setImmediate(resolve))
  let stopped = false
  const stopping = stop().then(() => (stopped = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(stopped).toBe(false)
  expect((await request(adapter, '/playground')).status).toBe(503)
  finish()
  await stopping
  expect(stopped).toBe(true)
})
