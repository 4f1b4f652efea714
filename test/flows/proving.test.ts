import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { beginning, type Facts } from '../../flows/facts.ts'
import { stillProved } from '../../flows/steps/prove-identity.ts'
import { unbound } from '../../src/handoff/port.ts'
import { hour, minute, second } from '../../src/lib/clock.ts'
import type { Assessment } from '../../src/policy/port.ts'
import { alertsIn, enrolled, passkeyDevice, type Person } from '../support/talk.ts'
import type { Browser } from '../support/browser.ts'
import { Town } from '../support/world.ts'

const fresh = 'Otter-Bridge-Candle-9'
const wrongCode = '000000'
const noCode = 'AAAA-BBBB-CCCC-DDDD'

const onThePage = async (
  types: Parameters<typeof enrolled>[2] = ['totp', 'recovery-codes'],
): Promise<{ town: Town; ada: Person; page: Browser }> => {
  const town = new Town()
  const ada = await enrolled(town, 'ada', types)
  return { town, ada, page: await ada.getsToThePage() }
}

/** The challenge without the list of credentials, as a hostile page would pass it on. */
const challengeIn = (offer: unknown): string =>
  z.object({ options: z.object({ challenge: z.string() }) }).parse(offer).options.challenge

const asksOf = async (page: Browser): Promise<readonly string[]> =>
  ((await page.page())?.card.asks ?? []).map((a) => ('name' in a ? a.name : 'link'))

describe('evidence', () => {
  test('a code of the app is good once', async () => {
    const { ada, page, town } = await onThePage()
    const code = await ada.totp()
    await page.types('totp', code)
    await ada.says('I forgot my password')
    const again = await ada.opens()
    await ada.says(await again.code())
    await again.types('totp', code)
    await again.sees('prove.refused.replayed')
    town.clock.forward(30 * second)
    await again.types('totp', await ada.totp())
    await again.sees('prove.next')
  })

  test('what is no code at all costs no try', async () => {
    const { page, town } = await onThePage()
    for (let n = 0; n < 12; n++) await page.types('totp', 'not a code')
    await page.sees('prove.refused.malformed', 'factor.totp.prove')
    expect(town.events('factor.refused')).toHaveLength(12)
  })

  test('a factor whose tries are used up is closed, with what led nowhere but through it, and no other', async () => {
    const { page, ada } = await onThePage(['webauthn', 'totp', 'recovery-codes'])
    for (let n = 0; n < 5; n++) await page.types('totp', wrongCode)
    expect(await asksOf(page)).toEqual(['webauthn', 'cancel'])
    await page.passkey(ada.device)
    await page.sees('password.title')
  })

  test('nothing left to try ends it, and names the helpdesk', async () => {
    const { page, ada } = await onThePage()
    for (let n = 0; n < 5; n++) await page.types('totp', wrongCode)
    for (let n = 0; n < 5; n++) await page.types('recovery-codes', noCode)
    await page.sees('ended.out-of-tries', 'helpdesk.both')
    ada.sees('ended.out-of-tries', 'helpdesk.both')
  })

  test('without the other half a factor is no way on either: that ends it, too', async () => {
    const { page } = await onThePage()
    for (let n = 0; n < 5; n++) await page.types('totp', wrongCode)
    await page.sees('ended.out-of-tries', 'helpdesk.both')
  })

  test('ten wrong codes an hour close the app for that hour in every conversation', async () => {
    const { town, ada } = await onThePage(['webauthn', 'totp', 'recovery-codes'])
    for (let flow = 0; flow < 2; flow++) {
      const page = await ada.getsToThePage()
      for (let n = 0; n < 5; n++) await page.types('totp', wrongCode)
    }
    const page = await ada.getsToThePage()
    await page.types('totp', await ada.totp())
    await page.sees('prove.title', 'prove.closed-until')
    await town.later(hour)
    const later = await ada.getsToThePage()
    await later.types('totp', await ada.totp())
    expect(town.events('factor.accepted')).toHaveLength(1)
  })

  test('somebody else’s passkey is told so', async () => {
    const { page } = await onThePage(['webauthn'])
    const thief = passkeyDevice()
    const offer = await page.reveals('webauthn-options')
    thief.create({ challenge: 'x', user: { id: 'x' } })
    const response = thief.get({ challenge: challengeIn(offer) })
    await page.says('webauthn', { nonce: offer['nonce'], response })
    await page.sees('prove.refused.not-yours')
  })

  test('a passkey signs for this page only: a challenge of another conversation is refused', async () => {
    const { ada, page } = await onThePage(['webauthn'])
    const offer = await page.reveals('webauthn-options')
    const response = ada.device.get(offer)
    const other = await ada.getsToThePage()
    await other.says('webauthn', { nonce: offer['nonce'], response })
    await other.sees('prove.refused.wrong')
  })
})

