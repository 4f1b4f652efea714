import { describe, expect, test } from 'vitest'
import { endCard, type Outcome } from '../../flows/ends.ts'
import { beginning } from '../../flows/facts.ts'
import { refusals } from '../../src/directory/refusals.ts'
import { unbound } from '../../src/handoff/port.ts'
import { directoryWords } from '../../src/words/en-directory.ts'
import { factorWords } from '../../src/words/en-factors.ts'
import { flowWords } from '../../src/words/en-flows.ts'
import { passwordWords } from '../../src/words/en-password.ts'
import { playgroundWords } from '../../src/words/en-playground.ts'
import { webWords } from '../../src/words/en-web.ts'
import { en } from '../../src/words/en.ts'
import { inWords } from '../../src/words/render.ts'
import { assertWhole, slotsOf } from '../support/phrases.ts'
import { Town } from '../support/world.ts'

const parts = { flowWords, factorWords, passwordWords, directoryWords, webWords, playgroundWords }
const ids = Object.keys(en)
const textOf = (id: string): string => new Map(Object.entries(en)).get(id) ?? ''

describe('the catalogue', () => {
  test('has every id once', () => {
    const all = Object.values(parts).flatMap((part) => Object.keys(part))
    const twice = all.filter((id, n) => all.indexOf(id) !== n)
    expect(twice).toEqual([])
  })

  test('says something under every id, ends its sentences, and leaves no brace open', () => {
    for (const [id, text] of Object.entries(en)) {
      expect(text.trim(), id).toBe(text)
      expect(text.length, id).toBeGreaterThan(0)
      expect(text.replaceAll(/\{\w+\}/g, ''), id).not.toMatch(/[{}]/)
      expect(text, id).not.toMatch(/ {2}|undefined|TODO/)
    }
  })

  test('never asks for a secret in chat', () => {
    const asking = /type (your|the) (password|recovery code|authenticator)/i
    const chat = ids.filter((id) => id.startsWith('hand-off.') || id.startsWith('desk.'))
    expect(chat.filter((id) => asking.test(textOf(id)))).toEqual([])
  })

  test.each([
    [
      'prove.refused',
      ['wrong', 'replayed', 'malformed', 'expired', 'not-yours', 'not-allowed', 'already-enrolled'],
    ],
    ['refusal', Object.keys(refusals)],
    ['enrol.add', ['webauthn', 'totp', 'recovery-codes']],
    ['enrol.title', ['webauthn', 'totp', 'recovery-codes']],
    ['enrol.line', ['webauthn', 'totp', 'recovery-codes']],
    ['told', ['added', 'removed', 'linked', 'password-changed']],
    ['ended.done', ['reset', 'enrol']],
    [
      'alert',
      ['foreign', 'unknown', 'halfway', 'operator', 'commit-refused', 'refused', 'intruder', 'tampered'],
    ],
  ])('has every %s.…', (prefix, ends) => {
    expect(ends.map((end) => `${prefix}.${end}`).filter((id) => !ids.includes(id))).toEqual([])
  })

  test('dates a time in the reader’s zone, names the zone, and leaves other text as it is', () => {
    const at = `@${Date.UTC(2026, 5, 1, 9)}`
    expect(inWords({ id: 'told.at', with: { at } })).toBe('When: Monday 1 June at 09:00 UTC.')
    expect(inWords({ id: 'told.at', with: { at } }, { timeZone: 'Europe/Berlin' })).toContain('11:00')
    expect(inWords({ id: 'told.at', with: { at } }, { timeZone: 'Atlantis/Nowhere' })).toContain('09:00 UTC')
    expect(inWords({ id: 'enrol.have', with: { label: '{at} $& \\1 @5x' } })).toBe(
      'You have: {at} $& \\1 @5x',
    )
  })

  test('somebody who is called like a time is called so, and no name stops an alert', () => {
    for (const name of ['@0', '@99999999999999999999'])
      expect(inWords({ id: 'alert.committed', with: { name, account: 'a' } })).toContain(`${name} (a)`)
    expect(inWords({ id: 'told.at', with: { at: '@99999999999999999999' } })).toContain('@999')
  })

  test('slots have plain names', () => {
    for (const id of ids) for (const slot of slotsOf(id)) expect(slot, id).toMatch(/^[a-z]+([A-Z][a-z]+)*$/)
  })
})

describe('every end', () => {
  const outcomes: readonly Outcome[] = [
    ...([
      'done',
      'cancelled',
      'replaced',
      'expired',
      'killed',
      'disowned',
      'not-eligible',
      'guest',
      'stranger',
      'bot',
      'deleted',
      'unconfirmed-email',
      'not-enrolled',
      'no-match',
    ] as const),
    ...([
      'suspended',
      'gone',
      'protected',
      'disabled',
      'account-expired',
      'locked-by-admin',
      'locked',
      'no-checks-left',
    ] as const),
    ...([
      'refused',
      'needs-approval',
      'too-soon',
      'out-of-tries',
      'commit-refused',
      'our-fault',
      'foreign',
      'unknown',
    ] as const),
  ]
  const profile = {
    actor: { platform: 't', tenant: 't', user: 'u' },
    displayName: 'A',
    kind: 'member',
    emailConfirmed: true,
  } as const
  const facts = beginning(profile.actor, profile, unbound)
  const { world } = new Town().at

  test.each(outcomes)('%s: whole for both, with a next step', (outcome) => {
    for (const flow of ['reset', 'enrol'] as const)
      for (const who of ['person', 'browser'] as const)
        for (const halfway of [{}, { halfway: true as const }]) {
          const card = endCard(flow, { ...facts, ...halfway }, outcome, who, world)
          assertWhole(card)
          const lines = card.lines.map((l) => l.id)
          const help = lines.some((id) => id.startsWith('helpdesk.'))
          const onward = help || card.asks.length > 0 || ['done', 'replaced', 'cancelled'].includes(outcome)
          expect(onward, `${flow} ${who}`).toBe(true)
          const harmless = ['cancelled', 'replaced'].includes(outcome) && halfway.halfway === undefined
          expect(card.tone).toBe(outcome === 'done' ? 'good' : harmless ? 'ask' : 'bad')
        }
  })

  test('an outcome that an older release wrote is unknown, not a crash', () => {
    const card = endCard('reset', facts, 'something-older', 'person', world)
    expect(card.title.id).toBe('ended.unknown')
  })
})
