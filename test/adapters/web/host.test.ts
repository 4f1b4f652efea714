import { afterEach, describe, expect, test } from 'vitest'
import { contextOf } from '../../../adapters/web/browser.ts'
import { peerIp } from '../../../adapters/web/peer.ts'
import type { Route } from '../../../src/house/port.ts'
import { startHost, type TestHost } from '../../support/web-host.ts'
import { ask, fromOurPage, post } from '../../support/web-client.ts'

const running: TestHost[] = []
const start = async (...parts: Parameters<typeof startHost>): Promise<TestHost> => {
  const host = await startHost(...parts)
  running.push(host)
  return host
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((host) => host.stop()))
})

const tells = (prefix: string, name = prefix): Route => ({
  prefix,
  handle: async (request, { ip }) =>
    Response.json({ name, ip, method: request.method, url: request.url, body: await request.text() }),
})

describe('routes of other adapters', () => {
  test('the longest prefix wins, our own pages before all', async () => {
    const host = await start({
      routes: [tells('/'), tells('/slack/'), tells('/slack/install'), tells('/h/')],
    })
    const name = async (path: string): Promise<unknown> =>
      JSON.parse((await ask(host.port, { path })).body).name
    expect(await name('/slack/events')).toBe('/slack/')
    expect(await name('/slack/install?x=1')).toBe('/slack/install')
    expect(await name('/else')).toBe('/')
    expect((await ask(host.port, { path: '/h' })).body).toContain('<!doctype html>')
    expect((await ask(host.port, { path: '/h/answer' })).status).toBe(405)
    expect((await ask(host.port, { path: '/healthz' })).body).toBe('{"alive":true}')
  })

  test('get the body as it came', async () => {
    const host = await start({ routes: [tells('/slack/')] })
    const body = 'payload=%7B%22a%22%3A1%7D&\u00fc'
    const got = await ask(host.port, { method: 'POST', path: '/slack/events', body })
    expect(JSON.parse(got.body)).toMatchObject({ method: 'POST', body })
  })

  test('may answer little by little', async () => {
    const stream = new ReadableStream<Uint8Array>({
      start(out) {
        for (const part of ['one ', 'two ', 'three']) out.enqueue(new TextEncoder().encode(part))
        out.close()
      },
    })
    const host = await start({ routes: [{ prefix: '/feed', handle: async () => new Response(stream) }] })
    expect((await ask(host.port, { path: '/feed' })).body).toBe('one two three')
  })
})

describe('the address of a client', () => {
  const spoofed = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' }

  test('is the one that called, whatever it claims', async () => {
    const host = await start({ routes: [tells('/ip')] })
    const { body } = await ask(host.port, { path: '/ip', headers: spoofed })
    expect(JSON.parse(body).ip).toBe('127.0.0.1')
  })

  test('is what our own proxy saw, not what the client wrote in front', async () => {
    const host = await start({ routes: [tells('/ip')], trustedProxies: ['127.0.0.0/8'] })
    const { body } = await ask(host.port, { path: '/ip', headers: spoofed })
    expect(JSON.parse(body).ip).toBe('198.51.100.7')
  })

  test('goes with every call of our own pages, too', async () => {
    const host = await start({ trustedProxies: ['127.0.0.0/8'] })
    const sent = { ...fromOurPage, ...spoofed }
    await ask(host.port, { method: 'POST', path: '/h/resume', headers: sent, body: '{"flow":"f"}' })
    expect(host.handoff.changes()[0]?.signed?.address).toBe('198.51.100.7')
  })

  test.each([
    ['10.1.2.3', undefined, '10.1.2.3'],
    ['10.1.2.3', '', '10.1.2.3'],
    ['10.1.2.3', 'unknown', '10.1.2.3'],
    ['10.1.2.3', '198.51.100.7', '198.51.100.7'],
    ['10.1.2.3', '1.1.1.1, 198.51.100.7, 10.9.9.9', '198.51.100.7'],
    ['::ffff:10.1.2.3', '198.51.100.7', '198.51.100.7'],
    ['fd00::1', '2001:db8::7', '2001:db8::7'],
    ['198.51.100.7', '1.1.1.1', '198.51.100.7'],
    ['10.1.2.3', '10.1.2.4', '10.1.2.4'],
    ['10.1.2.3', '198.51.100.7:4711', '10.1.2.3'],
    [undefined, '1.1.1.1', ''],
  ])('%s, forwarded for %s, is %s', (remote, forwarded, expected) => {
    expect(peerIp(['10.0.0.0/8', 'fd00::1'])(remote, forwarded)).toBe(expected)
  })
})