describe('evidence that has grown old', () => {
  test('after ten minutes is renewed by one touch of a factor already used', async () => {
    const { town, ada, page } = await onThePage()
    await ada.proves(page)
    await page.sees('password.title')
    await town.later(10 * minute + second)
    await page.types('new-password', fresh)
    await page.sees('prove.renew', 'prove.title')
    expect(town.events('commit.intent')).toEqual([])
    expect(await asksOf(page)).toEqual(['totp', 'recovery-codes', 'cancel'])
    await page.types('totp', await ada.totp())
    await page.sees('password.title')
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
  })

  test('of the first factor is not freshened by the second: it is renewed before the commit', async () => {
    const { town, ada, page } = await onThePage()
    await page.types('totp', await ada.totp())
    await town.later(9 * minute)
    await page.types('recovery-codes', ada.codes.shift() ?? '')
    await town.later(2 * minute)
    await page.types('new-password', fresh)
    await page.sees('prove.renew')
    await page.types('totp', await ada.totp())
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
  })

  test('is renewed by the passkey that gave it', async () => {
    const { town, ada, page } = await onThePage(['webauthn', 'totp', 'recovery-codes'])
    await page.passkey(ada.device)
    await town.later(11 * minute)
    await page.types('new-password', fresh)
    await page.sees('prove.renew')
    expect(await asksOf(page)).toEqual(['webauthn', 'cancel'])
    await page.passkey(ada.device)
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
  })
})

test('codes that are guessed to the end alert the helpdesk, and the trail says whose account it was', async () => {
  const { town, ada, page } = await onThePage()
  for (let n = 0; n < 5; n++) await page.types('totp', '000000')
  await page.sees('ended.out-of-tries', 'helpdesk.both')
  await town.later(minute)
  expect(alertsIn(town)).toEqual(['alert.out-of-tries'])
  const { flow } = page
  const told = town.journal.filter((e) => e.flow === flow).map((e) => e.detail ?? {})
  expect(told).toContainEqual({ person: ada.id, ...ada.actor })
})

describe('evidence of a factor that its owner removed', () => {
  test('between the proof and the commit counts no more', async () => {
    const { town, ada, page } = await onThePage()
    await ada.proves(page)
    const { enrolments } = town.at.world
    const kept = await enrolments.of(ada.id)
    const factors = kept.value.factors.filter((f) => f.type !== 'totp')
    await town.at.store.write([enrolments.keep(kept, { ...kept.value, factors })])
    await page.types('new-password', fresh)
    expect(town.events('commit.intent')).toEqual([])
    await page.sees('prove.renew')
  })

  test('counts no more because another of its kind is held', async () => {
    const { town, ada, page } = await onThePage(['webauthn'])
    await page.passkey(ada.device)
    const { enrolments } = town.at.world
    const kept = await enrolments.of(ada.id)
    const factors = kept.value.factors.map((f) => ({ ...f, id: 'another' }))
    await town.at.store.write([enrolments.keep(kept, { ...kept.value, factors })])
    await page.types('new-password', fresh)
    expect(town.events('commit.intent')).toEqual([])
    await page.sees('prove.renew')
  })

  test('nor a code of a set that was replaced', async () => {
    const { town, ada, page } = await onThePage()
    await ada.proves(page)
    const { enrolments } = town.at.world
    const kept = await enrolments.of(ada.id)
    town.clock.forward(1)
    const addedAt = town.clock.now()
    const factors = kept.value.factors.map((f) => (f.type === 'recovery-codes' ? { ...f, addedAt } : f))
    await town.at.store.write([enrolments.keep(kept, { ...kept.value, factors })])
    await page.types('new-password', fresh)
    expect(town.events('commit.intent')).toEqual([])
  })
})

