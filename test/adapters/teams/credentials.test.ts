import { createHash, createPublicKey } from 'node:crypto'
import { inspect } from 'node:util'
import { jwtVerify } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { clouds } from '../../../adapters/teams/clouds.ts'
import { BotCredentials } from '../../../adapters/teams/credentials.ts'
import type { Credential } from '../../../adapters/teams/token-request.ts'
import { minute } from '../../../src/lib/clock.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { certificate } from '../../support/certificates.ts'
import { appId, tenant } from '../../support/teams/company.ts'

const word = 'canary-of-the-client'
const bySecret: Credential = { kind: 'secret', secret: new Secret(word) }

/** What was asked of whom, and what is answered. */
let asked: { url: string; init: RequestInit }[]
let answer: (n: number) => Response | Promise<Response>
const clock = { at: Date.UTC(2026, 10, 23, 9), now: () => clock.at }

beforeEach(() => {
  asked = []
  answer = (n) => Response.json({ access_token: `t${n}`, expires_in: 3600, token_type: 'Bearer' })
})

const credentials = (
  credential: Credential = bySecret,
  cloud: { login: string; scope: string } = clouds.public,
) =>
  new BotCredentials(
    { appId, tenant, credential, login: cloud.login, scope: cloud.scope },
    clock,
    async (url, init) => {
      asked.push({ url, init })
      return await answer(asked.length)
    },
  )
const token = async (of: BotCredentials): Promise<string> => (await of.token()).reveal()
const form = (): URLSearchParams => {
  const body = asked[0]?.init.body
  return body instanceof URLSearchParams ? body : new URLSearchParams()
}

const issuer = certificate({ name: 'Corp CA', isAuthority: true })
const pair = (name: string, rsa = true) => {
  const { pem, der, key } = certificate({ name, issuer, rsa })
  const thumbprint = createHash('sha256').update(der).digest('base64url')
  return { pem, thumbprint, key: new Secret(String(key.export({ type: 'pkcs8', format: 'pem' }))) }
}

