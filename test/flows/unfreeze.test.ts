import { describe, expect, test } from 'vitest'
import { day, hour, minute } from '../../src/lib/clock.ts'
import type { FactorType } from '../../src/factors/port.ts'
import { alerted, lastAlert, linkIn, pressIn } from '../support/notices.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Browser } from '../support/browser.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const fresh = 'Otter-Bridge-Candle-9'

const frozenAt = async (town: Town, { id }: Person) => (await town.at.world.freezes.of(id)).value.frozenAt

const freezes = async (town: Town, person: Person): Promise<void> => {
  await person.says('that was not me')
  await person.presses('not-me', 'yes')
  await town.at.rest()
}

const frozenTown = async (types: readonly FactorType[] = ['webauthn', 'totp', 'recovery-codes']) => {
  const town = new Town()
  const ada = await enrolled(town, 'ada', types)
  // The passkey was set up long ago.
  const kept = await town.at.world.enrolments.of(ada.id)
  const factors = kept.value.factors.map((f) => ({ ...f, addedAt: f.addedAt - 30 * day }))
  await town.at.store.write([town.at.world.enrolments.keep(kept, { ...kept.value, factors })])
  await freezes(town, ada)
  return { town, ada }
}

/** From the button on the card to the page. */
const opensAgain = async (ada: Person): Promise<Browser> => {
  await ada.presses('start', 'unfreeze')
  const page = await ada.opens()
  await ada.says(await page.code())
  return page
}

const withPasskey = (ada: Person, page: Browser) => page.passkey(ada.device)

describe('a freeze is lifted', () => {
  test('with a passkey from before, and everybody hears of it', async () => {
    const { town, ada } = await frozenTown()
    const page = await opensAgain(ada)
    await page.sees('unfreeze.prove')
    await withPasskey(ada, page)
    await page.sees('ended.done.unfreeze', 'ended.done.unfrozen')
    expect(await frozenAt(town, ada)).toBeUndefined()
    expect(lastAlert(town)[0]).toBe('alert.unfrozen')
    expect(ada.told).toContain('told.unfrozen')
    expect(town.mails.map((m) => m.subject)).toContain('Self-service for ada was opened again with a passkey')
    expect(town.events('self-service.unfrozen')).toHaveLength(1)
    const next = await ada.getsToThePage()
    await withPasskey(ada, next)
    await next.types('new-password', fresh)
    expect(town.directory.signIn('ada', fresh)).toBe('ok')
  })

  test('not with app and recovery codes', async () => {
    const { town, ada } = await frozenTown()
    const page = await opensAgain(ada)
    await page.types('totp', await ada.totp())
    await page.types('recovery-codes', ada.codes[0] ?? '')
    await page.sees('unfreeze.prove')
    expect(await frozenAt(town, ada)).toBeDefined()
  })

  test('by the helpdesk only, when there is no passkey', async () => {
    const { town, ada } = await frozenTown(['totp', 'recovery-codes'])
    await ada.presses('start', 'unfreeze')
    ada.sees('ended.no-passkey', 'helpdesk.both')
    expect(await frozenAt(town, ada)).toBeDefined()
  })

  test.each([
    ['cooling off', -71 * hour],
    ['added since', minute],
  ])('not with a passkey that is %s', async (_what, after) => {
    const { town, ada } = await frozenTown()
    const kept = await town.at.world.enrolments.of(ada.id)
    const at = (await frozenAt(town, ada)) ?? 0
    const factors = kept.value.factors.map((f) => ({ ...f, addedAt: at + after }))
    await town.at.store.write([town.at.world.enrolments.keep(kept, { ...kept.value, factors })])
    town.clock.forward(after > 0 ? 5 * day : 0)
    await ada.presses('start', 'unfreeze')
    ada.sees('ended.no-passkey', 'helpdesk.both')
  })

  test('not with a newer passkey, though an older one could', async () => {
    const { town, ada } = await frozenTown()
    const page = await opensAgain(ada)
    const kept = await town.at.world.enrolments.of(ada.id)
    const at = (await frozenAt(town, ada)) ?? 0
    const [passkey, ...others] = kept.value.factors
    if (passkey === undefined) throw new Error('no passkey')
    // What she holds counts as new; another one, which she does not hold, as old.
    const factors = [
      { ...passkey, addedAt: at },
      { ...passkey, id: 'older', data: { ...passkey.data, id: 'x' } },
    ]
    await town.at.store.write([
      town.at.world.enrolments.keep(kept, { ...kept.value, factors: [...factors, ...others] }),
    ])
    await withPasskey(ada, page)
    await page.sees('ended.no-passkey')
    expect(await frozenAt(town, ada)).toBeDefined()
  })

  test('when nothing is frozen there is nothing to lift', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn'])
    await ada.says('unfreeze')
    ada.sees('ended.not-frozen')
  })

  test('and what was stopped by it stays stopped', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn', 'totp', 'recovery-codes'])
    const kept = await town.at.world.enrolments.of(ada.id)
    const factors = kept.value.factors.map((f) => ({ ...f, addedAt: f.addedAt - 30 * day }))
    await town.at.store.write([town.at.world.enrolments.keep(kept, { ...kept.value, factors })])
    const thief = await ada.getsToThePage()
    await ada.proves(thief)
    // The freeze lands, and its process dies before it has told the conversation.
    const standing = await town.at.world.freezes.of(ada.id)
    const { disowned, lifted } = await import('../../src/freeze/port.ts')
    const { next } = disowned(standing.value, { via: 'mail', now: town.clock.now() })
    if (next === undefined) throw new Error('not frozen')
    const open = lifted(next, town.clock.now())
    await town.at.store.write([town.at.world.freezes.keep(standing, open)])
    await thief.types('new-password', fresh)
    await thief.sees('ended.disowned')
    expect(town.directory.signIn('ada', 'Winter-Lake-2026')).toBe('ok')
  })
})

