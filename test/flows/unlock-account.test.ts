import { describe, expect, test } from 'vitest'
import type { MemorySeed } from '../../src/directory/memory.ts'
import type { CommitPort } from '../../src/directory/port.ts'
import { day, hour, minute } from '../../src/lib/clock.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Browser } from '../support/browser.ts'
import { alertsIn, enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const known = 'Winter-Lake-2026'

/** Ada is locked, knows her password and has proved herself on the page. */
const proved = async (): Promise<{ town: Town; ada: Person; page: Browser }> => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  town.directory.lock(ada.id)
  const page = await ada.getsToThePage('unlock my account')
  await page.types('totp', await ada.totp())
  await page.sees('unlock.title')
  return { town, ada, page }
}

/** Makes the directory answer an unlock in another way. */
const answering = (town: Town, unlock: (real: CommitPort['unlock']) => CommitPort['unlock']): void => {
  town.directory.commit.unlock = unlock(town.directory.commit.unlock.bind(town.directory.commit))
}

const outcomesIn = (town: Town): readonly string[] =>
  town.journal.map((e) => e.event).filter((e) => e.startsWith('unlock.'))

describe('somebody who is locked and knows the password', () => {
  test('has the lock lifted by authenticator app alone, and the password stays', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    town.directory.lock(ada.id)
    expect(town.directory.signIn('ada', known)).toBe('locked')
    await ada.says('Please unlock my account')
    ada.sees('hand-off.title')
    const page = await ada.opens()
    await ada.says(await page.code())
    ada.sees('prove.chat-title', 'continue.open')
    expect((await page.page())?.card.asks.map((a) => ('name' in a ? a.name : ''))).toEqual(['totp', 'cancel'])
    await page.types('totp', await ada.totp())
    await page.sees('unlock.title', 'unlock.keeps', 'lock.since', 'lock.until', 'unlock.not-you')
    ada.sees('unlock.chat-title')
    expect(town.directory.signIn('ada', known)).toBe('locked')
    await page.presses('unlock')
    await page.sees('ended.done.unlock', 'ended.done.unlock-sign-in', 'ended.done.unlock-devices')
    ada.sees('ended.done.unlock')

    expect(town.directory.signIn('ada', known)).toBe('ok')
    expect(town.directory.account(ada.id).version, 'no password was written').toBe(1)
    expect(outcomesIn(town)).toEqual(['unlock.intent', 'unlock.unlocked'])
    expect(town.events('commit.intent')).toEqual([])
    await town.later(minute)
    expect(ada.told).toEqual(['told.unlocked'])
    expect(town.mails.map(({ to, subject }) => [to, subject])).toEqual([
      ['ada@corp.example', 'The account ada was unlocked'],
    ])
    expect(alertsIn(town)).toEqual(['alert.unlocked'])
    expect(town.faults).toEqual([])
  })

  test('by passkey, too', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn', 'recovery-codes'])
    town.directory.lock(ada.id)
    const page = await ada.getsToThePage('unlock')
    await page.passkey(ada.device)
    await page.presses('unlock')
    await page.sees('ended.done.unlock')
    expect(town.directory.signIn('ada', known)).toBe('ok')
  })

  test('right after a reset, when a phone still tries the old password', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const first = await ada.getsToThePage()
    await ada.proves(first)
    await first.types('new-password', 'Otter-Bridge-Candle-9')
    await town.later(hour)
    town.directory.lock(ada.id)
    const page = await ada.getsToThePage('unlock')
    await page.types('totp', await ada.totp())
    await page.presses('unlock')
    await page.sees('ended.done.unlock')
  })

  test('cancels when the wrong passwords were not theirs', async () => {
    const { town, ada, page } = await proved()
    await page.presses('cancel')
    await page.sees('ended.cancelled')
    const [ask] = ada.drawn.card.asks
    expect(ask).toMatchObject({ kind: 'choice', options: [{ value: 'unlock-account' }] })
    expect(town.directory.signIn('ada', known)).toBe('locked')
  })
})

