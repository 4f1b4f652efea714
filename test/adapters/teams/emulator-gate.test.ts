import { describe, expect, test } from 'vitest'
import { onlyThisMachine } from '../../../adapters/teams/emulator-fence.ts'
import { emulatorGate } from '../../../adapters/teams/emulator-gate.ts'
import { emulatorPeople, emulatorTenant } from '../../../adapters/teams/emulator-people.ts'
import { openEmulator } from '../../../adapters/teams/emulator.ts'
import { profileOf } from '../../../adapters/teams/identity.ts'
import { demoConfig } from '../../../src/config/demo.ts'
import type { Config } from '../../../src/config/port.ts'
import { Secret } from '../../../src/lib/secret.ts'

const people = emulatorPeople([
  { name: 'ada', displayName: 'Ada Kempe', email: 'ada@latchkey.example' },
  { name: 'grace', displayName: 'Grace Okoro', email: 'grace@latchkey.example' },
])
const hello = {
  id: 'a1',
  type: 'message',
  channelId: 'emulator',
  serviceUrl: 'http://localhost:51515',
  from: { id: 'grace' },
  recipient: { id: 'bot' },
  conversation: { id: 'c1' },
}
const verdict = (body: unknown, authorization?: string) =>
  emulatorGate(people)(authorization, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)))
const told = async (body: unknown, authorization?: string): Promise<string> => {
  const said = await verdict(body, authorization)
  return said.kind === 'refused' ? said.why : 'accepted'
}

describe('the gate', () => {
  test('lets an unsigned message in as one of its own people, whatever it says of itself', async () => {
    const claims = { id: 'grace', aadObjectId: '66666666-7777-4888-8999-aaaaaaaaaaaa' }
    const tenant = { id: '66666666-7777-4888-8999-aaaaaaaaaaaa' }
    const said = await verdict({ ...hello, from: claims, channelData: { tenant } })
    expect(said).toMatchObject({ kind: 'accepted', tenant: emulatorTenant, user: people.who('grace') })
    expect(people.who('grace')).not.toBe(people.who('ada'))
    expect(people.who('somebody else')).toBe(people.who('ada'))
  })

  test.each<[string, unknown, string, string?]>([
    ['what Teams sends', { ...hello, channelId: 'msteams' }, 'channel'],
    ['Direct Line', { ...hello, channelId: 'directline' }, 'channel'],
    ['no channel', { ...hello, channelId: undefined }, 'channel'],
    ['a token, be it good', hello, 'emulator-token', 'Bearer a.b.c'],
    ['another kind of proof', hello, 'emulator-token', 'Basic YTpi'],
    ['a service elsewhere', { ...hello, serviceUrl: 'http://192.168.1.4:51515' }, 'service-host'],
    [
      'Microsoft’s service',
      { ...hello, serviceUrl: 'https://smba.trafficmanager.net/teams/' },
      'service-host',
    ],
    ['one that looks near', { ...hello, serviceUrl: 'http://localhost.evil.example/' }, 'service-host'],
    ['a user name before it', { ...hello, serviceUrl: 'http://localhost@evil.example/' }, 'service-host'],
    ['another protocol', { ...hello, serviceUrl: 'file://localhost/etc/passwd' }, 'service-host'],
    ['no activity', { ...hello, from: undefined }, 'not-an-activity'],
    ['no JSON', '{', 'not-an-activity'],
    ['too much', { ...hello, text: 'x'.repeat(256 * 1024) }, 'body-too-long'],
  ])('refuses %s', async (_what, body, why, authorization) => {
    expect(await told(body, authorization)).toBe(why)
  })

  test('its people are members of its own tenant, and nobody else is known', () => {
    const actor = { platform: 'teams', tenant: emulatorTenant, user: people.who('grace') }
    expect(profileOf(actor, people.of(actor.user), 'email')).toMatchObject({
      kind: 'member',
      email: 'grace@latchkey.example',
      emailConfirmed: true,
    })
    expect(people.of('66666666-7777-4888-8999-aaaaaaaaaaaa')).toBeUndefined()
  })
})

describe('the fence', () => {
  const said: unknown[] = []
  const inner = { prefix: '/api/messages', handle: () => Promise.resolve(new Response('in')) }
  const fenced = onlyThisMachine(inner, (_name, fields) => void said.push(fields))
  const ask = async (ip: string, headers: Record<string, string> = {}) =>
    (await fenced.handle(new Request('http://localhost/api/messages', { headers }), { ip })).status

  test.each(['127.0.0.1', '127.8.9.10', '::1'])('lets %s in', async (ip) => {
    expect(await ask(ip)).toBe(200)
  })

  test.each(['192.168.1.4', '10.0.0.1', '::2', '169.254.1.1', '0.0.0.0', '1127.0.0.1', ''])(
    'keeps %j out, be it in the name of this machine',
    async (ip) => {
      expect(await ask(ip)).toBe(403)
      expect(await ask(ip, { 'x-forwarded-for': '127.0.0.1' })).toBe(403)
      expect(said.at(-1)).toEqual({ why: 'emulator-peer' })
    },
  )

  test.each([
    ['x-forwarded-for', '127.0.0.1', 'emulator-forwarded'],
    ['X-Forwarded-Host', 'localhost', 'emulator-forwarded'],
    ['x-forwarded-proto', 'https', 'emulator-forwarded'],
    ['Forwarded', 'for=127.0.0.1', 'emulator-forwarded'],
    ['x-real-ip', '127.0.0.1', 'emulator-forwarded'],
    ['via', '1.1 proxy', 'emulator-forwarded'],
    ['cf-connecting-ip', '127.0.0.1', 'emulator-forwarded'],
    ['origin', 'http://localhost:8080', 'emulator-page'],
    ['sec-fetch-site', 'same-origin', 'emulator-page'],
  ])('keeps out what a proxy or a page sends: %s', async (name, value, why) => {
    const request = new Request('http://localhost/api/messages')
    Object.defineProperty(request, 'headers', { value: new Headers([[name, value]]) })
    expect((await fenced.handle(request, { ip: '127.0.0.1' })).status).toBe(403)
    expect(said.at(-1)).toEqual({ why })
  })
})

describe('it refuses to exist', () => {
  const pretended: Config = { ...demoConfig(8080), teamsEmulator: true }
  const { teamsEmulator: _flag, ...unset } = pretended
  const redis = { kind: 'redis', url: new Secret('redis://127.0.0.1'), sentinels: [] } as const

  test.each<[string, Config]>([
    ['without the flag', unset],
    ['outside a demonstration', { ...pretended, demo: false }],
    ['under an address that others open', { ...pretended, baseUrl: 'https://latchkey.corp.example' }],
    ['where others connect', { ...pretended, listen: { host: '0.0.0.0', port: 8080 } }],
    ['before a store that stays', { ...pretended, store: redis }],
  ])('%s', async (_where, config) => {
    await expect(openEmulator(config, [])).rejects.toMatchObject({ code: 'ERR_CONFIG' })
  })
})
