import { describe, expect, test } from 'vitest'
import type { MemorySeed } from '../../src/directory/memory.ts'
import { minute } from '../../src/lib/clock.ts'
import { inWords } from '../../src/words/render.ts'
import { enrolled, Person } from '../support/talk.ts'
import { morning, Town } from '../support/world.ts'

const question = 'Why can’t I get in?'

const buttons = ({ drawn }: Person): readonly string[] =>
  drawn.card.asks.flatMap((a) =>
    a.kind === 'choice' && a.name !== 'aside' ? a.options.map((o) => o.value) : [],
  )

const both = ['unlock-account', 'reset-password']

const asked = async (change: Partial<MemorySeed>, locked = false): Promise<Person> => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  town.directory.change(ada.id, change)
  if (locked) town.directory.lock(ada.id)
  await ada.says(question)
  return ada
}

describe('“Why can’t I get in?” is answered in words, with the one button that helps', () => {
  test('locked: since when, until when, in the person’s own time; unlock, or reset', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    ada.profile({ timeZone: 'Asia/Tokyo' })
    town.directory.lock(ada.id)
    await ada.says(question)
    ada.sees('why.locked', 'why.locked.line', 'lock.since', 'lock.until', 'why.cause', 'helpdesk.both')
    expect(buttons(ada)).toEqual(['unlock-account', 'reset-password'])
    const until = ada.drawn.card.lines.find(({ id }) => id === 'lock.until')
    expect(until?.with).toEqual({ until: `@${morning + 30 * minute}` })
    expect(inWords(until!, { timeZone: 'Asia/Tokyo' })).toMatch(/Monday 1 June at 18:30/)
    await ada.presses('start', 'unlock-account')
    ada.sees('hand-off.title')
  })

  test('locked for good: it says so', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const { seed } = town.directory.account(ada.id)
    town.directory.add({ ...seed, policy: { lockoutMs: 0 } })
    town.directory.lock(ada.id)
    await ada.says(question)
    ada.sees('why.locked', 'lock.since', 'lock.for-good')
  })

  test('locked, where the directory does not tell since when: nothing is made up', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    town.directory.lock(ada.id)
    const status = town.directory.people.status.bind(town.directory.people)
    town.directory.people.status = async (id) => {
      const seen = await status(id)
      return seen && { ...seen, lockedSince: 'unknown', lockedUntil: 'unknown' }
    }
    await ada.says(question)
    ada.sees('why.locked')
    expect(ada.drawn.card.lines.map(({ id }) => id)).toEqual([
      'why.locked.line',
      'why.cause',
      'helpdesk.both',
    ])
  })

  test.each<[string, Partial<MemorySeed>, string, readonly string[], boolean?]>([
    ['switched off', { disabled: true }, 'why.disabled', []],
    ['switched off, and locked besides', { disabled: true }, 'why.disabled', [], true],
    ['past its end date', { accountExpired: true }, 'why.account-expired', []],
    ['locked by an administrator', { lockedByAdmin: true }, 'why.locked-by-admin', [], true],
    ['to be changed', { mustChange: true }, 'why.must-change', ['change-expired', 'reset-password']],
    ['too old', { passwordExpired: true }, 'why.password-expired', ['change-expired', 'reset-password']],
    ['too old, and locked', { passwordExpired: true }, 'why.locked-and-expired', both, true],
    ['as it should be', {}, 'why.open', ['reset-password']],
  ])('%s', async (_what, change, title, expected, locked) => {
    const ada = await asked(change, locked)
    ada.sees(title, 'helpdesk.both')
    expect(buttons(ada)).toEqual(expected)
  })

  test('protected people hear the same words, and whom to call', async () => {
    const ada = await asked({ protected: { reason: 'privileged', detail: 'Domain Admins' } }, true)
    ada.sees('why.locked', 'lock.since', 'helpdesk.both')
    expect(buttons(ada)).toEqual([])
    expect(JSON.stringify(ada.drawn.card)).not.toMatch(/privileged|protected|Domain/)
  })

  test('who holds too little for an unlock is not sent into one', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['recovery-codes'])
    town.directory.lock(ada.id)
    await ada.says(question)
    ada.sees('why.locked', 'helpdesk.both')
    expect(buttons(ada)).toEqual([])
  })

  test('locked and too old, with an app only: unlocked first, and then it can be changed', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['totp'])
    town.directory.change(ada.id, { passwordExpired: true })
    town.directory.lock(ada.id)
    await ada.says(question)
    ada.sees('why.locked-and-expired', 'why.then-change', 'helpdesk.both')
    expect(buttons(ada)).toEqual(['unlock-account'])
    await ada.presses('start', 'unlock-account')
    ada.sees('hand-off.title')
    await ada.presses('cancel')
    await town.directory.commit.unlock(ada.id)
    await ada.says(question)
    expect(buttons(ada)).toEqual(['change-expired'])
  })

  test('locked and too old, where no lock may be lifted: nothing is said of lifting it', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['recovery-codes'])
    town.directory.change(ada.id, { passwordExpired: true })
    town.directory.lock(ada.id)
    await ada.says(question)
    ada.sees('why.locked-and-expired', 'helpdesk.both')
    expect(ada.drawn.card.lines.map(({ id }) => id)).not.toContain('why.then-change')
  })

  test('a directory that is down is called down, and can be asked again', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    town.directory.down(true)
    await ada.says(question)
    ada.sees('why.directory-down', 'helpdesk.both')
    town.directory.down(false)
    await ada.presses('start', 'why-locked')
    ada.sees('why.open')
  })
})