describe('an unlock is not had', () => {
  test.each<[string, Partial<MemorySeed>, string]>([
    ['switched off', { disabled: true }, 'ended.disabled'],
    ['expired', { accountExpired: true }, 'ended.account-expired'],
    ['locked by an administrator', { lockedByAdmin: true }, 'ended.locked-by-admin'],
    ['privileged', { protected: { reason: 'privileged', detail: 'adminCount' } }, 'ended.protected'],
  ])('for an account that is %s: not at the start, not on the last press', async (_what, change, title) => {
    const { town, ada, page } = await proved()
    town.directory.change(ada.id, change)
    await page.presses('unlock')
    await page.sees(title, 'helpdesk.both')
    expect(alertsIn(town)).toEqual(['alert.unlock-changed'])
    await ada.says('unlock')
    ada.sees(title, 'helpdesk.both')
    expect(outcomesIn(town)).toEqual([])
    expect(town.directory.account(ada.id).locked(town.clock.now())).toBe(true)
  })

  test('when the directory itself finds somebody out of bounds at the last moment', async () => {
    const { town, ada, page } = await proved()
    answering(town, (real) => async (id) => {
      town.directory.change(id, { protected: { reason: 'privileged', detail: 'a moment ago' } })
      return await real(id)
    })
    await page.presses('unlock')
    await page.sees('ended.protected', 'helpdesk.both')
    expect(outcomesIn(town)).toEqual(['unlock.intent', 'unlock.refused'])
    expect(town.directory.account(ada.id).locked(town.clock.now())).toBe(true)
  })

  test('when somebody deleted the person meanwhile: the helpdesk hears, like with a reset', async () => {
    const { town, ada, page } = await proved()
    town.directory.remove(ada.id)
    await page.presses('unlock')
    await page.sees('ended.gone', 'helpdesk.both')
    expect(alertsIn(town)).toEqual(['alert.unlock-changed'])
    expect(town.events('flow.refused').at(-1)?.detail).toMatchObject({ reason: 'gone', person: ada.id })
    expect(outcomesIn(town)).toEqual([])
  })

  test('nor when they were deleted in the last moment', async () => {
    const { town, page } = await proved()
    answering(town, (real) => async (id) => {
      town.directory.remove(id)
      return await real(id)
    })
    await page.presses('unlock')
    await page.sees('ended.gone', 'helpdesk.both')
    expect(alertsIn(town)).toEqual(['alert.unlock-changed'])
    expect(outcomesIn(town)).toEqual(['unlock.intent', 'unlock.refused'])
  })

  test('with recovery codes alone', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['recovery-codes'])
    town.directory.lock(ada.id)
    await ada.getsToThePage('unlock')
    ada.sees('ended.needs-approval', 'helpdesk.both')
    expect(alertsIn(town)).toEqual(['alert.unlock-refused'])
  })

  test('within three days after a factor was added: the person hears when', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    town.directory.lock(ada.id)
    const kept = await town.at.world.enrolments.of(ada.id)
    const next = { ...kept.value, factorsChangedAt: town.clock.now() - hour }
    await town.at.store.write([town.at.world.enrolments.keep(kept, next)])
    await ada.getsToThePage('unlock')
    ada.sees('ended.too-soon', 'ended.too-soon.until', 'helpdesk.both')
  })

  test('by a browser that did not prove anything, nor in chat', async () => {
    const { town, ada } = await proved()
    await ada.says('unlock it now')
    expect(town.directory.signIn('ada', known)).toBe('locked')
    expect(outcomesIn(town)).toEqual([])
  })

  test('with proofs of a factor that was removed meanwhile', async () => {
    const { town, ada, page } = await proved()
    const kept = await town.at.world.enrolments.of(ada.id)
    const factors = kept.value.factors.filter((f) => f.type !== 'totp')
    await town.at.store.write([town.at.world.enrolments.keep(kept, { ...kept.value, factors })])
    await page.presses('unlock')
    await page.sees('prove.renew')
    expect(outcomesIn(town)).toEqual([])
  })

  test('by an older conversation of the same person', async () => {
    const { town, ada, page } = await proved()
    const kept = await town.at.world.enrolments.of(ada.id)
    await town.at.store.write([town.at.world.enrolments.keep(kept, { ...kept.value, liveFlow: 'another' })])
    await page.presses('unlock')
    await page.sees('ended.replaced')
    expect(outcomesIn(town)).toEqual([])
  })

  test('when the journal does not answer', async () => {
    const { town, page } = await proved()
    town.journalDown = true
    await page.presses('unlock')
    expect(town.directory.signIn('ada', known)).toBe('locked')
    town.journalDown = false
    await page.presses('unlock')
    await page.sees('ended.done.unlock')
  })
})

