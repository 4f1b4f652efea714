import { describe, expect, test } from 'vitest'
import type { Happening } from '../../src/alerts/port.ts'
import { hour, minute, second } from '../../src/lib/clock.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Store } from '../../src/story/record.ts'
import { TestChat } from '../support/test-chat.ts'
import { company, standing } from './channel.ts'
import { alarm, evening, happening, lockout } from './happening.ts'

describe('cards in the alert channel', () => {
  test('what happens to one person again is added to their card, where it stands', async () => {
    const chat = new TestChat()
    const { clock, replica } = company([chat])
    const { board, rest } = replica()
    await board.take([happening('Ada', evening)])
    await rest()
    expect(standing(chat)).toEqual([expect.stringContaining('A reset of Ada (Ada) was refused.')])
    clock.forward(minute)
    await board.take([happening('Ada', evening + minute), happening('Grace', evening + minute)])
    await rest()
    expect(standing(chat)).toEqual([
      expect.stringContaining('2 times since'),
      expect.stringContaining('A reset of Grace (Grace) was refused.'),
    ])
  })

  test('each alarm stands out: one card a person, at once', async () => {
    const chat = new TestChat()
    const { replica } = company([chat], { mostAnHour: 1 })
    const { board, rest } = replica()
    await board.take(['Ada', 'Grace', 'Joan'].map((name) => alarm(name, evening)))
    await rest()
    expect(standing(chat)).toHaveLength(3)
  })

  test('ten thousand lockouts are one card with the right number, in a handful of drawings', async () => {
    const chat = new TestChat()
    const { clock, replica } = company([chat])
    const { board, rest } = replica()
    for (let n = 0; n < 100; n++) {
      const from = n * 100
      await board.take(
        Array.from({ length: 100 }, (_none, k) => lockout(`P${(from + k) % 4000}`, clock.now())),
      )
      await rest()
      clock.forward(second)
    }
    clock.forward(5 * second)
    await rest()
    expect(standing(chat)).toEqual([expect.stringContaining('10000 lockouts of 200+ people')])
    expect(chat.alerted.length).toBeLessThanOrEqual(22)
  })

  test('replicas that are told different things at the same moment count them all, once', async () => {
    const chat = new TestChat()
    const { clock, replica } = company([chat], { everyMs: 0 })
    const replicas = [replica(), replica(), replica()]
    const all = Array.from({ length: 60 }, (_none, n) => lockout(`P${n}`, evening + n))
    const takes = all.flatMap((one, n) =>
      [n, n + 1].map(async (at) => await replicas[at % replicas.length]?.board.take([one])),
    )
    await Promise.all(takes)
    for (let n = 0; n < 5; n++) {
      await Promise.all(replicas.map(({ rest }) => rest()))
      clock.forward(31 * second)
    }
    expect(standing(chat)).toEqual([expect.stringContaining('60 lockouts of 60 people')])
  })

  test('the second platform does not wait for the first, which catches up with one drawing', async () => {
    const [slack, teams] = [new TestChat('slack'), new TestChat('teams')]
    const { clock, replica } = company([slack, teams])
    const { board, rest } = replica()
    slack.down = true
    for (let n = 0; n < 4; n++) {
      await board.take([lockout(`P${n}`, clock.now())])
      await rest()
      clock.forward(10 * second)
    }
    expect([standing(slack).length, standing(teams).length]).toEqual([0, 1])
    slack.down = false
    clock.forward(minute)
    await rest()
    await rest()
    expect(standing(slack)).toEqual(standing(teams))
    expect(standing(slack)).toEqual([expect.stringContaining('4 lockouts of 4 people')])
  })

  test('overnight everything that is not loud waits, and comes in the morning as one card, lockouts as another', async () => {
    const chat = new TestChat()
    const quiet = { from: 22 * 60, until: 7 * 60, timeZone: 'Europe/Berlin' }
    const { clock, replica } = company([chat], { quiet })
    const { board, rest } = replica()
    clock.forward(hour)
    const night = clock.now()
    await board.take([happening('Ada', night), happening('Grace', night), lockout('Joan', night)])
    await board.take([alarm('Ada', night)])
    await rest()
    expect(standing(chat)).toEqual([expect.stringContaining('says “that wasn’t me”')])
    clock.forward(Date.UTC(2026, 5, 2, 5) - night)
    await rest()
    expect(standing(chat)).toHaveLength(3)
    const digest = standing(chat).find((card) => card.includes('while it was quiet')) ?? ''
    expect(digest).toContain('while it was quiet: 2 in all')
    expect(digest).toContain('Refused requests: 2')
    expect(standing(chat).join('\n')).toContain('Joan')
    await board.take([happening('Ada', clock.now())])
    await rest()
    expect(standing(chat)).toHaveLength(4)
  })

  test('lockouts of many people wait for no morning', async () => {
    const chat = new TestChat()
    const quiet = { from: 22 * 60, until: 7 * 60, timeZone: 'Europe/Berlin' }
    const { clock, replica } = company([chat], { quiet })
    const { board, rest } = replica()
    clock.forward(hour)
    for (let n = 0; n < 9; n++) await board.take([lockout(`P${n}`, clock.now())])
    await rest()
    expect(standing(chat)).toEqual([])
    await board.take([lockout('P9', clock.now())])
    await rest()
    expect(standing(chat)).toEqual([expect.stringContaining('10 lockouts of 10 people')])
    expect(standing(chat)[0]).toContain('somebody may be trying passwords on many accounts')
  })

  test('five people’s refusals out of one network have a card of their own beside theirs', async () => {
    const chat = new TestChat()
    const { replica } = company([chat])
    const { board, rest } = replica()
    await board.take(['A', 'B', 'C', 'D'].map((name) => happening(name, evening, { from: 'net' })))
    await rest()
    expect(standing(chat)).toHaveLength(4)
    await board.take([happening('E', evening, { from: 'net' })])
    await rest()
    expect(standing(chat)).toHaveLength(6)
    expect(standing(chat).join('\n')).toContain('Requests for 5 people came out of one network')
  })

  test('also where they are too many for a card each', async () => {
    const chat = new TestChat()
    const { replica } = company([chat], { ownCards: 2 })
    const { board, rest } = replica()
    for (const name of ['A', 'B', 'C', 'D', 'E'])
      await board.take([happening(name, evening, { from: 'net' })])
    await rest()
    expect(standing(chat).join('\n')).toContain('Requests for 5 people came out of one network')
  })
})

