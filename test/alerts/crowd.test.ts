import { describe, expect, test } from 'vitest'
import { Board } from '../../src/alerts/board.ts'
import { AlertCards } from '../../src/house/alert-cards.ts'
import { hour, minute, ShiftedClock } from '../../src/lib/clock.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { Sweep } from '../../src/story/sweep.ts'
import { textOf } from '../support/phrases.ts'
import { TestChat } from '../support/test-chat.ts'
import { alarm, evening, happening, settings } from './happening.ts'

const company = (ownCards = 2) => {
  const clock = new ShiftedClock({ now: () => evening })
  const store = memoryStore(clock)
  const chat = new TestChat()
  const failed = (cause: unknown): void => {
    throw cause
  }
  const cards = new AlertCards({
    store,
    clock,
    journal: { append: async () => {} },
    adapters: [chat],
    failed,
  })
  const replica = () => new Board({ store, clock, settings: { ...settings, ownCards, everyMs: 0 }, cards })
  const board = replica()
  const handlers = { topic: (key: string) => board.due(key), alertcard: (key: string) => cards.owed(key) }
  const sweep = new Sweep({ store, clock, handlers, failed })
  const standing = async (): Promise<readonly string[]> => {
    await sweep.round()
    const room = chat.rooms.get('alerts') ?? []
    return room.map(({ drawings }) => drawings.at(-1)).map((drawn) => (drawn ? textOf(drawn.card) : ''))
  }
  return { clock, board, other: replica(), standing }
}

describe('cards about too many people', () => {
  test('the first have their own, all others one together that counts and names them', async () => {
    const { board, standing } = company()
    for (let n = 0; n < 200; n++) await board.take([happening(`Person ${n}`, evening + n)])
    const [first, second, crowd, ...more] = await standing()
    expect(more).toEqual([])
    expect(first).toContain('Person 0')
    expect(second).toContain('Person 1')
    expect(crowd).toContain('Requests about 198 people')
    expect(crowd).toContain('Person 199')
    expect(crowd).toContain('What to do')
  })

  test('one person who goes on has no second card, and takes nobody’s', async () => {
    const { board, standing } = company()
    for (let n = 0; n < 50; n++) await board.take([happening('Ada', evening + n)])
    await board.take([happening('Grace', evening + 60)])
    const all = await standing()
    expect(all).toHaveLength(2)
    expect(all[0]).toContain('50 times')
    expect(all[1]).toContain('Grace')
  })

  test('“that wasn’t me” has its own card all the same: the one that stands rings nothing', async () => {
    const { board, standing } = company()
    for (let n = 0; n < 30; n++) await board.take([happening(`Person ${n}`, evening + n)])
    await standing()
    await board.take([alarm('Grace', evening + 40)])
    for (let n = 30; n < 60; n++) await board.take([happening(`Person ${n}`, evening + 10 + n)])
    const all = await standing()
    expect(all).toHaveLength(4)
    expect(all[3]).toContain('Grace (Grace) says “that wasn’t me”')
    expect(all.slice(0, 3).join('\n')).not.toContain('Grace')
  })

  test('alarms about too many people are on one card together, on which no request is', async () => {
    const { board, other, standing } = company()
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        await (n % 2 ? board : other).take([alarm(`P${n}`, evening + n)])
        await (n % 2 ? other : board).take([happening(`P${n}`, evening + n)])
      }),
    )
    const all = await standing()
    expect(all).toHaveLength(6)
    const [alarms, ...others] = all.filter((card) => card.includes('Alarms about'))
    expect(others).toEqual([])
    expect(alarms).toContain('Alarms about 38 more people: 38 since')
    expect(alarms).toContain('looks after your security')
    expect(alarms).not.toContain('was refused')
    // Each is somebody who has to be called.
    expect(alarms?.match(/P\d+ \(/g)).toHaveLength(20)
    expect(alarms).toContain('And 18 more')
  })

  test('on every replica together; an hour later everybody has a card of their own again', async () => {
    const { board, other, clock, standing } = company()
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? board : other).take([happening(`P${n}`, evening + n)])),
    )
    expect(await standing()).toHaveLength(3)
    clock.forward(hour + minute)
    await board.take([happening('Ada', clock.now())])
    const all = await standing()
    expect(all).toHaveLength(4)
    expect(all[3]).toContain('Ada')
  })

  test('a write that was out of date is told as such, and nothing is counted', async () => {
    const { board, standing } = company()
    expect(await board.take([happening('Ada', evening)], [{ key: 'some:x', rev: 3, value: '1' }])).toBe(false)
    expect(await standing()).toEqual([])
    await board.take([happening('Grace', evening), happening('Joan', evening)])
    expect(await standing()).toHaveLength(2)
  })
})
