import { describe, expect, test } from 'vitest'
import { redact } from '../../src/config/redact.ts'
import { certificate as made } from '../support/certificates.ts'
import { accepted, example, refused, seen } from './operator.ts'

const appId = '11111111-2222-4333-8444-555555555555'
const tenant = '66666666-7777-4888-8999-aaaaaaaaaaaa'
const folder = '/etc/latchkey/secrets'
const pair = made({ name: 'Bot', issuer: made({ name: 'Root', isAuthority: true }), rsa: true })
const files = {
  [`${folder}/teams-secret`]: seen('Harbour-Bell-2026\n'),
  [`${folder}/several`]: seen('Harbour-Bell-2026\nmore\n'),
  [`${folder}/open`]: seen('Harbour-Bell-2026', { mode: 0o100644 }),
  '/etc/latchkey/bot.pem': seen(pair.pem, { mode: 0o100644 }),
  [`${folder}/bot-key.pem`]: seen(String(pair.key.export({ type: 'pkcs8', format: 'pem' }))),
}
const secret = 'credential: { kind: secret, file: secrets/teams-secret }'
const text = (lines: string): string => `${example}\nteams: {${lines}}\n`
const good = `appId: ${appId}, tenants: [${tenant}], ${secret}`
const read = (lines: string, env = {}) => accepted({ text: text(lines), files, env }).config.teams

test('the bot is an app id, its tenants and a secret of its own file', () => {
  const teams = read(`${good}, alertChannel: '19:0123-abcd_e=@thread.tacv2'`)
  expect(teams).toMatchObject({
    appId,
    tenants: [tenant],
    cloud: 'public',
    credential: { kind: 'secret' },
    endpoints: {},
    alertChannel: '19:0123-abcd_e=@thread.tacv2',
  })
  expect(teams?.credential.kind === 'secret' && teams.credential.secret.reveal()).toBe('Harbour-Bell-2026')
  expect(accepted().config.teams).toBeUndefined()
})

test('the secret is not shown with the configuration', () => {
  const { config } = accepted({ text: text(good), files })
  const told = JSON.stringify(redact(config))
  expect(told).toContain(appId)
  expect(told).not.toContain('Harbour')
})

test('or a certificate, or the identity of the machine', () => {
  const pems = 'credential: { kind: certificate, certFile: bot.pem, keyFile: secrets/bot-key.pem }'
  expect(read(good.replace(secret, pems))?.credential).toMatchObject({
    kind: 'certificate',
    certificate: { pem: pair.pem },
  })
  const machine = good.replace(secret, 'credential: { kind: managed-identity }')
  expect(read(machine)?.credential).toEqual({ kind: 'managed-identity' })
  const env = { IDENTITY_ENDPOINT: 'http://127.0.0.1:41741/token', IDENTITY_HEADER: 'h' }
  expect(read(machine, env)?.credential).toMatchObject({ service: { endpoint: env.IDENTITY_ENDPOINT } })
  const imds = 'credential: { kind: managed-identity, imds: http://169.254.169.254 }'
  expect(read(good.replace(secret, imds))?.credential).toMatchObject({ imds: 'http://169.254.169.254' })
})

test('in another cloud, or at addresses of its own', () => {
  const endpoints = 'endpoints: { login: https://login.corp.example, service: http://127.0.0.1:4/teams/ }'
  expect(read(`${good}, cloud: usGovernment, ${endpoints}`)).toMatchObject({
    cloud: 'usGovernment',
    endpoints: { login: 'https://login.corp.example', service: 'http://127.0.0.1:4/teams/' },
  })
})

describe('is refused, by its key,', () => {
  test.each<[string, string, string]>([
    ['teams.appId', appId, "''"],
    ['teams.appId', appId, '00000000-0000-0000-0000-000000000000'],
    ['teams.appId', `appId: ${appId}, `, ''],
    ['teams.tenants', tenant, ''],
    ['teams.tenants[0]', tenant, 'corp.onmicrosoft.com'],
    ['teams.tenants[0]', tenant, 'common'],
    ['teams.credential', secret, 'cloud: public'],
    ['teams.credential.kind', 'kind: secret', 'kind: password'],
    ['teams.credential.file', 'secrets/teams-secret', 'secrets/gone'],
    ['teams.credential.file', 'secrets/teams-secret', 'secrets/several'],
    ['teams.credential.file', 'secrets/teams-secret', 'secrets/open'],
    ['teams.credential.certFile', secret, 'credential: { kind: certificate, keyFile: bot.pem }'],
    [
      'teams.credential.certFile',
      secret,
      'credential: { kind: certificate, certFile: secrets/teams-secret, keyFile: secrets/bot-key.pem }',
    ],
    [
      'teams.credential.keyFile',
      secret,
      'credential: { kind: certificate, certFile: bot.pem, keyFile: secrets/teams-secret }',
    ],
    ['teams.credential.imds', secret, 'credential: { kind: managed-identity, imds: http://evil.example }'],
    ['teams.cloud', secret, `${secret}, cloud: germany`],
    ['teams.endpoints.login', secret, `${secret}, endpoints: { login: http://login.corp.example }`],
    ['teams.endpoints.metadata', secret, `${secret}, endpoints: { metadata: 'https://a@b.example' }`],
    ['teams.endpoints.service', secret, `${secret}, endpoints: { service: smba.example }`],
    ['teams.alertChannel', secret, `${secret}, alertChannel: Security`],
    ['teams.onCallChannel', secret, `${secret}, onCallChannel: Duty`],
    ['teams.onCallChannel', secret, `${secret}, onCallChannel: '19:b@thread.tacv2'`],
    [
      'teams.onCallChannel',
      secret,
      `${secret}, alertChannel: '19:a@thread.tacv2', onCallChannel: '19:a@thread.tacv2'`,
    ],
    ['teams.emulator', secret, `${secret}, emulator: true`],
  ])('%s: %s → %s', (key, part, instead) => {
    const faults = refused({ text: text(good.replace(part, instead)), files })
    expect(faults.map((fault) => fault.key)).toContain(key)
    for (const { fix } of faults) expect(fix).not.toBe('')
    expect(JSON.stringify(faults)).not.toContain('Harbour')
  })
})

test('the section of the example is one that works', () => {
  const [, section = ''] = /^((?:# ?teams:\n)(?:#.*\n)+)/m.exec(example) ?? []
  const lines = section.replaceAll(/^# ?/gm, '')
  expect(lines).toContain('appId')
  const { config } = accepted({ text: `${example}\n${lines}`, files })
  expect(config.teams).toMatchObject({
    alertChannel: expect.stringMatching(/^19:/),
    onCallChannel: expect.stringMatching(/^19:/),
  })
})
