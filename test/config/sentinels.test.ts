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
  const text = withSentinels('rediss://:Harbour-Bell-2026@s1.corp.example:26379', 'redis://s2.corp.example')
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

test('a password among them makes the file a secret one', () => {
  const text = withSentinels('rediss://:Harbour-Bell-2026@s1.corp.example')
  const [fault] = refused({ text, self: { mode: 0o100644 } })
  expect(fault?.says).toContain('holds a password')
})
