import { describe, expect, test } from 'vitest'
import { accepted, example, keyText, refused, seen } from './operator.ts'

const file = (change: Readonly<Record<string, string>> = {}): string => {
  const lines: Record<string, string> = {
    baseUrl: 'http://localhost:8080',
    store: '{ kind: memory }',
    directory: '{ kind: memory }',
    keys: '[{ id: k1, file: key }]',
    audit: '{ file: audit.jsonl }',
    helpdesk: '{ phone: "+1 555 0100" }',
    teams: '{ emulator: true }',
    ...change,
  }
  return Object.entries(lines)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('')
}
const files = { '/etc/latchkey/key': seen(keyText) }
const faultsOf = (text: string, demo = true) => refused({ text, files, demo })

test('in a demonstration on this machine, with nobody real behind it, the emulator is allowed, and named aloud', () => {
  const { config, notes } = accepted({ text: file(), files, demo: true })
  expect(config.teamsEmulator).toBe(true)
  expect(config.teams).toBeUndefined()
  expect(notes.map(({ key }) => key)).toContain('teams.emulator')
})

test('nothing sets it but the flag itself', () => {
  const { config, notes } = accepted({
    text: file({ teams: '' }).replace('teams: \n', ''),
    files,
    demo: true,
  })
  expect(config.teamsEmulator).toBeUndefined()
  expect(notes.map(({ key }) => key)).not.toContain('teams.emulator')
})

describe('is refused, by its key and with what to do,', () => {
  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['an address that others open', 'baseUrl', { baseUrl: 'https://latchkey.corp.example' }],
    [
      'an address that only looks like this machine',
      'baseUrl',
      { baseUrl: 'https://localhost.corp.example' },
    ],
    ['every interface', 'listen.host', { listen: '{ host: 0.0.0.0, port: 8080 }' }],
    ['every interface, in IPv6', 'listen.host', { listen: "{ host: '::', port: 8080 }" }],
    ['an address of the network', 'listen.host', { listen: '{ host: 192.168.1.4 }' }],
    ['a proxy in front', 'trustedProxies', { trustedProxies: '[127.0.0.1]' }],
    ['a store that stays', 'store.kind', { store: '{ kind: redis, url: redis://127.0.0.1 }' }],
    ['a real directory', 'directory.kind', { directory: '{ kind: active-directory }' }],
    [
      'a bot’s app id',
      'teams.appId',
      { teams: '{ emulator: true, appId: 11111111-2222-4333-8444-555555555555 }' },
    ],
    ['an empty app id', 'teams.appId', { teams: "{ emulator: true, appId: '' }" }],
    ['a bot’s tenants', 'teams.tenants', { teams: '{ emulator: true, tenants: [] }' }],
    ['the flag as text', 'teams.emulator', { teams: "{ emulator: 'true' }" }],
    ['the flag as a number', 'teams.emulator', { teams: '{ emulator: 1 }' }],
  ])('%s: %s', (_what, key, change) => {
    const faults = faultsOf(file(change))
    const fault = faults.find((one) => one.key === key)
    expect(fault).toBeDefined()
    expect(faults.filter((one) => one.key === key)).toHaveLength(1)
    expect(fault?.fix).not.toBe('')
  })
})

test('a service never starts with it, however local it is; the fault says what it is and where it belongs', () => {
  const [fault] = faultsOf(file(), false).filter(({ key }) => key === 'teams.emulator')
  expect(fault?.says).toContain('development flag')
  expect(fault?.fix).toContain('npm run demo')
})

test('added to a configuration that serves people, it is refused for all that makes it one', () => {
  const told = faultsOf(`${example}\nteams: { emulator: true }\n`, false).map(({ key }) => key)
  expect(told).toEqual(
    expect.arrayContaining(['teams.emulator', 'baseUrl', 'trustedProxies', 'directory.kind', 'store.kind']),
  )
})

test('without the flag a bot needs its app id, its tenants and a credential, in a demonstration too', () => {
  for (const demo of [true, false]) {
    const told = faultsOf(file({ teams: "{ emulator: false, appId: '' }" }), demo).map(({ key }) => key)
    expect(told).toEqual(expect.arrayContaining(['teams.appId', 'teams.tenants', 'teams.credential']))
  }
})
