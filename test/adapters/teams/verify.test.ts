import { beforeAll, describe, expect, test } from 'vitest'
import { constantFrom, asyncProperty, assert as check } from 'fast-check'
import { connectorGate, type GateSettings } from '../../../adapters/teams/verify.ts'
import { answerTo } from '../../../adapters/teams/refusals.ts'
import { isServiceHost } from '../../../adapters/teams/service-host.ts'
import { SigningKeys } from '../../../adapters/teams/signing-keys.ts'
import { hour, minute, second } from '../../../src/lib/clock.ts'
import { inTeam, message, type Json } from '../../support/teams/activities.ts'
import { ada, appId, foreignTenant, stranger, tenant } from '../../support/teams/company.ts'
import { ConnectorDesk, issuer, serviceUrl } from './connector-desk.ts'

let desk: ConnectorDesk
beforeAll(async () => {
  desk = await ConnectorDesk.make()
})

const scene = { serviceUrl, at: '2026-11-23T09:00:00Z', id: 'a1', conversation: 'a:ada' }
const hello = message(ada, scene, 'help')
const installed = { type: 'installationUpdate', action: 'add' }
const added = inTeam(ada, scene, '19:team@thread.tacv2', installed)

/** The answer to a request with this token and this body. */
const told = async (body: unknown, token?: string): Promise<string> => {
  const raw = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body))
  const verdict = await desk.gate(`Bearer ${token ?? (await desk.token())}`, raw)
  return verdict.kind === 'refused' ? verdict.why : 'accepted'
}

describe('the Connector’s own requests come in', () => {
  test('a message from an employee, whole, with who it is', async () => {
    const verdict = await desk.gate(`Bearer ${await desk.token()}`, Buffer.from(JSON.stringify(hello)))
    expect(verdict).toEqual({ kind: 'accepted', activity: hello, tenant, user: ada.oid, personal: true })
  })

  test.each<[string, Json]>([
    ['ids in capitals', { ...hello, from: { id: '29:x', aadObjectId: ada.oid.toUpperCase() } }],
    ['the bot put into a team', added],
    ['a team changed', { ...added, type: 'conversationUpdate' }],
  ])('%s', async (_what, body) => {
    expect(await told(body)).toBe('accepted')
  })

  test('by a clock that is a little off', async () => {
    expect(await told(hello, await desk.token({ nbf: desk.seconds + 50 }))).toBe('accepted')
    expect(await told(hello, await desk.token({ exp: desk.seconds - 50 }))).toBe('accepted')
  })
})

test('from a host below one of the list', async () => {
  const serviceurl = 'https://smba.infra.gcc.teams.microsoft.com/gcc/'
  expect(await told({ ...hello, serviceUrl: serviceurl }, await desk.token({ serviceurl }))).toBe('accepted')
})

test('loopback is a service only where the list has it', () => {
  const here = 'http://127.0.0.1:4160/'
  expect(isServiceHost(here, ['127.0.0.1'])).toBe(true)
  expect(isServiceHost(here, ['.0.0.1', 'localhost'])).toBe(false)
  expect(isServiceHost('ftp://127.0.0.1/', ['127.0.0.1'])).toBe(false)
})

test('a team’s news is not a person’s chat', async () => {
  const verdict = await desk.gate(`Bearer ${await desk.token()}`, Buffer.from(JSON.stringify(added)))
  expect(verdict).toMatchObject({ kind: 'accepted', personal: false })
})

