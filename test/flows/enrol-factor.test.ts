import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { day, hour, minute } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { type Browser, revealed, totpCode } from '../support/browser.ts'
import { enrolled, listOf, Person } from '../support/talk.ts'
import { cast, Town } from '../support/world.ts'

const password = 'Winter-Lake-2026'
const fresh = 'Otter-Bridge-Candle-9'

const graceAtTheMenu = async (): Promise<{ town: Town; grace: Person; page: Browser }> => {
  const town = new Town()
  const grace = new Person(town, 'grace')
  const page = await grace.getsToThePage('set up recovery')
  await page.sees('enrol.password-title')
  await page.types('current-password', password)
  await page.sees('enrol.menu-title', 'enrol.menu-first')
  return { town, grace, page }
}

const addsApp = async (town: Town, page: Browser): Promise<string> => {
  await page.presses('add', 'totp')
  const { secret } = await page.reveals('totp-seed')
  await page.types('totp', await totpCode(String(secret), town.clock.now()))
  return String(secret)
}
const addsCodes = async (page: Browser): Promise<readonly string[]> => {
  await page.presses('add', 'recovery-codes')
  return listOf(revealed(await page.says('recovery-codes', {}))['codes'])
}

describe('before trouble', () => {
  test('Grace knows her password, adds a passkey, and three days later it lets her back in', async () => {
    const { town, grace, page } = await graceAtTheMenu()
    await page.presses('add', 'webauthn')
    await page.sees('enrol.title.webauthn')
    await page.passkey(grace.device, 'create')
    await page.sees('enrol.menu-title', 'enrol.have', 'enrol.remove')
    await page.presses('done')
    await page.sees('ended.done.enrol', 'ended.done.cooling')
    grace.sees('ended.done.enrol')
    await town.later(minute)
    expect(grace.told).toEqual(['told.linked', 'told.added'])
    expect(town.mails.map((m) => m.subject)).toEqual([
      'This chat is now linked to grace',
      'A sign-in method was added: Passkey',
    ])

    await town.later(hour)
    town.directory.lock(grace.id)
    await grace.getsToThePage()
    grace.sees('ended.too-soon', 'ended.too-soon.until')

    await town.later(3 * day)
    const back = await grace.getsToThePage()
    await back.passkey(grace.device)
    await back.types('new-password', fresh)
    await back.sees('ended.done.reset')
    expect(town.directory.signIn('grace', fresh)).toBe('ok')
    expect(town.faults).toEqual([])
  })

  test('app and recovery codes: each shown, confirmed, and good three days later', async () => {
    const { town, grace, page } = await graceAtTheMenu()
    grace.seed = await addsApp(town, page)
    await page.sees('enrol.menu-codes')
    const codes = await addsCodes(page)
    expect(codes).toHaveLength(10)
    grace.codes = [...codes]
    await page.sees('enrol.menu-more')
    await page.presses('done')
    await town.later(3 * day + minute)
    const back = await grace.getsToThePage()
    await grace.proves(back)
    await back.types('new-password', fresh)
    await back.sees('ended.done.reset')
  })

  test('a seed is shown again after a reload, a wrong code costs nothing, and “back” forgets it', async () => {
    const { page, town } = await graceAtTheMenu()
    await page.presses('add', 'totp')
    const first = await page.reveals('totp-seed')
    expect(await page.reveals('totp-seed')).toEqual(first)
    for (let n = 0; n < 8; n++) await page.types('totp', '000000')
    await page.sees('prove.refused.wrong', 'enrol.title.totp')
    await page.presses('back')
    await page.sees('enrol.menu-title')
    await page.presses('add', 'totp')
    expect(await page.reveals('totp-seed')).not.toEqual(first)
    expect(town.events('factor.enrolled')).toEqual([])
  })

  test('new recovery codes make the old worthless', async () => {
    const { town, grace, page } = await graceAtTheMenu()
    grace.seed = await addsApp(town, page)
    const old = await addsCodes(page)
    await page.sees('enrol.add-again.recovery-codes')
    const codes = await addsCodes(page)
    expect(codes).not.toEqual(old)
    await page.presses('done')
    await town.later(3 * day + minute)
    const back = await grace.getsToThePage()
    await back.types('totp', await grace.totp())
    await back.types('recovery-codes', old[0] ?? '')
    await back.sees('prove.refused.wrong')
    await back.types('recovery-codes', codes[0] ?? '')
    await back.sees('password.title')
  })

  test('a button that is not there does nothing', async () => {
    const { page, town } = await graceAtTheMenu()
    for (const value of ['nonsense', '', '__proto__']) await page.says('add', value)
    await page.sees('enrol.pardon', 'enrol.menu-title')
    await page.says('remove', 'nobody')
    await page.sees('enrol.menu-title')
    await page.says('remove-confirmed', 'yes')
    await page.says('totp', new Secret('000000'))
    await page.sees('enrol.menu-title')
    expect(town.events('factor.removed')).toEqual([])
  })
})

