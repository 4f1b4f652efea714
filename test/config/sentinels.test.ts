import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { redact } from '../../src/config/redact.ts'
import { accepted, changed, refused } from './operator.ts'

const withSentinels = (...addresses: readonly string[]): string =>
  changed(
    'url: rediss://redis.corp.example:6379',
    `url: rediss://latchkey\n  sentinels: [${addresses.map((a) => `'${a}'`).join(', ')}]`,
  )

test('sentinels are addresses of their own, and keep their passwords to themselves', () => {
  const text = withSentinels('rediss://:Harbour-Bell-2026@s1.corp.example:26379', 'redis://127.0.0.1')
  const { config } = accepted({ text })
  if (config.store.kind !== 'redis') throw new Error('kind')
  expect(config.store.sentinels.map((one) => one.reveal())).toHaveLength(2)
  expect(inspect([config, redact(config)], { depth: 9, showHidden: true })).not.toContain('Harbour')
  expect(JSON.stringify(redact(config))).toContain('rediss://s1.corp.example:26379')
})

test('without them there is one server', () => {
  expect(accepted().config.store).toMatchObject({ sentinels: [] })
})

test('what is no address is refused by its place', () => {
  const [fault] = refused({ text: withSentinels('s1.corp.example:26379') })
  expect(fault).toMatchObject({ key: 'store.sentinels[0]', says: 'is not a Redis URL' })
})

test('one that is not encrypted is refused where the store is: it names who gets our password', () => {
  const addresses = ['rediss://s1.corp.example', 'redis://s2.corp.example', 'redis://[::1]'] as const
  const faults = refused({ text: withSentinels(...addresses) })
  expect(faults.map(({ key }) => key)).toEqual(['store.sentinels[1]'])
  const plain = withSentinels(...addresses).replace('url: rediss:', 'url: redis:')
  expect(accepted({ text: plain }).config.store).toMatchObject({ kind: 'redis' })
})

test('a password among them makes the file a secret one', () => {
  const text = withSentinels('rediss://:Harbour-Bell-2026@s1.corp.example')
  const [fault] = refused({ text, self: { mode: 0o100644 } })
  expect(fault).toMatchObject({ key: 'store.sentinels', says: expect.stringContaining('holds a password') })
  expect(fault?.fix).not.toContain('_URL_FILE')
})
