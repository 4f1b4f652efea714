import { expect, test } from 'vitest'
import { alert } from '../../flows/alerts.ts'
import { beginning } from '../../flows/facts.ts'
import { unbound } from '../../src/handoff/port.ts'

test('an alert says out of which network it came, by a hash that is on no card', () => {
  const actor = { platform: 'test', tenant: 'T1', user: 'U1' }
  const profile = { actor, displayName: 'Ada', kind: 'member', emailConfirmed: true } as const
  const context = { browser: 'Firefox', origin: { network: { prefix: 'hash-of-it' } } }
  const paired = { jkt: 'j', cookieHash: 'c', at: 1, context }
  const facts = beginning(actor, profile, { ...unbound, paired })
  const told = alert({ id: 'f', ver: 1, now: 0, tries: {} }, facts, 'alert.refused')
  expect(told.topic?.from).toBe('hash-of-it')
  expect(JSON.stringify(told.card)).not.toContain('hash-of-it')
})
