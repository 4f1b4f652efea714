import { describe, expect, test } from 'vitest'
import { minute, second } from '../../src/lib/clock.ts'
import type { Browser } from '../support/browser.ts'
import { OddTime } from '../support/odd-time.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { Town, type Machine } from '../support/world.ts'

const fresh = 'Otter-Bridge-Candle-9'
const skews = [
  ['ten minutes ahead', 10 * minute],
  ['ten minutes behind', -10 * minute],
] as const

/** A town with a process whose time is right, one on a machine whose time is odd, and somebody locked out. */
const scene = async (clockMs = 0) => {
  const town = new Town()
  const right = town.at
  const time = new OddTime(town, clockMs)
  const odd = await time.machine()
  return { town, right, odd, time, ada: await enrolled(town, 'ada') }
}

/** What she does on her way, one after the other, until the password is set. */
const way: readonly (readonly [string, (ada: Person, page: Browser, code: string) => Promise<unknown>])[] = [
  ['the pairing code', async (ada, _page, code) => ada.says(code)],
  ['the code of the app', async (ada, page) => page.types('totp', await ada.totp())],
  ['a recovery code', async (ada, page) => page.types('recovery-codes', ada.codes[0] ?? '')],
  ['the new password', async (_ada, page) => page.types('new-password', fresh)],
]

const endedWell = async (town: Town, ada: Person, page: Browser, intents = 1): Promise<void> => {
  await town.later(minute)
  await page.sees('ended.done.reset')
  ada.sees('ended.done.reset')
  expect(town.directory.account(ada.id).version, 'one write').toBe(2)
  expect(new Set(town.events('commit.intent').map((e) => e.detail?.['op'])).size).toBe(intents)
  expect(town.events('commit.committed')).toHaveLength(1)
  expect(ada.told.filter((told) => told === 'told.password-changed')).toHaveLength(1)
}

describe.each(skews)('a replica whose clock is %s', (_how, ms) => {
  test('hears of nobody’s wish: it says so, and the other takes it up', async () => {
    const { town, right, odd, ada } = await scene(ms)
    town.at = odd
    await ada.says('I forgot my password')
    ada.sees('desk.unavailable')
    expect(town.events('flow.started')).toEqual([])
    town.at = right
    await town.later(6 * second)
    ada.sees('hand-off.title')
  })

  test.each(way)(
    'jumped when %s was on its way: nothing is counted, and it is good elsewhere',
    async (what) => {
      const { town, right, odd, time, ada } = await scene()
      town.at = odd
      await ada.says('I forgot my password')
      const page = await ada.opens()
      const code = await page.code()
      for (const [name, does] of way) {
        if (name === what) {
          time.clockMs = ms
          const answer = await does(ada, page, code)
          town.at = right
          if (name === 'the pairing code') {
            ada.sees('desk.unavailable')
            await town.later(6 * second)
            continue
          }
          expect(answer).toEqual({ kind: 'refused', why: 'unavailable' })
        }
        await does(ada, page, code)
      }
      expect((await right.world.enrolments.of(ada.id)).value.failures, 'no try is lost').toEqual({})
      await endedWell(town, ada, page)
    },
  )

  test('looks the same to somebody on our page, who can go on once the clock is right', async () => {
    const { town, odd, time, ada } = await scene()
    town.at = odd
    const page = await ada.getsToThePage()
    time.clockMs = ms
    expect(await page.types('totp', await ada.totp())).toEqual({ kind: 'refused', why: 'unavailable' })
    time.clockMs = 0
    await ada.proves(page)
    await page.types('new-password', fresh)
    await endedWell(town, ada, page)
  })

  test('does not freeze, and says that it could not', async () => {
    const { town, right, odd, ada } = await scene(ms)
    town.at = odd
    await ada.says('That wasn’t me')
    ada.sees('desk.unavailable')
    expect((await right.world.freezes.of(ada.id)).value.frozenAt).toBeUndefined()
  })
})

/** Holds the directory's next write until it is let go. */
const holding = (town: Town) => {
  const commit = town.directory.commit.commit.bind(town.directory.commit)
  const begun = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  town.directory.commit.commit = async (order) => {
    begun.resolve()
    await go.promise
    return await commit(order)
  }
  return { begun: begun.promise, letGo: () => go.resolve() }
}

