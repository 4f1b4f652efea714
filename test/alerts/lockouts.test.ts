import { describe, expect, test } from 'vitest'
import { LockoutWatch } from '../../src/alerts/lockouts.ts'
import { MemoryDirectory, type MemorySeed } from '../../src/directory/memory.ts'
import type { Directory } from '../../src/directory/port.ts'
import { hour, minute, second } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Store } from '../../src/story/record.ts'
import { TestChat } from '../support/test-chat.ts'
import { company, standing } from './channel.ts'

const person = (n: number): MemorySeed => ({
  id: `id-${n}`,
  account: `p${n}`,
  displayName: `Person ${n}`,
  mail: `p${n}@corp.example`,
  password: new Secret('Winter-Lake-2026'),
})

/** A company whose directory is watched by as many replicas as are opened. */
const watched = (people = 12) => {
  const chat = new TestChat()
  const { clock, raw, replica } = company([chat], { everyMs: 0 })
  const all = Array.from({ length: people }, (_none, n) => person(n))
  const directory = new MemoryDirectory(all, clock)
  const faults: unknown[] = []
  const watcher = (name: string, given: { store?: Store; directory?: Directory; of?: string } = {}) => {
    const store = given.store ?? raw
    const { board, rest } = replica(store)
    const watch = new LockoutWatch({
      store,
      clock,
      board,
      directory: given.directory ?? directory,
      settings: { lockoutsMs: 5 * second },
      replica: name,
      of: given.of ?? 'memory',
      failed: (cause) => faults.push(cause),
    })
    const looks = async (): Promise<void> => {
      await watch.round()
      await rest()
    }
    return { looks, watch }
  }
  return { chat, clock, raw, directory, watcher, faults }
}

const guess = (directory: MemoryDirectory, n: number): void => {
  for (let tries = 0; tries < 5; tries++) directory.signIn(`p${n}`, 'wrong')
}

describe('lockouts as they happen', () => {
  test('who, since when, after how many wrong passwords, and what to do', async () => {
    const { chat, clock, directory, watcher } = watched()
    const { looks } = watcher('a')
    await looks()
    expect(standing(chat)).toEqual([])
    clock.forward(10 * second)
    guess(directory, 1)
    await looks()
    expect(standing(chat)).toEqual([
      'Person 1 (p1) is locked out since Monday 1 June at 19:45 UTC: 5 wrong passwords.\n' +
        'What to do: nothing now. They can get back in by writing to me. If it was not them, somebody is trying passwords.',
    ])
    guess(directory, 2)
    clock.forward(10 * second)
    await looks()
    expect(standing(chat)).toEqual([expect.stringContaining('2 lockouts of 2 people')])
  })

  test('what was locked before the very first look is no news', async () => {
    const { chat, directory, watcher } = watched()
    guess(directory, 1)
    await watcher('a').looks()
    expect(standing(chat)).toEqual([])
  })

  test('a restart tells nothing again, and what happened meanwhile once', async () => {
    const { chat, clock, directory, watcher } = watched()
    const first = watcher('a')
    await first.looks()
    guess(directory, 1)
    await first.looks()
    clock.forward(10 * minute)
    guess(directory, 2)
    const second_ = watcher('b')
    await second_.looks()
    await second_.looks()
    expect(standing(chat)).toEqual([expect.stringContaining('2 lockouts of 2 people')])
  })

  test('of several replicas one watches; when it is gone the next one does', async () => {
    const { chat, clock, directory, watcher } = watched()
    let asked = 0
    const counted: Directory = {
      people: directory.people,
      commit: directory.commit,
      watch: {
        lockouts: (cursor) => {
          asked += 1
          return directory.watch.lockouts(cursor)
        },
      },
      check: () => directory.check(),
      close: () => directory.close(),
    }
    const [a, b] = [watcher('a', { directory: counted }), watcher('b', { directory: counted })]
    for (let n = 0; n < 12; n++) {
      await a.looks()
      await b.looks()
      clock.forward(5 * second)
    }
    expect(asked).toBe(12)
    guess(directory, 3)
    clock.forward(31 * second)
    await b.looks()
    expect(standing(chat)).toEqual([expect.stringMatching(/^Person 3 \(p3\) is locked out/)])
  })

  test('two that look at the same moment tell it once', async () => {
    const { chat, clock, directory, watcher } = watched()
    await watcher('old').looks()
    guess(directory, 1)
    clock.forward(minute)
    const both = [watcher('a'), watcher('b')]
    await Promise.all(both.map(({ looks }) => looks()))
    await Promise.all(both.map(({ looks }) => looks()))
    expect(standing(chat)).toEqual([expect.stringMatching(/^Person 1 \(p1\) is locked out/)])
  })

  test.each([0, 1, 2, 3])('a process that dies at write %i tells it once, in the end', async (after) => {
    const { chat, clock, raw, directory, watcher } = watched()
    await watcher('old').looks()
    guess(directory, 1)
    clock.forward(minute)
    let left = after
    const store: Store = {
      ...raw,
      read: (key) => raw.read(key),
      due: (kind, now, limit) => raw.due(kind, now, limit),
      write: async (changes) => {
        if (left === 0) throw new Fault('ERR_STORE', 'killed')
        left -= 1
        return await raw.write(changes)
      },
    }
    await watcher('dying', { store }).looks()
    const next = watcher('next')
    for (let n = 0; n < 4; n++) {
      clock.forward(31 * second)
      await next.looks()
    }
    expect(standing(chat)).toEqual([expect.stringMatching(/^Person 1 \(p1\) is locked out/)])
    expect(chat.alerted.length).toBeLessThanOrEqual(2)
  })

  test('a burst of three thousand is one card, and looks up the few that it names', async () => {
    const { chat, clock, directory, watcher } = watched(3000)
    const { looks } = watcher('a')
    await looks()
    let looked = 0
    const status = directory.people.status.bind(directory.people)
    Object.assign(directory.people, {
      status: (id: string) => {
        looked += 1
        return status(id)
      },
    })
    for (let n = 0; n < 3000; n++) directory.lock(`id-${n}`)
    clock.forward(second)
    await looks()
    expect(standing(chat)).toEqual([expect.stringContaining('3000 lockouts of 200+ people')])
    expect(standing(chat)[0]).toContain('Person 2999 (p2999)')
    expect(looked).toBe(8)
  })
})