describe('the password on our page', () => {
  test('wrong twice is all we allow, and the account is not locked by us', async () => {
    const town = new Town()
    const grace = new Person(town, 'grace')
    const page = await grace.getsToThePage('set up recovery')
    for (let n = 0; n < 2; n++) {
      await page.types('current-password', 'Wrong-Lake-2026-x')
      await page.sees('enrol.password-wrong')
    }
    await page.types('current-password', password)
    await page.sees('ended.no-checks-left', 'helpdesk.both')
    const again = await grace.getsToThePage('set up recovery')
    await again.types('current-password', password)
    await again.sees('ended.no-checks-left')
    expect(town.events('directory.password.checked')).toHaveLength(2)
    expect(town.directory.signIn('grace', password)).toBe('ok')
    await town.later(31 * minute)
    const later = await grace.getsToThePage('set up recovery')
    await later.types('current-password', password)
    await later.sees('enrol.menu-title')
  })

  test('is not asked about close to the lock', async () => {
    const town = new Town()
    const grace = new Person(town, 'grace')
    for (let n = 0; n < 3; n++) town.directory.signIn('grace', 'wrong')
    const page = await grace.getsToThePage('set up recovery')
    await page.types('current-password', password)
    await page.sees('ended.no-checks-left')
    expect(town.events('directory.password.checked')).toEqual([])
  })

  test('of a locked account cannot be checked', async () => {
    const town = new Town()
    const grace = new Person(town, 'grace')
    const page = await grace.getsToThePage('set up recovery')
    town.directory.lock(grace.id)
    await page.types('current-password', password)
    await page.sees('ended.locked', 'helpdesk.both')
  })

  test('guessed many times at once is asked about twice at most, and locks nobody out', async () => {
    const town = new Town()
    const grace = new Person(town, 'grace')
    const page = await grace.getsToThePage('set up recovery')
    const { people } = town.directory
    const verify = people.verify.bind(people)
    let asked = 0
    people.verify = async (id, guess) => {
      asked += 1
      await wait(50)
      return await verify(id, guess)
    }
    const guess = (_: unknown, n: number) => page.types('current-password', `Wrong-Lake-2026-${n}`)
    await Promise.all(Array.from({ length: 30 }, guess))
    await Promise.all(Array.from({ length: 30 }, guess))
    await Promise.all(Array.from({ length: 30 }, guess))
    expect(asked).toBe(2)
    expect(town.directory.signIn('grace', password)).toBe('ok')
  })

  test('stays counted when the answer of the directory is lost, for it may have been a no', async () => {
    const town = new Town()
    const grace = new Person(town, 'grace')
    const page = await grace.getsToThePage('set up recovery')
    const { people } = town.directory
    const verify = people.verify.bind(people)
    let asked = 0
    people.verify = async (id, guess) => {
      asked += 1
      await verify(id, guess)
      return 'unknown'
    }
    for (let n = 0; n < 2; n++) {
      await page.types('current-password', `Wrong-Lake-2026-${n}`)
      await page.sees('enrol.password-unknown')
    }
    for (let n = 2; n < 12; n++) {
      const next = await grace.getsToThePage('set up recovery')
      await next.types('current-password', `Wrong-Lake-2026-${n}`)
      await next.sees('ended.no-checks-left')
      await town.later(3 * minute)
    }
    expect(asked).toBe(2)
    expect(town.directory.signIn('grace', password)).toBe('ok')
  })

  test('empty costs nothing', async () => {
    const town = new Town()
    const grace = new Person(town, 'grace')
    const page = await grace.getsToThePage('set up recovery')
    await page.types('current-password', '')
    await page.sees('password.pardon')
    expect(town.events('directory.password.checked')).toEqual([])
  })
})