describe('a process that dies', () => {
  /** A store that loses its process after so many writes. */
  const dying = (store: Store, after: number): Store => {
    let left = after
    return {
      ...store,
      read: (key) => store.read(key),
      due: (kind, now, limit) => store.due(kind, now, limit),
      write: async (changes) => {
        if (left === 0) throw new Fault('ERR_STORE', 'killed')
        left -= 1
        return await store.write(changes)
      },
    }
  }

  test.each([0, 1, 2, 3, 4])('after %i writes loses no count and posts no card twice', async (after) => {
    const chat = new TestChat()
    const { clock, raw, replica } = company([chat], { everyMs: 0 })
    const one = happening('Ada', evening)
    const two = happening('Ada', evening)
    const first = replica(dying(raw, after))
    const takes = async (r: ReturnType<typeof replica>, what: Happening) => await r.board.take([what])
    await takes(first, one).catch(() => {})
    await first.rest()
    await takes(first, two).catch(() => {})
    await first.rest()
    const second_ = replica()
    for (const what of [one, two]) await takes(second_, what)
    for (let n = 0; n < 4; n++) {
      clock.forward(31 * second)
      await second_.rest()
    }
    expect(standing(chat)).toEqual([expect.stringContaining('2 times since')])
    expect(chat.twice).toEqual([])
  })
})

test('what was decided on something else that changed meanwhile is not taken', async () => {
  const chat = new TestChat()
  const { raw, replica } = company([chat])
  const { board, rest } = replica()
  await raw.write([{ key: 'outbox:x', rev: 0, value: '1' }])
  const along = [{ key: 'outbox:x', rev: 1, value: null }]
  expect(await board.take([happening('Ada', evening)], along)).toBe(true)
  expect(await board.take([happening('Ada', evening)], along)).toBe(false)
  await rest()
  expect(standing(chat)[0]).not.toContain('times since')
})