describe('a watch that could not look', () => {
  test('rests longer and longer while the directory is away, and misses nothing', async () => {
    const { chat, clock, directory, watcher, faults } = watched()
    const { looks, watch } = watcher('a')
    await looks()
    directory.down(true)
    const rests: number[] = []
    for (let n = 0; n < 8; n++) {
      await looks()
      rests.push(watch.restMs / second)
    }
    expect(rests).toEqual([10, 20, 40, 80, 160, 300, 300, 300])
    expect(faults).toHaveLength(8)
    guess(directory, 1)
    directory.down(false)
    clock.forward(hour)
    await looks()
    expect(standing(chat)).toEqual([expect.stringMatching(/^Person 1 \(p1\) is locked out/)])
    expect(watch.restMs).toBe(5 * second)
  })

  test('for half a day says so, and does not dig up what is long over', async () => {
    const { chat, clock, directory, watcher } = watched()
    await watcher('a').looks()
    guess(directory, 1)
    clock.forward(13 * hour)
    const next = watcher('b')
    await next.looks()
    await next.looks()
    expect(standing(chat)).toEqual([
      expect.stringContaining('Nobody watched for lockouts since Monday 1 June at 19:45 UTC'),
    ])
  })

  test('another directory begins anew: the old one’s cursor means nothing there', async () => {
    const { chat, directory, watcher } = watched()
    await watcher('a', { of: 'old' }).looks()
    guess(directory, 1)
    await watcher('a', { of: 'new' }).looks()
    expect(standing(chat)).toEqual([])
  })

  test('gives up a cursor that the directory cannot make sense of', async () => {
    const { chat, clock, directory, watcher } = watched()
    const { looks } = watcher('a')
    await looks()
    const lockouts = directory.watch.lockouts.bind(directory.watch)
    Object.assign(directory.watch, {
      lockouts: (cursor?: string) =>
        cursor === undefined
          ? lockouts()
          : Promise.reject(new Fault('ERR_DIRECTORY_ANSWER', 'not a cursor of mine')),
    })
    for (let n = 0; n < 5; n++) {
      clock.forward(minute)
      await looks()
    }
    expect(standing(chat)).toEqual([expect.stringContaining('Nobody watched for lockouts')])
  })
})