describe('an attack on the token is refused', () => {
  test.each<[string, string | undefined, string]>([
    ['nothing', undefined, 'no-bearer'],
    ['another scheme', 'Basic YTpi', 'no-bearer'],
    ['an empty token', 'Bearer ', 'no-bearer'],
    ['two headers joined', 'Bearer a.b.c, Bearer a.b.c', 'no-bearer'],
    ['what is no token', 'Bearer a.b.c', 'token-malformed'],
    ['a token without end', `Bearer ${'a'.repeat(9000)}.b.c`, 'no-bearer'],
  ])('%s', async (_what, authorization, why) => {
    const verdict = await desk.gate(authorization, Buffer.from(JSON.stringify(hello)))
    expect(verdict).toEqual({ kind: 'refused', why })
  })

  test.each<[string, () => Promise<string>, string]>([
    ['no signature, alg none', () => desk.unsigned('none'), 'token-algorithm'],
    ['HMAC with the public key as its secret', () => desk.hmacWithPublicKey(), 'token-algorithm'],
    ['RS384', () => desk.unsigned('RS384'), 'token-algorithm'],
    ['run out', () => desk.token({ exp: desk.seconds - 61 }), 'token-time'],
    ['not yet good', () => desk.token({ nbf: desk.seconds + 61 }), 'token-time'],
    ['good for ever', () => desk.token({ exp: undefined }), 'token-time'],
    ['for another bot', () => desk.token({ aud: foreignTenant }), 'token-audience'],
    ['for several bots', () => desk.token({ aud: [appId, foreignTenant] }), 'token-audience'],
    ['for nobody', () => desk.token({ aud: undefined }), 'token-audience'],
    ['by another issuer', () => desk.token({ iss: 'https://api.botframework.us' }), 'token-issuer'],
    ['vouching for no service', () => desk.token({ serviceurl: undefined }), 'token-service'],
    ['vouching for a list', () => desk.token({ serviceurl: [serviceUrl] }), 'token-service'],
    ['Entra’s, a user’s, for our app by our app', () => desk.entraUserToken(), 'key-unknown'],
    ['the same under the Connector’s key id', () => desk.entraUserToken(desk.connector.kid), 'signature'],
    ['the emulator’s', () => desk.emulatorToken(), 'key-unknown'],
    ['another body under the same signature', () => desk.swapped(), 'signature'],
    ['signed with a small key', () => desk.token({}, 'small'), 'key-unknown'],
    ['by nobody’s key', () => desk.token({}, 'k-unheard-of'), 'key-unknown'],
  ])('%s', async (_what, token, why) => {
    expect(await told(hello, await token())).toBe(why)
  })
})

describe('what the Connector signed, and is not for us, is refused', () => {
  const evil = 'https://smba.trafficmanager.net.evil.example/emea/'
  const from = { id: '29:x', name: 'ada' }
  const data = (id: string) => ({ channelData: { tenant: { id } } })
  const group = { conversationType: 'groupChat', tenantId: tenant, id: '19:x@thread.v2' }
  const channel = { ...hello, conversation: { ...group, conversationType: 'channel' } }
  test.each<[string, unknown, string]>([
    ['Direct Line with the object id of another', { ...hello, channelId: 'directline' }, 'channel'],
    ['no channel', { ...hello, channelId: undefined }, 'channel'],
    ['a foreign tenant', message(stranger, scene, 'help'), 'tenant-foreign'],
    ['tenants that disagree', { ...hello, ...data(foreignTenant) }, 'tenant-differs'],
    ['no tenant', { ...hello, channelData: {} }, 'tenant'],
    [
      'a chat without a tenant',
      { ...hello, conversation: { ...group, tenantId: undefined, conversationType: 'personal' } },
      'tenant',
    ],
    ['a service the token does not vouch for', { ...hello, serviceUrl: `${serviceUrl}x` }, 'service-differs'],
    ['nobody in particular', { ...hello, from }, 'sender'],
    ['an object id that is none', { ...hello, from: { ...from, aadObjectId: 'ada' } }, 'sender'],
    ['another bot', { ...hello, recipient: { id: `28:${foreignTenant}` } }, 'recipient'],
    ['a group chat', { ...hello, conversation: group }, 'conversation'],
    ['the bot put into a group chat', { ...hello, ...installed, conversation: group }, 'conversation'],
    ['a message in a channel', channel, 'conversation'],
    ['a press in a channel', { ...channel, type: 'invoke' }, 'conversation'],
    ['a conversation of no kind', { ...hello, conversation: { id: 'x', tenantId: tenant } }, 'conversation'],
    ['no id to know it by', { ...hello, id: undefined }, 'not-an-activity'],
    ['not JSON', Buffer.from('{"type":'), 'not-an-activity'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'not-an-activity'],
    ['nothing', Buffer.alloc(0), 'not-an-activity'],
    ['a list', [hello], 'not-an-activity'],
    ['a megabyte', { ...hello, text: 'x'.repeat(1024 * 1024) }, 'body-too-long'],
  ])('%s', async (_what, body, why) => {
    expect(await told(body)).toBe(why)
  })

  test.each([
    evil,
    'https://evil.example/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://smba:x@smba.trafficmanager.net/',
    'https://evil-smba.trafficmanager.net/',
    'https://x.smba.trafficmanager.net/',
    'https://evilteams.microsoft.com/',
    'http://smba.trafficmanager.net/emea/',
    'https://smba.trafficmanager.net:8443/',
    'http://127.0.0.1:1/',
    'smba.trafficmanager.net',
  ])('the token vouches for %s, which is no service of Teams', async (serviceurl) => {
    expect(await told({ ...hello, serviceUrl: serviceurl }, await desk.token({ serviceurl }))).toBe(
      'service-host',
    )
  })

  test('a key that may not sign for Teams', async () => {
    expect(await told(hello, await desk.token({}, 'webchat'))).toBe('endorsement')
  })

  test('a prototype hidden in the JSON gives nobody an identity', async () => {
    const { from: _from, ...rest } = hello
    const raw = `${JSON.stringify(rest).slice(0, -1)},"__proto__":${JSON.stringify({ from: hello['from'] })}}`
    expect(await told(Buffer.from(raw))).toBe('not-an-activity')
  })
})