describe('without need', () => {
  test('nobody is sent through proof: who is not locked hears so, and what to ask next', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('unlock')
    ada.sees('ended.not-locked', 'ask.why')
    await ada.presses('start', 'why-locked')
    ada.sees('why.open')
  })

  test('nothing is done to a lock that ran out meanwhile', async () => {
    const { town, ada, page } = await proved()
    town.directory.account(ada.id).unlock()
    await page.presses('unlock')
    await page.sees('ended.open-already')
    expect(outcomesIn(town)).toEqual([])
  })
})

describe('whoever guesses at the password does not have the lock lifted for ever', () => {
  const again = async (town: Town, ada: Person): Promise<void> => {
    town.directory.lock(ada.id)
    await town.later(10 * minute)
    const page = await ada.getsToThePage('unlock')
    await page.passkey(ada.device)
    await page.presses('unlock')
    await page.sees('ended.done.unlock')
  }

  test('five times a day, then the helpdesk hears of it; the next day begins anew', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn'])
    const began = town.clock.now()
    for (let n = 0; n < 5; n++) await again(town, ada)
    town.directory.lock(ada.id)
    await ada.says('unlock')
    ada.sees('ended.unlocks-used-up', 'helpdesk.both')
    expect(alertsIn(town)).toContain('alert.unlocks-used-up')
    await ada.says('why can’t I get in?')
    ada.sees('why.locked', 'why.reset')
    await town.later(began + day + 11 * minute - town.clock.now())
    await again(town, ada)
  })

  test('nor by two conversations that began before the fifth', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn'])
    for (let n = 0; n < 4; n++) await again(town, ada)
    town.directory.lock(ada.id)
    const page = await ada.getsToThePage('unlock')
    await page.passkey(ada.device)
    const kept = await town.at.world.enrolments.of(ada.id)
    const unlocks = [...(kept.value.unlocks ?? []), town.clock.now()]
    await town.at.store.write([town.at.world.enrolments.keep(kept, { ...kept.value, unlocks })])
    await page.presses('unlock')
    await page.sees('ended.unlocks-used-up')
    expect(town.directory.account(ada.id).locked(town.clock.now())).toBe(true)
  })
})

describe('when the directory’s answer is lost', () => {
  const lost = (): never => {
    throw new Fault('ERR_DIRECTORY', 'the answer was lost')
  }

  test('and the lock is gone, it is done', async () => {
    const { town, page } = await proved()
    answering(town, (real) => async (id) => (await real(id), lost()))
    await page.presses('unlock')
    await page.sees('ended.done.unlock')
    expect(outcomesIn(town)).toEqual(['unlock.intent', 'unlock.unlocked'])
  })

  test('and the lock stands, the person may press again, and five times at most', async () => {
    const { town, page } = await proved()
    answering(town, () => async () => lost())
    for (let n = 0; n < 4; n++) {
      await page.presses('unlock')
      await page.sees('unlock.title', 'unlock.still-locked')
    }
    await page.presses('unlock')
    await page.sees('ended.out-of-tries', 'helpdesk.both')
    expect(town.events('unlock.notDone')).toHaveLength(5)
  })

  test('and a newer lock stands, that is said, and the unlock has counted', async () => {
    const { town, ada, page } = await proved()
    answering(town, (real) => async (id) => {
      await real(id)
      town.clock.forward(1)
      town.directory.lock(id)
      return lost()
    })
    await page.presses('unlock')
    await page.sees('unlock.title', 'unlock.locked-again')
    expect((await town.at.world.enrolments.of(ada.id)).value.unlocks).toHaveLength(1)
  })

  test('and nobody could look for ten minutes, nothing is claimed', async () => {
    const { town, ada, page } = await proved()
    answering(town, () => async () => {
      town.directory.down(true)
      return lost()
    })
    await expect(page.presses('unlock')).resolves.toMatchObject({ kind: 'refused' })
    for (let n = 0; n < 12; n++) await town.later(minute)
    await page.sees('ended.unlock-unknown', 'ended.reference', 'helpdesk.both')
    ada.sees('ended.unlock-unknown', 'ask.start-again')
    expect(alertsIn(town)).toContain('alert.unlock-unknown')
    expect((await town.at.world.enrolments.of(ada.id)).value.unlocks).toHaveLength(1)
  })

  test('a missing right is our fault, with the fix for the operator', async () => {
    const { town, page } = await proved()
    answering(town, () => async () => ({
      kind: 'refused',
      reason: 'noRight',
      detail: 'no write on lockoutTime',
    }))
    await page.presses('unlock')
    await page.sees('ended.our-fault', 'helpdesk.both')
    expect(alertsIn(town)).toEqual(['alert.unlock-operator'])
  })
})