describe('nobody hears of anybody else’s account', () => {
  const strangers: readonly [string, string, (town: Town) => Promise<Person>][] = [
    ['a chat that was never linked', 'why.unlinked', async (town) => new Person(town, 'ada')],
    [
      'a chat whose profile changed',
      'why.suspended',
      async (town) => {
        const ada = await enrolled(town, 'ada')
        await town.at.house.bindings.suspend(ada.actor, 'e-mail changed')
        return ada
      },
    ],
    [
      'a guest',
      'why.guest',
      async (town) => {
        const ada = await enrolled(town, 'ada')
        ada.profile({ kind: 'guest' })
        return ada
      },
    ],
  ]

  test.each(strangers)('%s is told the same whatever the state', async (_who, title, make) => {
    const cards = new Set<string>()
    for (const change of [{}, { disabled: true }, { mustChange: true }, 'locked', 'gone'] as const) {
      const town = new Town()
      const person = await make(town)
      if (change === 'locked') town.directory.lock('id-ada')
      else if (change === 'gone') town.directory.remove('id-ada')
      else town.directory.change('id-ada', change)
      await person.says(question)
      person.sees(title, 'helpdesk.both')
      cards.add(JSON.stringify(person.drawn.card))
    }
    expect(cards.size).toBe(1)
  })

  test('the trail names who asked, about whom, and what they heard', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    town.directory.lock(ada.id)
    await ada.says(question)
    expect(town.events('account.explained')[0]?.detail).toEqual({
      trouble: 'locked',
      person: ada.id,
      ...ada.actor,
    })
  })
})

test('a question does not end the conversation that is on; a press on its button does', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  town.directory.lock(ada.id)
  await ada.says(question)
  const why = ada.drawn
  const page = await ada.getsToThePage()
  await ada.says(question)
  ada.sees('prove.chat-title')
  await page.sees('prove.title')
  await ada.presses('start', 'unlock-account', why)
  ada.sees('hand-off.title')
  await page.sees('ended.replaced')
})

test('the same event delivered again is answered once', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const event = ada.event({ kind: 'text', text: question })
  await ada.does(event)
  await town.at.house.hear(event)
  expect(ada.messages).toHaveLength(1)
  expect(town.events('account.explained')).toHaveLength(1)
})
