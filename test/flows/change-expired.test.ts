import { describe, expect, test } from 'vitest'
import { frontDesk, understand } from '../../flows/front-desk.ts'
import type { MemorySeed } from '../../src/directory/memory.ts'
import type { CommitOrder, CommitResult } from '../../src/directory/port.ts'
import type { FactorType } from '../../src/factors/port.ts'
import { day, hour, minute } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Card, ChatAsk, WebAsk } from '../../src/story/card.ts'
import type { Browser } from '../support/browser.ts'
import { alertsIn, enrolled, Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const old = 'Winter-Lake-2026'
const fresh = 'Otter-Bridge-Candle-9'
const expired = 'My password has expired'

const townWhere = (change: Partial<MemorySeed>): Town => {
  const town = new Town()
  town.directory.change('id-ada', change)
  return town
}

const atTheForm = async (
  town = townWhere({ mustChange: true }),
  types: readonly FactorType[] = ['totp'],
): Promise<{ town: Town; ada: Person; page: Browser }> => {
  const ada = await enrolled(town, 'ada', types)
  const page = await ada.getsToThePage(expired)
  if (types.includes('webauthn')) await page.passkey(ada.device)
  else if (types.includes('totp')) await page.types('totp', await ada.totp())
  else await page.types('recovery-codes', ada.codes.shift() ?? '')
  await page.sees('change.title', 'change.current', 'password.new')
  return { town, ada, page }
}

/** Every order the directory gets from now on. */
const ordersIn = (town: Town): readonly CommitOrder[] => {
  const commit = town.directory.commit.commit.bind(town.directory.commit)
  const orders: CommitOrder[] = []
  town.directory.commit.commit = async (order) => {
    orders.push(order)
    return await commit(order)
  }
  return orders
}
const failures = async (town: Town): Promise<number> =>
  (await town.at.world.enrolments.of('id-ada')).value.failures['directory-password']?.length ?? 0

describe('a password that has expired, or must be changed, and is still known', () => {
  test.each([
    ['must change', { mustChange: true }],
    ['expired', { passwordExpired: true }],
    ['neither: a routine change', {}],
  ] as const)(
    '%s: one factor and the old password give a new one, told at both addresses',
    async (_, seed) => {
      const { town, ada, page } = await atTheForm(townWhere(seed))
      const orders = ordersIn(town)
      await page.changes(old, fresh)
      await page.sees('ended.done.change')
      ada.sees('ended.done.change', 'ended.done.change-sign-in')
      expect(orders).toHaveLength(1)
      expect(orders[0]).toMatchObject({ mustChange: false, witness: { change: true, writes: 1 } })
      expect(orders[0]?.current?.reveal()).toBe(old)
      expect(town.directory.signIn('ada', fresh)).toBe('ok')
      expect(ada.told).toEqual(['told.password-changed'])
      expect(town.mails.map((m) => m.subject)).toEqual([expect.stringContaining('was changed')])
      expect(alertsIn(town)).toEqual(['alert.committed'])
      expect(await failures(town)).toBe(0)
    },
  )

  test.each([['webauthn'], ['totp'], ['recovery-codes']] as const)('%s is factor enough', async (type) => {
    const { town, page } = await atTheForm(undefined, [type])
    await page.changes(old, fresh)
    await page.sees('ended.done.change')
    expect(town.directory.signIn('ada', fresh)).toBe('ok')
  })

  test('the trail calls it a change, intent before outcome', async () => {
    const { town, page } = await atTheForm()
    await page.changes(old, fresh)
    const commits = town.journal.filter((e) => e.event.startsWith('commit.'))
    expect(commits.map((e) => [e.event, e.detail?.['activity']])).toEqual([
      ['commit.intent', 'change'],
      ['commit.committed', 'change'],
    ])
    expect(town.events('risk.assessed').every((e) => e.detail?.['purpose'] === 'change')).toBe(true)
  })

  test('neither password is kept or told anywhere', async () => {
    const { town, page } = await atTheForm()
    for (const [current, chosen] of [
      ['CANARY-Wrong-Old-1', 'CANARY-Otter-New-1'],
      [old, 'CANARY-Otter-New-2'],
    ] as const)
      await page.changes(current, chosen)
    await page.sees('ended.done.change')
    const stored = await Promise.all(
      [`flow:${page.flow}`, 'person:id-ada'].map(async (key) => (await town.raw.read(key))?.value),
    )
    expect(stored[0]).toContain('committed')
    const everything = JSON.stringify([
      stored,
      town.journal,
      town.mails,
      [...town.chat.rooms],
      town.chat.told,
    ])
    for (const secret of ['CANARY', old]) expect(everything).not.toContain(secret)
    expect(town.faults).toEqual([])
  })
})

describe('what is not enough', () => {
  test('somebody without a factor: no page, no check, the ways out in words', async () => {
    const town = townWhere({ mustChange: true })
    const ada = await enrolled(town, 'ada', [])
    await ada.says(expired)
    ada.sees('ended.not-enrolled', 'ended.not-enrolled.change', 'helpdesk.both', 'ask.set-up')
    const stranger = new Person(town, 'grace')
    await stranger.says(expired)
    stranger.sees('ended.not-enrolled', 'ask.set-up')
    expect(town.events('link.issued')).toEqual([])
  })

  test('the old password and the chat: the form is not heard before the proof', async () => {
    const town = townWhere({ mustChange: true })
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage(expired)
    const orders = ordersIn(town)
    await page.changes(old, fresh)
    await page.sees('prove.title')
    expect(orders).toEqual([])
  })

  test('a form that lacks one of the two, or has it in clear', async () => {
    const { town, page } = await atTheForm()
    const orders = ordersIn(town)
    await page.types('new-password', fresh)
    await page.types('password-change', fresh)
    await page.says('password-change', { chosen: new Secret(fresh) })
    await page.says('password-change', { current: old, chosen: new Secret(fresh) })
    await page.changes('', fresh)
    await page.sees('password.pardon', 'change.title')
    expect(orders).toEqual([])
  })

  test('a sign-in method that was set up this week: a stolen password must not bring its own', async () => {
    const town = townWhere({ mustChange: true })
    const ada = await enrolled(town, 'ada')
    const { enrolments } = town.at.world
    const kept = await enrolments.of(ada.id)
    const factorsChangedAt = town.clock.now() - day
    await town.at.store.write([enrolments.keep(kept, { ...kept.value, factorsChangedAt })])
    await ada.getsToThePage(expired)
    ada.sees('ended.too-soon')
    expect(alertsIn(town)).toEqual(['alert.change-refused'])
  })
})

describe('a wrong old password', () => {
  test('twice, then no more: the way on is a reset', async () => {
    const { town, ada, page } = await atTheForm()
    const orders = ordersIn(town)
    await page.changes('Not-The-Old-One-1', fresh)
    await page.sees('refusal.wrongPassword', 'change.title')
    await page.changes('Not-The-Old-One-2', fresh)
    await page.sees('ended.no-checks-left', 'ended.no-checks-left.change')
    ada.sees('ended.no-checks-left.change', 'ask.reset-instead', 'helpdesk.both')
    expect(orders).toHaveLength(2)
    expect(alertsIn(town)).toEqual(['alert.wrong-current'])
    expect((await town.directory.people.status('id-ada'))?.locked).toBe(false)
    expect(town.events('commit.refused').map((e) => e.detail?.['reason'])).toEqual([
      'wrongPassword',
      'wrongPassword',
    ])
    await ada.presses('start', 'reset-password')
    ada.sees('hand-off.title')
  })

  test('counts across conversations, and opens again after the lockout window', async () => {
    const { town, page } = await atTheForm()
    await page.changes('Not-The-Old-One-1', fresh)
    const again = async () => {
      await town.later(minute)
      const ada = await enrolledAgain(town)
      return ada
    }
    const second = await again()
    await second.changes('Not-The-Old-One-2', fresh)
    await second.sees('ended.no-checks-left')
    const orders = ordersIn(town)
    const third = await again()
    await third.changes(old, fresh)
    await third.sees('ended.no-checks-left')
    expect(orders).toEqual([])
    await town.later(hour)
    const fourth = await again()
    await fourth.changes(old, fresh)
    await fourth.sees('ended.done.change')
  })

  test('is not tried at all close to the lock', async () => {
    const { town, page } = await atTheForm()
    for (let n = 0; n < 3; n++) town.directory.signIn('ada', 'A-Thief-Guesses-1')
    const orders = ordersIn(town)
    await page.changes(old, fresh)
    await page.sees('ended.no-checks-left')
    expect(orders).toEqual([])
    expect(town.events('commit.intent')).toEqual([])
  })

  test('a rule not met costs no check, a refused new password gives it back', async () => {
    const { town, page } = await atTheForm()
    for (const [chosen, says] of [
      ['Short-1', 'password.rule.length'],
      [old, 'change.same'],
    ] as const) {
      await page.changes(old, chosen)
      await page.sees(says)
    }
    expect(town.events('commit.intent')).toEqual([])
    await page.changes(old, fresh)
    const next = await laterAt(town)
    for (let n = 0; n < 3; n++) await next.changes(fresh, old)
    await next.sees('refusal.inHistory', 'change.title')
    expect(await failures(town)).toBe(0)
  })
})

/** The same person in a new conversation, up to the form. */
const enrolledAgain = async (town: Town): Promise<Browser> => {
  const ada = people.get(town) ?? (await enrolled(town, 'ada'))
  people.set(town, ada)
  const page = await ada.getsToThePage(expired)
  await page.types('totp', await ada.totp())
  return page
}
const people = new WeakMap<Town, Person>()

/** Long after the change, so that no floor stands. */
const laterAt = async (town: Town): Promise<Browser> => {
  await town.later(2 * day)
  return await enrolledAgain(town)
}

describe('who is not let through', () => {
  test('a locked account: nothing is learned of its password, the reset is offered', async () => {
    const town = townWhere({ mustChange: true })
    const ada = await enrolled(town, 'ada')
    town.directory.lock('id-ada')
    await ada.says(expired)
    ada.sees('ended.locked', 'ended.locked.change', 'ask.reset-instead', 'helpdesk.both')
    expect(town.events('link.issued')).toEqual([])
  })

  test('an account that locks in between, say by an attacker’s guesses', async () => {
    const { town, ada, page } = await atTheForm()
    for (let n = 0; n < 5; n++) town.directory.signIn('ada', 'A-Thief-Guesses-1')
    const orders = ordersIn(town)
    await page.changes(old, fresh)
    await page.sees('ended.locked', 'ended.locked.change')
    ada.sees('ask.reset-instead')
    expect(orders).toEqual([])
  })

  test.each([
    [{ disabled: true }, 'ended.disabled'],
    [{ accountExpired: true }, 'ended.account-expired'],
    [{ lockedByAdmin: true }, 'ended.locked-by-admin'],
    [{ protected: { reason: 'privileged', detail: 'Domain Admins' } }, 'ended.protected'],
  ] as const)('%j', async (seed, says) => {
    const town = townWhere({ mustChange: true, ...seed })
    const ada = await enrolled(town, 'ada')
    await ada.says(expired)
    ada.sees(says, 'helpdesk.both')
  })

  test('promoted in between, or a password too young: refused, and the check is given back', async () => {
    const { town, page } = await atTheForm()
    town.directory.change('id-ada', { protected: { reason: 'privileged', detail: 'Domain Admins' } })
    await page.changes(old, fresh)
    await page.sees('ended.commit-refused', 'refusal.protected')
    expect(town.directory.signIn('ada', old)).toBe('mustChange')
    expect(await failures(town)).toBe(0)
  })
})

describe('a directory that is down', () => {
  const failing = (town: Town, result: CommitResult, times: number): void => {
    const commit = town.directory.commit.commit.bind(town.directory.commit)
    let left = times
    town.directory.commit.commit = (order) => (left-- > 0 ? Promise.resolve(result) : commit(order))
  }

  test('was not asked, so nobody typed a wrong password: no check is spent, nobody is accused', async () => {
    const { town, page } = await atTheForm()
    failing(town, { kind: 'notCommitted', detail: 'ERR_DIRECTORY: connection refused', untried: true }, 5)
    for (let n = 0; n < 5; n++) {
      await page.changes(old, fresh)
      await page.sees('commit.not-committed', 'change.title')
    }
    expect(await failures(town)).toBe(0)
    expect(alertsIn(town)).toEqual([])
    await page.changes(old, fresh)
    await page.sees('ended.done.change')
  })

  test('may have been asked: the check stays counted, so that nobody guesses through lost answers', async () => {
    const { town, page } = await atTheForm()
    failing(town, { kind: 'notCommitted', detail: 'the answer was lost' }, 5)
    for (let n = 0; n < 3; n++) await page.changes('A-Thief-Guesses-1', fresh)
    await page.sees('ended.no-checks-left')
    expect(await failures(town)).toBe(2)
  })
})

describe('an answer that is lost', () => {
  test('after the write is looked up: changed once, and told so', async () => {
    const { town, page } = await atTheForm()
    town.directory.mishap('lostAfter')
    const orders = ordersIn(town)
    await page.changes(old, fresh)
    await page.sees('ended.done.change')
    expect(orders).toHaveLength(1)
    expect(await failures(town)).toBe(0)
  })

  test('and cannot be looked up either: not taken back, for it may have been a wrong one', async () => {
    const { town, page } = await atTheForm()
    town.directory.mishap('lostAfter')
    town.directory.commit.resolve = () => Promise.resolve('unknown')
    await page.changes(old, fresh)
    await page.sees('ended.unknown')
    expect(await failures(town)).toBe(1)
  })
})

test('a chat card cannot hold the form', () => {
  const ask = { kind: 'password-change', name: 'x', account: 'ada' } as const
  const label = { id: 'change.current' } as const
  const form: WebAsk = { ...ask, current: label, chosen: label }
  // @ts-expect-error a password in chat does not compile
  const inChat: ChatAsk = { ...ask, current: label, chosen: label }
  // @ts-expect-error nor does a card of our page pass for one of the chat
  const card: Card = { tone: 'ask', title: label, lines: [], asks: [form] }
  expect([inChat.kind, card.asks.length]).toEqual(['password-change', 1])
})

describe('the front desk', () => {
  test.each([
    ['my password expired', 'change-expired'],
    ['It says I must change my password', 'change-expired'],
    ['I have to change it before I sign in', 'change-expired'],
    ['change password', 'change-expired'],
    ['my password expired and I forgot it', 'reset-password'],
    ['I don’t have it, I lost my password and it expired', 'reset-password'],
    ['I need a new password', 'reset-password'],
    ['I can’t sign in', 'triage'],
  ])('%j is %s', (text, intent) => {
    expect(understand(text)).toBe(intent)
  })

  test('names it in the help', () => {
    const desk = { helpdesk: { phone: '123' } }
    expect(frontDesk('help', desk).lines.map((l) => l.id)).toContain('desk.help-change')
  })
})