describe('nobody can keep somebody locked out of self-service', () => {
  const thawedTown = async () => {
    const { town, ada } = await frozenTown()
    await withPasskey(ada, await opensAgain(ada))
    await town.at.rest()
    return { town, ada }
  }

  test('a stolen chat session ends what is on and alarms, but does not freeze again for a day', async () => {
    const { town, ada } = await thawedTown()
    const page = await ada.getsToThePage()
    await withPasskey(ada, page)
    await freezes(town, ada)
    ada.sees('not-me.stopped', 'helpdesk.both')
    await page.types('new-password', fresh)
    await page.sees('ended.disowned')
    expect(await frozenAt(town, ada)).toBeUndefined()
    expect(alerted(town, 'alert.stopped')).toBe(1)
    await freezes(town, ada)
    expect(alerted(town, 'alert.stopped'), 'once an hour').toBe(1)
    town.clock.forward(hour)
    await freezes(town, ada)
    expect(alerted(town, 'alert.stopped')).toBe(2)
    const again = await ada.getsToThePage()
    await withPasskey(ada, again)
    await again.types('new-password', fresh)
    expect(town.directory.signIn('ada', fresh)).toBe('ok')
    town.clock.forward(day)
    await freezes(town, ada)
    expect(await frozenAt(town, ada)).toBeDefined()
  })

  test('a mail from before does not freeze again, a newer one does', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn'])
    const kept = await town.at.world.enrolments.of(ada.id)
    const factors = kept.value.factors.map((f) => ({ ...f, addedAt: f.addedAt - 30 * day }))
    await town.at.store.write([town.at.world.enrolments.keep(kept, { ...kept.value, factors })])
    const page = await ada.getsToThePage()
    await withPasskey(ada, page)
    await page.types('new-password', fresh)
    await town.at.rest()
    const before = linkIn(town, 'The password of ada')
    town.clock.forward(minute)
    await freezes(town, ada)
    await withPasskey(ada, await opensAgain(ada))
    await town.at.rest()
    expect(await town.at.disown.press(before.notice, new Secret(before.token))).toBe('void')
    expect(await frozenAt(town, ada)).toBeUndefined()
    expect(await pressIn(town, 'Self-service for ada was opened')).toBe('frozen')
    expect(await frozenAt(town, ada)).toBeDefined()
  })
})
