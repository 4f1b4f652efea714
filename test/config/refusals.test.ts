import { describe, expect, test } from 'vitest'
import { accepted, changed, disk, example, keyText, refused, seen } from './operator.ts'

/** Each is the example with one thing wrong: key that is blamed, line, what stands there instead. */
const wrong: readonly (readonly [key: string, line: string | RegExp, instead: string])[] = [
  ['baseUrl', 'https://latchkey.corp.example', 'http://latchkey.corp.example'],
  ['baseUrl', 'https://latchkey.corp.example', 'https://latchkey.corp.example/reset'],
  ['baseUrl', 'https://latchkey.corp.example', 'https://user@latchkey.corp.example'],
  ['baseUrl', 'https://latchkey.corp.example', 'https://192.0.2.7'],
  ['baseUrl', 'https://latchkey.corp.example', 'http://localhost.evil.example'],
  ['baseUrl', /^baseUrl:.*/m, ''],
  ['listen', /^listen:[\s\S]*?\n\n/m, 'listen: 8080\n'],
  ['trustedProxies[0]', '10.0.0.0/8', '10.0.0.0/33'],
  ['trustedProxies[0]', '10.0.0.0/8', '0.0.0.0/0'],
  ['trustedProxies[0]', '10.0.0.0/8', 'proxy.corp.example'],
  ['store.kind', 'kind: redis', 'kind: memory'],
  ['store.kind', 'kind: redis', 'kind: postgres'],
  ['store.url', 'rediss://redis.corp.example:6379', 'https://redis.corp.example'],
  ['store.url', 'rediss://redis.corp.example:6379', 'rediss://redis.corp.example/first'],
  ['store.url', 'rediss://redis.corp.example:6379', 'rediss://redis.corp.example?db=1'],
  ['store.url', 'rediss://redis.corp.example:6379', 'rediss://latchkey:26#Harbour@redis.corp.example'],
  ['keys', /^keys:[\s\S]*?\n\n/m, 'keys: []\n'],
  ['keys[1].id', 'keys:\n', 'keys:\n  - { id: k2026, file: secrets/key-2026 }\n'],
  ['directory.kind', 'kind: active-directory', 'kind: memory'],
  ['directory.kind', 'kind: active-directory', 'kind: novell'],
  ['directory.history', 'kind: active-directory', 'kind: openldap'],
  ['directory.defaultPolicyDn', 'kind: active-directory', 'kind: openldap'],
  ['directory.urls[1]', 'ldaps://dc2.corp.example', 'ldap://dc2.corp.example'],
  ['directory.urls[1]', 'ldaps://dc2.corp.example', 'ldaps://dc2.corp.example/DC=corp'],
  ['directory.urls', /urls:[\s\S]*?(?= {2}#)/, 'urls: []\n'],
  ['directory.defaultPolicyDn', 'history: auto', 'defaultPolicyDn: CN=x,DC=corp,DC=example'],
  ['directory.accesslogDn', 'history: auto', 'accesslogDn: CN=log'],
  ['directory.people', 'OU=People,DC=corp,DC=example', '(objectClass=user)'],
  ['directory.history', 'history: auto', 'history: sometimes'],
  ['directory.denyGroups[0]', 'CN=Tier 0,OU=Groups,DC=corp,DC=example', 'Tier 0'],
  ['mail.url', 'smtps://mail.corp.example', 'smtp://mail.corp.example?ignoreTLS=true'],
  ['mail.url', 'smtps://mail.corp.example', 'http://mail.corp.example'],
  ['mail.from', 'Latchkey <latchkey@corp.example>', 'Latchkey'],
  ['slack.mode', 'mode: http', 'mode: rtm'],
  ['slack.appId', 'A0123ABCD', 'latchkey'],
  ['slack.signingSecretFile', /^ {2}signingSecretFile:.*\n/m, ''],
  ['slack.signingSecretFile', 'mode: http', 'mode: socket'],
  ['slack.appTokenFile', 'mode: http', 'mode: socket'],
  ['slack.appTokenFile', '  botTokenFile:', '  appTokenFile: secrets/slack-bot-token\n  botTokenFile:'],
  ['slack', /^ {2}botTokenFile:.*\n/m, ''],
  ['slack', '  botTokenFile:', '  clientId: "1.2"\n  botTokenFile:'],
  ['slack', /^ {2}botTokenFile:.*\n/m, '  clientId: "1.2"\n'],
  ['slack.botTokenFile', 'secrets/slack-bot-token', 'secrets/slack-signing-secret'],
  ['slack.botTokenFile', 'secrets/slack-bot-token', 'secrets/nowhere'],
  ['slack.workspaces', / {2}workspaces:\n.*\n/, ''],
  ['slack.workspaces[0]', 'T0123ABCD', 'corp'],
  ['slack.enterprises[0]', /workspaces:/, 'enterprises:'],
  ['slack.alertChannel', 'C0123ABCD', '"#alerts"'],
  ['slack.onCallChannel', 'C0456EFGH', '"#on-call"'],
  ['slack.onCallChannel', 'C0456EFGH', 'C0123ABCD'],
  ['slack.onCallChannel', /^ {2}alertChannel:.*\n/m, ''],
  ['slack.apiUrl', 'https://slack.com/api/', 'http://slack.com/api/'],
  ['slack.apiUrl', 'https://slack.com/api/', 'https://user:pass@slack.com/api/'],
  ['slack.apiUrl', 'https://slack.com/api/', 'https://slack.com/api'],
  ['audit', /^audit:[\s\S]*?\n\n/m, ''],
  ['audit', /^audit:[\s\S]*?\n\n/m, 'audit:\n'],
  ['helpdesk', /^helpdesk:[\s\S]*?\n\n/m, 'helpdesk: {}\n'],
  ['helpdesk.phone', "'+1 555 0100'", '+15550100'],
  ['helpdesk.url', 'https://help.corp.example', 'javascript:alert(1)'],
  ['alerts.quiet.from', "from: '20:00'", 'from: 20'],
  ['alerts.quiet.until', "until: '07:00'", "until: '24:00'"],
  ['alerts.quiet', "until: '07:00'", "until: '20:00'"],
  ['alerts.newCardAfterMinutes', 'newCardAfterMinutes: 60', 'newCardAfterMinutes: 1'],
  ['alerts.ownCardsAnHour', 'ownCardsAnHour: 2', 'ownCardsAnHour: 0'],
  ['alerts.mostCardsAnHour', 'mostCardsAnHour: 4', 'mostCardsAnHour: 0'],
  ['alerts.underAttack.requestsOfOne', 'requestsOfOne: 5', 'requestsOfOne: 1'],
  ['alerts.underAttack.peopleFromOneNetwork', 'peopleFromOneNetwork: 5', 'peopleFromOneNetwork: "5"'],
  ['alerts.underAttack.peopleLockedOut', 'peopleLockedOut: 10', 'peopleLockedOut: 500'],
  ['alerts.outageAfterSeconds', 'outageAfterSeconds: 60', 'outageAfterSeconds: 5'],
  ['alerts.lockoutsEverySeconds', 'lockoutsEverySeconds: 5', 'lockoutsEverySeconds: -1'],
  ['alerts.lookupsAnHour', 'lookupsAnHour: 30', 'lookupsAnHour: 0'],
  ['helpdesk.groups[0]', 'CN=Helpdesk,OU=Groups,DC=corp,DC=example', 'Helpdesk'],
  ['alerts.loudness', 'mostCardsAnHour: 4', 'loudness: 11'],
  ['timeZone', 'Europe/Berlin', 'Europe/Atlantis'],
  ['timeZone', 'Europe/Berlin', '+02:00'],
  ['timeZone', 'Europe/Berlin', '2'],
  ['limits.startsPerUser', 'startsPerUser: 10', 'startsPerUser: 0'],
  ['limits.startsPerUser', 'startsPerUser: 10', 'startsPerUser: 1000'],
  ['limits.answersPerUser', 'answersPerUser: 30', 'answersPerUser: 3.5'],
  ['limits.refusedPerAddress', 'refusedPerAddress: 10', 'refusedPerAddress: 1'],
  ['limits.breaker.people', 'people: 30', 'people: 1'],
  ['limits.breaker.peoplePerNetwork', 'peoplePerNetwork: 10', 'peoplePerNetwork: 2'],
  ['limits.breaker.band', 'band: approval', 'band: deny'],
  ['limits.breaker.minutes', 'minutes: 15', 'minutes: 1440'],
  ['limits.starts', 'startsPerUser: 10', 'starts: 10'],
  ['policy.coolingHours', 'coolingHours: 72', 'coolingHours: 23'],
  ['policy.minLength', 'minLength: 15', 'minLength: 14'],
  ['policy.minLength', 'minLength: 15', 'minLength: "15"'],
  ['policy.issuer', 'issuer: Corp Latchkey', 'issuer: "Corp: Latchkey"'],
  ['polcy', 'policy:', 'polcy:'],
]

test.each(wrong)('blames %s for %s → %j', (key, line, instead) => {
  const faults = refused({ text: changed(line, instead) })
  expect(faults.map((fault) => fault.key)).toContain(key)
  expect(faults.length).toBe(new Set(faults.map(({ key, says }) => `${key} ${says}`)).size)
})

describe.each([
  ['store.url', 'rediss://redis'],
  ['mail.url', 'smtps://mail'],
])('the password in %s', (key, address) => {
  const withUser = (user: string): string => changed(address, address.replace('//', `//${user}@`))
  const wrongUsers = [':Harbour-100%', ':Harbour%zz', ':Harbour%E4', 'latch%key:Harbour', ':%', ':%C3%28']

  test.each(wrongUsers)('that nobody can decode is named, with the way to write it: %s', (user) => {
    const faults = refused({ text: withUser(user) })
    expect(faults).toHaveLength(1)
    expect(faults).toMatchObject([
      { key, says: expect.stringContaining('%'), fix: expect.stringContaining('%25') },
    ])
    expect(JSON.stringify(faults)).not.toContain('Harbour')
  })

  test.each([':Harbour-100%25', ':Harbour%C3%A4', 'latch%25key:Harbour%23'])(
    'may be percent-encoded: %s',
    (user) => {
      expect(accepted({ text: withUser(user) }).notes).toEqual([])
    },
  )

  test('is named under its variable where it comes from a file of its own', () => {
    const variable = `LATCHKEY_${key.split('.')[0]?.toUpperCase()}_URL_FILE`
    const url = withUser(':Harbour-100%')
      .split('\n')
      .find((line) => line.includes('Harbour'))
      ?.trim()
    const files = { '/run/url': seen(url?.replace('url: ', '') ?? '') }
    const [fault, ...more] = refused({ env: { [variable]: '/run/url' }, files })
    expect(more).toEqual([])
    expect(fault?.key).toBe(variable)
  })
})

test('a database of redis is a number', () => {
  const text = changed('rediss://redis.corp.example:6379', 'rediss://redis.corp.example:6379/7')
  expect(accepted({ text }).notes).toEqual([])
})

test('memory is for the demonstration, which may also mix it with real services', () => {
  const memory = changed('kind: redis\n  url: rediss://redis.corp.example:6379', 'kind: memory')
  expect(accepted({ text: memory, demo: true }).config.store).toEqual({ kind: 'memory' })
  const people = example.replace(/^directory:[\s\S]*?\n\n/m, 'directory: { kind: memory }\n')
  expect(accepted({ text: people, demo: true }).config.directory).toEqual({ kind: 'memory' })
})

test('short passwords are the operator’s own statement about second factors', () => {
  const text = changed('minLength: 15', 'minLength: 8\n  passwordOnlyUsedWithMfa: true')
  expect(accepted({ text }).config.policy.minLength).toBe(8)
})

describe('files', () => {
  const key = '/etc/latchkey/secrets/key-2026'
  const blamed = (files: Parameters<typeof refused>[0]['files']) =>
    refused({ files: files ?? {} }).map((fault) => `${fault.key} ${fault.says}`)

  test.each([0o640, 0o604, 0o620, 0o602, 0o666])('of mode %o are no place for a key', (mode) => {
    expect(blamed({ [key]: seen(keyText, { mode }) })).toEqual([
      expect.stringMatching(/^keys\[0\]\.file .*others may/),
    ])
  })

  test('that root owns and mounts read-only may be read by others; on a writable disk that is remarked', () => {
    const mounted = seen(keyText, { mode: 0o444, uid: 0, writable: false })
    expect(accepted({ files: { [key]: mounted } }).notes).toEqual([])
    const loose = accepted({ files: { [key]: { ...mounted, mode: 0o644, writable: true } } })
    expect(loose.notes.map(({ key, says }) => `${key} ${says}`)).toEqual([
      expect.stringMatching(/^keys\[0\]\.file .*chmod 600/),
    ])
    expect(blamed({ [key]: { ...mounted, mode: 0o646 } })).toHaveLength(1)
  })

  test.each([
    ['nothing', ''],
    ['31 bytes', Buffer.alloc(31, 'abcdefghijklmnopq').toString('base64')],
    ['a passphrase', 'correct horse battery staple, and a long one at that!'],
    ['one byte again and again', Buffer.alloc(32, 7).toString('base64')],
  ])('with %s hold no key', (_what, text) => {
    expect(blamed({ [key]: seen(text) })).toEqual([expect.stringMatching(/^keys\[0\]\.file holds/)])
  })

  test.each([
    ['base64url', Buffer.from(keyText, 'base64').toString('base64url')],
    ['hex', `${Buffer.from(keyText, 'base64').toString('hex')}\n`],
    ['raw bytes', Buffer.from(keyText, 'base64')],
  ])('with %s hold the same key', (_what, content) => {
    const made = accepted({ files: { [key]: seen(content) } }).config.keys.sign('record', 'text')
    expect(made).toBe(accepted().config.keys.sign('record', 'text'))
  })

  test('that are missing, empty or no certificate are named', () => {
    const { [key]: _gone, ...rest } = disk
    expect(Object.keys(rest)).toHaveLength(4)
    expect(
      blamed({
        '/etc/latchkey/secrets/bind-password': seen('two\nlines'),
        '/etc/latchkey/ca.pem': seen('-----BEGIN CERTIFICATE-----\nnot one\n-----END CERTIFICATE-----\n'),
      }).map((told) => told.split(' ')[0]),
    ).toEqual(['directory.bindPasswordFile', 'directory.caFile'])
    expect(refused({ text: changed('file: secrets/key-2026', 'file: secrets/none') })).toMatchObject([
      { key: 'keys[0].file', says: 'names /etc/latchkey/secrets/none, which does not exist' },
    ])
  })

  test('of configuration with a password in them are secret files themselves', () => {
    const text = changed('rediss://redis', 'rediss://:Harbour-Bell-2026@redis')
    expect(accepted({ text }).notes).toEqual([])
    const [fault, ...more] = refused({ text, self: { mode: 0o644 } })
    expect(more).toEqual([])
    expect(fault).toMatchObject({ key: 'store.url' })
    expect(`${fault?.says} ${fault?.fix}`).not.toContain('Harbour')
  })
})

describe('remarks', () => {
  test('are made on what is allowed and still unwise', () => {
    const notes = (line: string, to: string) =>
      accepted({ text: changed(line, to) }).notes.map((note) => note.key)
    expect(notes('https://latchkey.corp.example', 'http://127.0.0.1:8080')).toEqual(['baseUrl'])
    expect(notes('https://latchkey.corp.example', 'http://localhost:8080')).toEqual([])
    expect(notes('rediss://redis.corp.example', 'redis://redis.corp.example')).toEqual(['store.url'])
    expect(notes('rediss://redis.corp.example', 'redis://127.0.0.1')).toEqual([])
  })
})
