import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { redact } from '../../src/config/redact.ts'
import { accepted, certificate, changed, example, keyText, refused, seen } from './operator.ts'

const keys = (faults: readonly { key: string }[]) => faults.map((fault) => fault.key)

describe('the documented example', () => {
  test('is accepted as it stands, with nothing to remark', () => {
    const { config, notes } = accepted()
    expect(notes).toEqual([])
    expect(config).toMatchObject({
      demo: false,
      baseUrl: 'https://latchkey.corp.example',
      listen: { host: '127.0.0.1', port: 8080 },
      trustedProxies: ['10.0.0.0/8'],
      directory: {
        kind: 'active-directory',
        urls: ['ldaps://dc1.corp.example', 'ldaps://dc2.corp.example'],
        ca: certificate,
        people: 'OU=People,DC=corp,DC=example',
        matchBy: 'mail',
        history: 'auto',
      },
      slack: { appId: 'A0123ABCD', workspaces: ['T0123ABCD'], apiUrl: 'https://slack.com/api/' },
      audit: { file: '/etc/latchkey/audit/audit.jsonl' },
      timeZone: 'Europe/Berlin',
      helpdesk: { phone: '+1 555 0100', url: 'https://help.corp.example' },
      policy: { coolingHours: 72, minLength: 15, issuer: 'Corp Latchkey', volatileStore: false },
    })
  })

  test('gives the secrets to those who reveal them and to nobody else', () => {
    const { config } = accepted({ text: changed('rediss://redis', 'rediss://:Harbour-Bell-2026@redis') })
    if (config.directory.kind !== 'active-directory' || config.store.kind !== 'redis')
      throw new Error('kinds')
    expect(config.directory.bindPassword.reveal()).toBe('Winter-Lake-2026')
    expect(config.store.url.reveal()).toContain('Harbour-Bell-2026')
    expect(config.keys.open('seed', config.keys.seal('seed', 'text', 'ada'), 'ada')).toBe('text')
    const printed = [
      inspect(config, { depth: 9, showHidden: true }),
      JSON.stringify(config),
      String(config.store.url),
    ]
    printed.push(inspect(redact(config), { depth: 9 }), JSON.stringify(redact(config)))
    const hidden = ['Winter-Lake-2026', 'Harbour-Bell-2026', keyText.trim()]
    for (const text of printed) for (const secret of hidden) expect(text).not.toContain(secret)
    expect(JSON.stringify(redact(config))).toContain('rediss://redis.corp.example:6379')
  })

  test('trusts what Node trusts when it names no authority', () => {
    const { config } = accepted({ text: changed(/^ {2}caFile:.*\n/m, '') })
    expect(config.directory).toMatchObject({ ca: expect.stringContaining('BEGIN CERTIFICATE') })
  })

  test('says how it would be with the least that is needed', () => {
    const least = example
      .replace(/^listen:[\s\S]*?\n\n/m, '')
      .replace(/^trustedProxies:[\s\S]*?\n\n/m, '')
      .replace(/^mail:[\s\S]*?\n\n/m, '')
      .replace(/^slack:[\s\S]*?\n\n/m, '')
      .replace(/^policy:[\s\S]*/m, '')
    const { config, notes } = accepted({ text: least })
    expect(config.listen).toEqual({ host: '127.0.0.1', port: 8080 })
    expect(config.policy).toMatchObject({ coolingHours: 72, minLength: 15, issuer: 'Latchkey' })
    expect(config).not.toHaveProperty('mail')
    expect(keys(notes)).toEqual(['mail', 'slack'])
  })
})