describe('who may set up', () => {
  test.each([
    ['without an e-mail', { email: '' }, 'ended.no-match'],
    ['with an e-mail that is not confirmed', { emailConfirmed: false }, 'ended.unconfirmed-email'],
    ['with somebody unknown’s e-mail', { email: 'nobody@corp.example' }, 'ended.no-match'],
  ])('nobody %s', async (_what, profile, title) => {
    const town = new Town()
    const grace = new Person(town, 'grace')
    grace.profile(profile)
    await grace.says('set up recovery')
    grace.sees(title, 'helpdesk.both')
  })

  test('nobody whose e-mail two people have', async () => {
    const town = new Town()
    const [, grace] = cast
    if (grace !== undefined) town.directory.add({ ...grace, id: 'id-other', account: 'other' })
    const person = new Person(town, 'grace')
    await person.says('set up recovery')
    person.sees('ended.no-match')
  })

  test('not somebody who renamed their profile: the password is asked of the person proposed', async () => {
    const town = new Town()
    await enrolled(town, 'ada')
    const thief = new Person(town, 'joan', 'U-THIEF')
    thief.profile({ email: 'ada@corp.example' })
    const page = await thief.getsToThePage('set up recovery')
    expect((await page.page())?.card.title.with?.['account']).toBe('ada')
    await page.types('current-password', password)
    await page.sees('enrol.prove-held')
    expect(town.events('binding.made')).toEqual([])
  })
})