describe('the family of a browser', () => {
  const browserOf = async (headers: Readonly<Record<string, string>>): Promise<string> =>
    (
      await contextOf(
        (name) => headers[name],
        '192.0.2.1',
        async () => ({}),
      )
    ).browser

  const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
  test.each([
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36`,
      'Chrome on Windows',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`,
      'Edge on Windows',
    ],
    [
      `Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36`,
      'Chrome on Android',
    ],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/19.0 Safari/605.1.15`,
      'Safari on macOS',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) ${webkit} Version/19.0 Mobile/15E148 Safari/604.1`,
      'Safari on iOS',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) ${webkit} CriOS/156.0.0.0 Mobile/15E148 Safari/604.1`,
      'Chrome on iOS',
    ],
    [`Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0`, 'Firefox on Linux'],
    [
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36`,
      'Chrome on Linux',
    ],
    ['curl/8.5.0', 'a browser'],
    ['', 'a browser'],
    [`${'x'.repeat(600)} Firefox/146.0`, 'a browser'],
  ])('%s', async (agent, expected) => {
    expect(await browserOf({ 'user-agent': agent })).toBe(expected)
  })

  test('its own hints win over the older header', async () => {
    const headers: Readonly<Record<string, string>> = {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36',
      'sec-ch-ua': '"Not;A=Brand";v="99", "Microsoft Edge";v="156", "Chromium";v="156"',
      'sec-ch-ua-platform': '"macOS"',
    }
    expect(await browserOf(headers)).toBe('Edge on macOS')
  })

  test('nothing that a header says gets through to the person in chat', async () => {
    const strange = 'Your Bank <script> Chrome/1 on Mars'
    expect(
      await browserOf({ 'user-agent': strange, 'sec-ch-ua': strange, 'sec-ch-ua-platform': strange }),
    ).toBe('Chrome')
    for (const said of ['Call-4711/1.0', '{}Mozilla/5.0 (', 'Your-Bank/2 (x)'])
      expect(await browserOf({ 'user-agent': said })).toBe('a browser')
  })
})

describe('starting and stopping', () => {
  test('a taken port is said at once', async () => {
    const host = await start()
    await expect(start({ listen: { host: '127.0.0.1', port: host.port } })).rejects.toThrow('EADDRINUSE')
  })

  test('an answer under way is finished, a stream is cut, a second stop is nothing', async () => {
    let finish = (): void => undefined
    const slow = new Promise<void>((resolve) => (finish = resolve))
    const routes: Route[] = [
      { prefix: '/slow', handle: () => slow.then(() => new Response('done')) },
      { prefix: '/feed', handle: async () => new Response(new ReadableStream()) },
    ]
    const host = await startHost({ routes })
    const answered = ask(host.port, { path: '/slow' })
    const cut = ask(host.port, { path: '/feed' }).catch(() => 'cut')
    await ask(host.port, { path: '/healthz' })
    const stopped = host.stop()
    finish()
    expect((await answered).body).toBe('done')
    expect(await cut).toBe('cut')
    await stopped
    await host.stop()
    await expect(post(host.port, '/h/resume', { flow: 'f' })).rejects.toThrow('ECONNREFUSED')
  })
})