test('sign-in methods that changed after the proof are judged before the commit', async () => {
  const { town, ada, page } = await onThePage(['webauthn'])
  await page.passkey(ada.device)
  await page.sees('password.title')
  const { enrolments } = town.at.world
  const kept = await enrolments.of(ada.id)
  town.clock.forward(1)
  const factorsChangedAt = town.clock.now()
  await town.at.store.write([enrolments.keep(kept, { ...kept.value, factorsChangedAt })])
  await page.types('new-password', fresh)
  await page.passkey(ada.device)
  await page.sees('ended.too-soon')
  expect(town.events('commit.intent')).toEqual([])
})

describe('time', () => {
  test('runs out after a quarter of an hour, on page and in chat', async () => {
    const { town, ada, page } = await onThePage()
    await town.later(15 * minute)
    ada.sees('ended.expired', 'helpdesk.both', 'ask.start-again')
    await page.sees('ended.expired')
    await page.types('totp', await ada.totp())
    expect(town.events('factor.accepted')).toEqual([])
  })

  test('runs out also when no sweep looked', async () => {
    const { town, ada, page } = await onThePage()
    await ada.proves(page)
    town.clock.forward(15 * minute)
    await page.types('new-password', fresh)
    expect(town.events('commit.intent')).toEqual([])
    await page.sees('ended.expired')
  })
})

test('evidence of another browser than the paired one is none, wherever it came from', () => {
  const { world } = new Town().at
  const actor = { platform: 't', tenant: 't', user: 'u' }
  const at = 1_000_000
  const paired = { jkt: 'ours', cookieHash: 'c', context: { browser: 'b' }, at }
  const binding = { ...unbound, paired }
  const facts = (jkt: string): Facts => ({
    ...beginning(actor, { actor, displayName: 'A', kind: 'member', emailConfirmed: true }, binding),
    assessment: { band: 'step-up', reasons: [] },
    proofs: [{ evidence: 'webauthn', factor: 'webauthn', id: 'f', jkt, at }],
  })
  expect(stillProved(facts('ours'), world, at, 'reset')).toBe(true)
  expect(stillProved(facts('another'), world, at, 'reset')).toBe(false)
})

describe('judged again after the proof', () => {
  const judged = async (...bands: readonly Assessment[]) => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn'])
    const left = [...bands]
    Object.assign(town.at.world.risk, { assess: async () => left.shift() ?? bands.at(-1) })
    const page = await ada.getsToThePage()
    await page.passkey(ada.device)
    return { page, town, bands: town.events('risk.assessed').map((e) => e.detail?.['band']) }
  }

  test('it may only add: a lighter second judgement changes nothing', async () => {
    const light = { band: 'allow', reasons: [] } as const
    const { page, bands, town } = await judged(
      { band: 'step-up', reasons: ['second-browser'], only: ['webauthn'] },
      light,
    )
    expect(bands).toEqual(['step-up', 'step-up'])
    await page.sees('password.title')
    const seen = await town.at.engine.view(page.flow)
    expect(seen?.facts.reassessed).toMatchObject({ reasons: ['second-browser'], only: ['webauthn'] })
  })

  test.each([
    ['deny', 'ended.refused'],
    ['approval', 'ended.needs-approval'],
  ] as const)('a graver one ends it: %s', async (band, title) => {
    const { page } = await judged({ band: 'step-up', reasons: [] }, { band, reasons: ['privileged'] })
    await page.sees(title, 'helpdesk.both')
  })
})

describe('stopping', () => {
  test('in chat, on the page, in words', async () => {
    for (const stop of ['button', 'words', 'page'] as const) {
      const { ada, page } = await onThePage()
      await ada.proves(page)
      if (stop === 'button') await ada.presses('cancel')
      if (stop === 'words') await ada.says('cancel')
      if (stop === 'page') await page.presses('cancel')
      ada.sees('ended.cancelled', 'ended.cancelled.line')
      await page.sees('ended.cancelled')
      await page.types('new-password', fresh)
      expect(alertsIn((await onThePage()).town)).toEqual([])
    }
  })
})