test('any one changed field of those that matter is refused', async () => {
  const fields = [
    ['channelId'],
    ['serviceUrl'],
    ['from', 'aadObjectId'],
    ['recipient', 'id'],
    ['conversation', 'conversationType'],
    ['conversation', 'tenantId'],
    ['channelData', 'tenant', 'id'],
  ] as const
  const claims = ['iss', 'aud', 'exp', 'serviceurl'] as const
  const wrong = constantFrom<unknown>(
    undefined,
    null,
    '',
    0,
    1,
    true,
    [],
    {},
    'x',
    'directline',
    'groupChat',
    foreignTenant,
    `28:${tenant}`,
    'https://evil.example/',
    -1,
    [tenant],
    [appId],
    { id: tenant },
  )
  await check(
    asyncProperty(constantFrom(...fields), wrong, async (path, value) => {
      // The token says nothing of the sender: whoever else the Connector names, it is that person.
      const another = path.at(-1) === 'aadObjectId' && value === foreignTenant
      expect((await told(changed(hello, path, value))) === 'accepted').toBe(another)
    }),
    { numRuns: 200 },
  )
  await check(
    asyncProperty(constantFrom(...claims), wrong, async (claim, value) => {
      expect(await told(hello, await desk.token({ [claim]: value }))).not.toBe('accepted')
    }),
    { numRuns: 100 },
  )
})

const changed = (body: Json, [first, ...rest]: readonly string[], value: unknown): Json => {
  if (first === undefined) throw new Error('no field named')
  return { ...body, [first]: rest.length === 0 ? value : changed(objectOf(body[first]), rest, value) }
}

const objectOf = (value: unknown): Json => Object.fromEntries(Object.entries(value ?? {}))

describe('the Connector’s keys', () => {
  test('ten thousand pieces of junk cost one fetch in five minutes and are not remembered', async () => {
    const own = await ConnectorDesk.make()
    const body = Buffer.from(JSON.stringify(hello))
    const token = (n: number) => own.unsigned('RS256', `junk-${n}`)
    for (let n = 0; n < 10_000; n += 1) {
      const why = await own.gate(`Bearer ${await token(n)}`, body)
      if (n % 1000 === 0) expect(why).toEqual({ kind: 'refused', why: 'key-unknown' })
    }
    expect(own.fetches).toBe(1)
    own.clock.at += 5 * minute
    await own.gate(`Bearer ${await token(0)}`, body)
    await own.gate(`Bearer ${await token(1)}`, body)
    expect(own.fetches).toBe(2)
  })

  test('a new key is known after five minutes, however much junk came before', async () => {
    const own = await ConnectorDesk.make()
    expect(await own.says(hello)).toBe('accepted')
    const next = await own.rotates('k-next')
    expect(await own.says(hello, next)).toBe('key-unknown')
    own.clock.at += 5 * minute
    expect(await own.says(hello, next)).toBe('accepted')
  })

  test('an outage lets nobody in, and is over when it is over', async () => {
    const own = await ConnectorDesk.make()
    own.down = true
    expect(await own.says(hello)).toBe('keys-away')
    own.down = false
    expect(await own.says(hello)).toBe('keys-away')
    own.clock.at += 10 * second
    expect(await own.says(hello)).toBe('accepted')
  })

  test('keys once fetched serve through an outage of a day, no longer', async () => {
    const own = await ConnectorDesk.make()
    expect(await own.says(hello)).toBe('accepted')
    own.down = true
    own.clock.at += 23 * hour
    expect(await own.says(hello)).toBe('accepted')
    own.clock.at += hour
    expect(await own.says(hello)).toBe('keys-away')
  })

  test.each<[string, (own: ConnectorDesk) => void]>([
    ['a page instead', (own) => (own.keySet = '<html>')],
    ['a set of nothing', (own) => (own.keySet = { keys: [] })],
    ['a set without end', (own) => own.keySetGrows(2_000_000)],
    ['a set somewhere else, in plain text', (own) => (own.keysUrl = 'http://evil.example/keys')],
  ])('%s is none', async (_what, breaks) => {
    const own = await ConnectorDesk.make()
    breaks(own)
    expect(await own.says(hello)).toBe('keys-away')
  })

  test('are fetched over TLS, or from this machine', () => {
    const at = (url: string) => () => new SigningKeys(url, desk.clock)
    expect(at('http://login.botframework.com/v1/.well-known/openidconfiguration')).toThrow('https')
    expect(at('nonsense')).toThrow('https')
    expect(at('http://127.0.0.1:4160/openid')).not.toThrow()
  })
})