describe('a token is asked for', () => {
  test('with the client secret, of our tenant alone', async () => {
    expect(await token(credentials())).toBe('t1')
    expect(asked[0]?.url).toBe(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`)
    expect(Object.fromEntries(form())).toEqual({
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: word,
      scope: 'https://api.botframework.com/.default',
    })
  })

  test.each([
    ['usGovernment', 'https://login.microsoftonline.us/', 'https://api.botframework.us/.default'],
    ['china', 'https://login.partner.microsoftonline.cn/', 'https://api.botframework.azure.cn/.default'],
  ] as const)('in the cloud %s', async (name, login, scope) => {
    await token(credentials(bySecret, clouds[name]))
    expect(asked[0]?.url).toContain(login)
    expect(form().get('scope')).toBe(scope)
  })

  test('with a certificate: who we are, for whom, for minutes, new each time', async () => {
    const { pem, key, thumbprint } = pair('bot')
    const of = credentials({ kind: 'certificate', certificate: { pem, key } })
    await token(of)
    const { payload, protectedHeader } = await jwtVerify(
      form().get('client_assertion') ?? '',
      createPublicKey(pem),
      {
        issuer: appId,
        subject: appId,
        audience: asked[0]?.url ?? '',
        algorithms: ['PS256'],
        currentDate: new Date(clock.at),
      },
    )
    expect(protectedHeader['x5t#S256']).toBe(thumbprint)
    expect((payload.exp ?? 0) * 1000 - clock.at).toBeLessThanOrEqual(10 * minute)
    expect(form().get('client_secret')).toBeNull()
    clock.at += 60 * minute
    asked.splice(0, 1)
    await token(of)
    const { payload: second } = await jwtVerify(form().get('client_assertion') ?? '', createPublicKey(pem), {
      currentDate: new Date(clock.at),
    })
    expect(second.jti).not.toBe(payload.jti)
  })

  test('of the machine itself', async () => {
    answer = () => Response.json({ access_token: 'm', expires_in: '86399' })
    expect(await token(credentials({ kind: 'managed-identity' }))).toBe('m')
    const url = new URL(asked[0]?.url ?? '')
    expect(url.origin + url.pathname).toBe('http://169.254.169.254/metadata/identity/oauth2/token')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      'api-version': '2018-02-01',
      resource: 'https://api.botframework.com',
      client_id: appId,
    })
    expect(asked[0]?.init.headers).toEqual({ metadata: 'true' })
  })

  test('of App Service', async () => {
    answer = () => Response.json({ access_token: 'm', expires_on: String(clock.at / 1000 + 3600) })
    const service = { endpoint: 'http://169.254.129.2:8081/msi/token', header: new Secret(word) }
    const of = credentials({ kind: 'managed-identity', service })
    await token(of)
    await token(of)
    expect(asked).toHaveLength(1)
    expect(asked[0]?.url).toContain('http://169.254.129.2:8081/msi/token?api-version=2019-08-01&resource=')
    expect(asked[0]?.init.headers).toEqual({ 'x-identity-header': word })
  })
})

describe('a token is kept', () => {
  test('until five minutes before its end', async () => {
    const of = credentials()
    expect(await token(of)).toBe('t1')
    clock.at += 55 * minute - 1
    expect(await token(of)).toBe('t1')
    clock.at += 1
    expect(await token(of)).toBe('t2')
  })

  test('and asked for once, however many want it', async () => {
    const of = credentials()
    const tokens = await Promise.all(Array.from({ length: 20 }, () => token(of)))
    expect(new Set(tokens)).toEqual(new Set(['t1']))
    expect(asked).toHaveLength(1)
  })

  test('what failed is not kept', async () => {
    const of = credentials()
    answer = () => Promise.reject(new TypeError('fetch failed'))
    await expect(of.token()).rejects.toMatchObject({ code: 'ERR_CHAT' })
    answer = () => Response.json({ access_token: 'late', expires_in: 3600 })
    expect(await token(of)).toBe('late')
  })
})

describe('what goes wrong says no secret', () => {
  test.each<[string, () => Response]>([
    ['refused', () => Response.json({ error: 'invalid_client', error_description: word }, { status: 401 })],
    [
      'refused with a token in it',
      () => Response.json({ access_token: 't', expires_in: 9 }, { status: 400 }),
    ],
    ['a long reason', () => Response.json({ error: `${word}.`.repeat(9) }, { status: 400 })],
    ['no token in it', () => Response.json({ token_type: 'Bearer' })],
    ['a token that would break a header', () => Response.json({ access_token: 'a\r\nb: c', expires_in: 9 })],
    ['not JSON', () => new Response(`<p>${word}`)],
    ['without end', () => new Response('x'.repeat(100_000))],
  ])('%s', async (_what, response) => {
    answer = response
    const fault: unknown = await credentials()
      .token()
      .catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'ERR_CHAT' })
    expect(inspect(fault, { depth: 9 })).not.toContain('canary')
  })

  test('Entra’s own word for it is kept for the operator', async () => {
    answer = () => Response.json({ error: 'invalid_client' }, { status: 401 })
    await expect(credentials().token()).rejects.toThrow('401 invalid_client')
  })

  test('no redirect is followed, and nobody waits for ever', async () => {
    await token(credentials())
    expect(asked[0]?.init).toMatchObject({ redirect: 'error', signal: expect.any(AbortSignal) })
  })
})

test.each<[string, Credential, string]>([
  ['an empty secret', { kind: 'secret', secret: new Secret('') }, 'https://login.example'],
  ['a secret in the clear', bySecret, 'http://login.example'],
  [
    'an identity from another machine',
    { kind: 'managed-identity', imds: 'http://10.0.0.1' },
    'https://login.example',
  ],
  ['an identity from no address', { kind: 'managed-identity', imds: 'x' }, 'https://login.example'],
  [
    'no certificate',
    { kind: 'certificate', certificate: { pem: 'x', key: new Secret('y') } },
    'https://login.example',
  ],
])('%s: it does not start', (_what, credential, login) => {
  expect(() => credentials(credential, { login, scope: 's' })).toThrow(
    expect.objectContaining({ code: 'ERR_CONFIG' }),
  )
})

test('another certificate’s key does not start, and is not told', () => {
  const certificate = { pem: pair('bot').pem, key: pair('other').key }
  expect(() => credentials({ kind: 'certificate', certificate })).toThrow('do not go together')
  const curve = pair('bot', false)
  expect(() => credentials({ kind: 'certificate', certificate: curve })).toThrow('do not go together')
})