describe('whoever has a sign-in method', () => {
  test('proves one before a second chat account is linked', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const second = new Person(town, 'ada', 'U-ADA-2')
    const page = await second.getsToThePage('set up recovery')
    await page.types('current-password', password)
    await page.sees('enrol.prove-held')
    await page.says('add', 'totp')
    await page.says('done', 'done')
    expect(town.events('binding.made')).toEqual([])
    await page.types('totp', await ada.totp())
    await page.sees('enrol.menu-title')
    expect(town.events('binding.made')).toHaveLength(1)
    await page.presses('done')
    await second.says('I forgot my password')
    second.sees('hand-off.title')
    await town.later(minute)
    expect(second.told).toContain('told.linked')
    expect(town.mails.map((m) => m.subject)).toContain('This chat is now linked to ada')
  })

  test('is told of a removal at every address, must say yes, and cools for three days', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn', 'totp', 'recovery-codes'])
    const page = await ada.getsToThePage('set up recovery')
    await page.types('current-password', password)
    await page.passkey(ada.device)
    const card = (await page.page())?.card
    const remove = card?.asks.find((a) => a.kind === 'choice' && a.name === 'remove')
    const passkey = remove?.kind === 'choice' ? (remove.options[0]?.value ?? '') : ''
    await page.presses('remove', passkey)
    await page.sees('enrol.remove-title')
    await page.presses('back')
    await page.presses('remove', passkey)
    await page.presses('remove-confirmed', 'yes')
    await page.sees('enrol.menu-title')
    await town.later(minute)
    expect(ada.told).toEqual(['told.removed'])
    expect(town.mails).toHaveLength(1)
    await page.presses('done')
    await ada.getsToThePage()
    ada.sees('ended.too-soon')
  })

  test('loses no tries of the reset: wrong codes here count for the hour', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['totp'])
    const page = await ada.getsToThePage('set up recovery')
    await page.types('current-password', password)
    for (let n = 0; n < 5; n++) await page.types('totp', '000000')
    await page.sees('ended.out-of-tries', 'helpdesk.both')
  })

  test('a thief with password and chat who waited at the menu adds nothing once the owner has a factor', async () => {
    const town = new Town()
    const thief = new Person(town, 'grace', 'U-THIEF')
    const waiting = await thief.getsToThePage('set up recovery')
    await waiting.types('current-password', password)
    await waiting.sees('enrol.menu-title')

    const grace = new Person(town, 'grace')
    const page = await grace.getsToThePage('set up recovery')
    await page.types('current-password', password)
    await page.presses('add', 'webauthn')
    await page.passkey(grace.device, 'create')

    await waiting.presses('add', 'totp')
    const offer = revealed(await waiting.says('totp-seed', {}))
    if (typeof offer['secret'] === 'string')
      await waiting.types('totp', await totpCode(offer['secret'], town.clock.now()))
    const { value } = await town.at.world.enrolments.of(grace.id)
    expect(value.factors.map((f) => f.type)).toEqual(['webauthn'])
    await waiting.sees('enrol.prove-held')
  })

  test('a thief who waited at the password gets no further than the owner’s new factor', async () => {
    const town = new Town()
    const thief = new Person(town, 'grace', 'U-THIEF')
    const waiting = await thief.getsToThePage('set up recovery')
    const grace = new Person(town, 'grace')
    const page = await grace.getsToThePage('set up recovery')
    await page.types('current-password', password)
    await page.presses('add', 'webauthn')
    await page.passkey(grace.device, 'create')
    await waiting.types('current-password', password)
    await waiting.sees('enrol.prove-held')
  })

  test('a thief with a factor that the owner removes meanwhile adds nothing by it', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn', 'totp'])
    const page = await ada.getsToThePage('set up recovery')
    await page.types('current-password', password)
    await page.types('totp', await ada.totp())
    await page.sees('enrol.menu-title')
    const { enrolments } = town.at.world
    const kept = await enrolments.of(ada.id)
    const factors = kept.value.factors.filter((f) => f.type !== 'totp')
    await town.at.store.write([enrolments.keep(kept, { ...kept.value, factors })])
    await page.presses('add', 'recovery-codes')
    await page.says('recovery-codes', {})
    expect((await enrolments.of(ada.id)).value.factors.map((f) => f.type)).toEqual(['webauthn'])
    await page.sees('enrol.prove-held')
    await page.passkey(ada.device)
    await page.sees('enrol.menu-title')
  })

  test('an owner who removes the very factor they proved goes on', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn', 'totp'])
    const page = await ada.getsToThePage('set up recovery')
    await page.types('current-password', password)
    await page.types('totp', await ada.totp())
    const { enrolments } = town.at.world
    const app = (await enrolments.of(ada.id)).value.factors.find((f) => f.type === 'totp')
    await page.presses('remove', app?.id ?? '')
    await page.presses('remove-confirmed', 'yes')
    await addsCodes(page)
    const { value } = await enrolments.of(ada.id)
    expect(value.factors.map((f) => f.type)).toEqual(['webauthn', 'recovery-codes'])
  })

  test('two pages of one owner may both add', async () => {
    const town = new Town()
    const grace = new Person(town, 'grace')
    const phone = new Person(town, 'grace', 'U-GRACE-2')
    const first = await grace.getsToThePage('set up recovery')
    await first.types('current-password', password)
    await first.presses('add', 'webauthn')
    await first.passkey(grace.device, 'create')
    const second = await phone.getsToThePage('set up recovery')
    await second.types('current-password', password)
    await second.passkey(grace.device)
    await addsApp(town, second)
    const { value } = await town.at.world.enrolments.of(grace.id)
    expect(value.factors.map((f) => f.type)).toEqual(['webauthn', 'totp'])
  })
})