describe('the same token once more', () => {
  const again = async (own: ConnectorDesk, token: string, body: unknown = hello): Promise<string> => {
    const verdict = await own.gate(`Bearer ${token}`, Buffer.from(JSON.stringify(body)))
    return verdict.kind === 'refused' ? verdict.why : 'accepted'
  }

  test('is good until it ends', async () => {
    const own = await ConnectorDesk.make()
    const token = await own.token()
    expect(await again(own, token)).toBe('accepted')
    expect(await again(own, token)).toBe('accepted')
    own.clock.at += hour + 2 * minute
    expect(await again(own, token)).toBe('token-time')
  })

  test('is good until its key is withdrawn', async () => {
    const own = await ConnectorDesk.make()
    const token = await own.token({ exp: own.seconds + 100 * 3600 })
    expect(await again(own, token)).toBe('accepted')
    await own.rotates('k2')
    own.clock.at += 13 * hour
    await own.says(hello)
    expect(await again(own, token)).toBe('key-unknown')
  })

  test('is good only under the key it verified by, whatever key takes its name', async () => {
    const own = await ConnectorDesk.make()
    const token = await own.token({ exp: own.seconds + 100 * 3600 })
    expect(await again(own, token)).toBe('accepted')
    await own.rotates('k1')
    own.clock.at += 13 * hour
    await own.says(hello)
    expect(await again(own, token)).toBe('signature')
  })

  test('vouches for its own service alone, and a changed one is another', async () => {
    const own = await ConnectorDesk.make()
    const token = await own.token()
    expect(await again(own, token)).toBe('accepted')
    expect(await again(own, token, { ...hello, serviceUrl: 'https://smba.trafficmanager.net/amer/' })).toBe(
      'service-differs',
    )
    const [head, body, signature = ''] = token.split('.')
    const bent = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    expect(await again(own, bent)).toBe('signature')
  })

  test('more of them than are remembered are good as well', async () => {
    const own = await ConnectorDesk.make()
    const tokens = await Promise.all(Array.from({ length: 30 }, (_, n) => own.token({ n })))
    for (const token of [...tokens, ...tokens]) expect(await again(own, token)).toBe('accepted')
  })
})

test.each<[string, Partial<GateSettings>]>([
  ['no app id, which would switch botbuilder’s checks off', { appId: '' }],
  ['an app id that is none', { appId: 'latchkey' }],
  ['no tenant', { tenants: [] }],
  ['a tenant that is none', { tenants: ['common'] }],
])('%s: it does not start', (_what, change) => {
  const settings = { appId, issuer, serviceHosts: [], tenants: [tenant], ...change }
  expect(() => connectorGate(settings, desk.keys, desk.clock)).toThrow(
    expect.objectContaining({ code: 'ERR_CONFIG' }),
  )
})

test('a stranger is told a status and nothing else', async () => {
  const answers = (['signature', 'tenant-foreign'] as const).map((why) => answerTo(why))
  expect(answers.map((a) => a.status)).toEqual([401, 403])
  for (const answer of answers) {
    expect(await answer.text()).toBe('')
    expect([...answer.headers]).toEqual([])
  }
})