/** Everything another replica may do about somebody's conversation. */
const meddles = async (machine: Machine): Promise<void> => {
  await machine.rest()
  await machine.rest()
}

test.each(skews)(
  'what another accepted and did not live to hear is left alone by one %s',
  async (_how, ms) => {
    const { town, odd, ada } = await scene(ms)
    await town.at.house.inbox.accept(ada.event({ kind: 'text', text: 'I forgot my password' }))
    town.clock.forward(11 * second)
    await odd.sweep.round()
    expect(ada.messages).toEqual([])
    await town.at.rest()
    ada.sees('hand-off.title')
  },
)

describe('while one replica writes the password', () => {
  test.each([
    ['whose clock jumps ahead', { clockMs: 10 * minute }],
    ['whose clock jumps back', { clockMs: -10 * minute }],
    ['on which all time leaps ahead', { clockMs: 10 * minute, stopwatchMs: 10 * minute }],
    ['which slept, and whose clock was put right', { stopwatchMs: -10 * minute }],
  ])('another %s does not take over', async (_how, leap) => {
    const { town, odd, time, ada } = await scene()
    const page = await ada.getsToThePage()
    await ada.proves(page)
    const { begun, letGo } = holding(town)
    const typed = page.types('new-password', fresh)
    await begun
    Object.assign(time, leap)
    await meddles(odd)
    expect(town.events('commit.notCommitted')).toEqual([])
    letGo()
    expect(await typed).toMatchObject({ kind: 'ok' })
    await endedWell(town, ada, page)
  })

  test.each(skews)('its own clock jumps %s: the outcome is told all the same', async (_how, ms) => {
    const { town, right, odd, time, ada } = await scene()
    town.at = odd
    const page = await ada.getsToThePage()
    await ada.proves(page)
    const { begun, letGo } = holding(town)
    const typed = page.types('new-password', fresh)
    await begun
    time.clockMs = ms
    letGo()
    await typed
    town.at = right
    await endedWell(town, ada, page)
  })
})

/** What happens just when the first intent reaches the journal. */
const atTheIntent = (town: Town, happens: () => void): void => {
  const push = town.journal.push.bind(town.journal)
  town.journal.push = (...events) => {
    if (town.events('commit.intent').length === 0 && events.some((e) => e.event === 'commit.intent'))
      happens()
    return push(...events)
  }
}

describe('between the intent and the write', () => {
  const ready = async () => {
    const it = await scene()
    it.town.at = it.odd
    const page = await it.ada.getsToThePage()
    await it.ada.proves(page)
    return { ...it, page }
  }

  test.each([
    // The store is set back, by less than anybody would call wrong.
    ['the time is set back', { clockMs: 9 * second, stopwatchMs: 9 * second }, 0],
    ['the machine sleeps', { clockMs: 0, stopwatchMs: -31 * second }, 31 * second],
  ])('%s: it is too late to begin, and the person types once more', async (_how, leap, passed) => {
    const { town, right, time, ada, page } = await ready()
    atTheIntent(town, () => {
      town.clock.forward(passed)
      Object.assign(time, leap)
    })
    await page.types('new-password', fresh)
    expect(town.directory.account(ada.id).version, 'nothing was written').toBe(1)
    town.at = right
    await town.later(minute)
    await page.sees('commit.not-committed', 'password.title')
    await page.types('new-password', fresh)
    await endedWell(town, ada, page, 2)
  })
})

describe('a message that one replica is sending', () => {
  test.each(skews)('is not sent again by another that is %s', async (_how, ms) => {
    const { town, odd, ada } = await scene(ms)
    const sent: string[] = []
    let looking = false
    const tell = town.chat.tell.bind(town.chat)
    town.chat.tell = async (drawn, to, key) => {
      sent.push(key)
      // Once while each is on its way; what it finds to send itself is no reason to look again.
      if (!looking) {
        looking = true
        await odd.sweep.round()
        looking = false
      }
      return await tell(drawn, to, key)
    }
    const page = await ada.getsToThePage()
    await ada.proves(page)
    await page.types('new-password', fresh)
    await endedWell(town, ada, page)
    expect(sent.length).toBeGreaterThan(0)
    expect(new Set(sent).size).toBe(sent.length)
  })
})