describe('the environment', () => {
  test('replaces the port, and in the demonstration the address follows', () => {
    expect(accepted({ env: { PORT: '9443' } }).config.listen.port).toBe(9443)
    const text = changed(/^baseUrl:.*\n/m, '')
    expect(accepted({ text, demo: true, env: { PORT: '9443' } }).config.baseUrl).toBe('http://localhost:9443')
  })

  test.each(['0', '65536', '80x', '-1', ' 80'])('refuses the port %j under its own name', (PORT) => {
    expect(keys(refused({ env: { PORT } }))).toEqual(['PORT'])
  })

  test('names a file for every secret', () => {
    const { config } = accepted({
      env: {
        LATCHKEY_DIRECTORY_BIND_PASSWORD_FILE: '/run/secrets/bind',
        LATCHKEY_KEY_FILE: 'key',
        LATCHKEY_STORE_URL_FILE: '/run/secrets/redis',
        LATCHKEY_MAIL_URL_FILE: '/run/secrets/mail',
      },
      text: changed(/ {4}file: secrets\/key-2026/, '    file: nowhere'),
      files: {
        '/run/secrets/bind': seen('Autumn-Gate-2026'),
        '/srv/key': seen(keyText),
        '/run/secrets/redis': seen('rediss://:Harbour-Bell-2026@redis2.corp.example\n'),
        '/run/secrets/mail': seen('smtps://latchkey:Harbour-Bell-2026@mail2.corp.example\n'),
      },
    })
    if (config.directory.kind !== 'active-directory' || config.store.kind !== 'redis')
      throw new Error('kinds')
    expect(config.directory.bindPassword.reveal()).toBe('Autumn-Gate-2026')
    expect(config.keys.sign('record', 'text')).toMatch(/^k2026\./)
    expect(config.store.url.reveal()).toBe('rediss://:Harbour-Bell-2026@redis2.corp.example')
    expect(config.mail?.url.reveal()).toBe('smtps://latchkey:Harbour-Bell-2026@mail2.corp.example')
  })

  test('is blamed by name when its file is missing, odd or open to others', () => {
    const files = { '/run/a': seen('not a URL'), '/run/b': seen('redis://redis', { mode: 0o100644 }) }
    const told = (file: string) =>
      refused({ env: { LATCHKEY_STORE_URL_FILE: file }, files }).flatMap(({ key, says }) => [key, says])
    expect(told('/run/none')).toEqual(['LATCHKEY_STORE_URL_FILE', expect.stringContaining('does not exist')])
    expect(told('/run/a')).toEqual(['LATCHKEY_STORE_URL_FILE', expect.stringContaining('not a Redis URL')])
    expect(told('/run/b')).toEqual(['LATCHKEY_STORE_URL_FILE', expect.stringContaining('others may read')])
  })

  test('may not replace one of several keys', () => {
    const text = changed(
      '    file: secrets/key-2026',
      '    file: secrets/key-2026\n  - { id: old, file: secrets/key-2025 }',
    )
    const older = seen(`${Buffer.from(Array.from({ length: 32 }, (_, i) => i * 5 + 1)).toString('base64')}\n`)
    const files = { '/etc/latchkey/secrets/key-2025': older }
    expect(accepted({ text, files }).config.keys.ids).toEqual(['k2026', 'old'])
    expect(keys(refused({ text, files, env: { LATCHKEY_KEY_FILE: 'key' } }))).toEqual(['LATCHKEY_KEY_FILE'])
    const same = { '/etc/latchkey/secrets/key-2025': seen(keyText) }
    expect(refused({ text, files: same })).toMatchObject([
      { key: 'keys[1].file', says: expect.stringContaining('would change nothing') },
    ])
  })

  test.each([
    'ldapts',
    'http,LDAPTS',
    'ldap*',
    '*',
    'tls, ldapts',
    'stream',
    'tls,Stream',
    'st*',
    'new-in-node',
  ])('refuses NODE_DEBUG=%s', (NODE_DEBUG) => {
    expect(keys(refused({ env: { NODE_DEBUG } }))).toEqual(['NODE_DEBUG'])
  })

  test('lets other debugging be, refuses what opens TLS, and knows its own names', () => {
    expect(
      accepted({ env: { NODE_DEBUG: 'http, TLS,,net', LATCHKEY_PORT: 'tcp://10.0.0.1:8080' } }).notes,
    ).toEqual([])
    const env = {
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      NODE_OPTIONS: '--tls-keylog=/var/keys',
      LATCHKEY_BIND_PASSWORD_FILE: '/run/x',
    }
    expect(keys(refused({ env })).sort()).toEqual(Object.keys(env).sort())
  })
})

describe('faults', () => {
  test('come all at once, each with key and fix, and without any secret', () => {
    const text = `
baseUrl: http://latchkey.corp.example/reset?x=1
listen: { port: 99999 }
store: { kind: redis, url: "http://:Harbour-Bell-2026@redis" }
keys: [{ id: "a.b", file: short }, { id: ok }]
directory:
  kind: active-directory
  urls: [ldap://dc1.corp.example]
  bindPassword: Harbour-Bell-2026
  bindDN: CN=svc
  baseDn: corp
  matchBy: shoeSize
mail: { url: "smtp://u:Harbour-Bell-2026@mail?secure=false", from: "a@b\\r\\nBcc: c@d" }
helpdesk: {}
policy: { minLength: 10, coolingHours: 1, issuer: "a:b" }
colour: blue
slack: {}
teams: {}
portal: {}
`
    const faults = refused({ text, files: { '/etc/latchkey/short': seen('c2hvcnQ=') } })
    expect(new Set(keys(faults))).toEqual(
      new Set([
        'baseUrl',
        'listen.port',
        'store.url',
        'keys[0].id',
        'keys[0].file',
        'keys[1].file',
        'directory.urls[0]',
        'directory.bindPassword',
        'directory.bindDN',
        'directory.bindDn',
        'directory.bindPasswordFile',
        'directory.baseDn',
        'directory.matchBy',
        'mail.url',
        'mail.from',
        'audit',
        'helpdesk',
        'colour',
        'teams.appId',
        'teams.credential',
        'teams.tenants',
        'portal',
        'slack',
        'slack.appId',
        'slack.signingSecretFile',
        'slack.workspaces',
        'policy.minLength',
        'policy.coolingHours',
        'policy.issuer',
      ]),
    )
    const told = faults.map(({ key, says, fix }) => `${key}: ${says}; ${fix}`).join('\n')
    expect(told).not.toContain('Harbour-Bell-2026')
    expect(told).toContain('directory.bindPassword: is not a key; did you mean bindPasswordFile?')
    expect(told).toContain('baseUrl: is plain http')
    expect(told).toContain('baseUrl: has more than scheme, host and port')
    expect(told).toContain('audit: is missing')
    expect(told).toContain('slack: needs either botTokenFile, or clientId and clientSecretFile')
    expect(told).toContain('portal: belongs to the web portal, which a later release brings')
    for (const fault of faults) expect(fault.fix).not.toBe('')
  })

  test('of YAML name the line and quote nothing', () => {
    const told = JSON.stringify(
      refused({ text: 'a: 1\nstore: { url: "redis://:Harbour-Bell-2026@x" \na: 2' }),
    )
    expect(told).toMatch(/line \d/)
    expect(told).not.toContain('Harbour')
    expect(keys(refused({ text: '- a list' }))).toEqual(['file'])
    expect(keys(refused({ text: '' }))).toEqual(['file'])
  })

  test('name the file that was asked for and is not there', () => {
    const nowhere = loadConfig({ file: '/nowhere/latchkey.yaml', env: {}, demo: false })
    expect(nowhere).toMatchObject({ faults: [{ key: '--config' }] })
    expect(loadConfig({ env: {}, demo: false })).toMatchObject({ faults: [{ key: 'LATCHKEY_CONFIG' }] })
  })
})
