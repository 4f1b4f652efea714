import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Store } from '../../src/story/record.ts'
import { Stage } from './told-story.ts'

const flow = 'f1'
const ready = { name: 'Ada', judged: 'fair', colour: 'blue' } as const

/** A store whose contents can be put back to where they were, as after a failover or a restart without its file. */
const forgetful = () => {
  const make = () => memoryStore({ now: () => Date.UTC(2026, 5, 1, 9) })
  let now = make()
  const done: (readonly Parameters<Store['write']>[0][])[] = []
  const written: Parameters<Store['write']>[0][] = []
  const store: Store = {
    read: (key) => now.read(key),
    write: async (changes) => {
      const took = await now.write(changes)
      if (took) written.push(changes)
      return took
    },
    claim: (key, ttl) => now.claim(key, ttl),
    due: (kind, at, limit) => now.due(kind, at, limit),
    ping: () => now.ping(),
    close: () => now.close(),
  }
  return {
    store,
    marks: () => done.push([...written]),
    /** Only what was written up to the last mark, or nothing at all. */
    forgets: async (everything = false) => {
      now = make()
      written.length = 0
      for (const changes of everything ? [] : (done.at(-1) ?? [])) await now.write(changes)
    },
  }
}

describe('an act whose intent the store forgot while it was under way', () => {
  test.each([
    ['the newest writes are gone', false],
    ['everything is gone', true],
  ])('is told of all the same: %s', async (_what, everything) => {
    const { store, marks, forgets } = forgetful()
    const stage = new Stage(() => store)
    const engine = stage.engine()
    await engine.start('told', ready, {}, flow)
    marks()
    stage.world.perform = async (op) => {
      stage.world.acts.push(op)
      await forgets(everything)
      return 'set'
    }
    const heard = await engine.hear(flow, stage.said('go', 'x'))
    expect(heard.verdict).toBe('taken')
    expect(stage.count('commit.intent')).toBe(1)
    expect(stage.count('commit.committed')).toBe(1)
    expect((await engine.view(flow))?.outcome).toBe('done')
    expect((await engine.view(flow))?.facts.told).toBe(true)
  })

  test('is journalled where the conversation has ended meanwhile, and is not begun again', async () => {
    const { store, marks, forgets } = forgetful()
    const stage = new Stage(() => store)
    const [engine, other] = [stage.engine(), stage.engine()]
    await engine.start('told', { name: 'Ada', judged: 'fair' }, {}, flow)
    marks()
    await engine.hear(flow, stage.said('colour', 'blue'))
    stage.world.perform = async (op) => {
      stage.world.acts.push(op)
      await forgets()
      await other.hear(flow, stage.said('cancel', ''))
      return 'set'
    }
    await engine.hear(flow, stage.said('go', 'x'))
    expect((await engine.view(flow))?.outcome).toBe('cancelled')
    expect(stage.count('commit.committed')).toBe(1)
    expect(stage.world.acts).toHaveLength(1)
  })

  test('is told although the store was away for a while just then', async () => {
    const { store } = forgetful()
    let away = 0
    const leaving: Store = {
      ...store,
      write: async (changes) => {
        if (away-- > 0) throw new Fault('ERR_STORE', 'away')
        return await store.write(changes)
      },
    }
    const stage = new Stage(() => leaving)
    const engine = stage.engine()
    await engine.start('told', ready, {}, flow)
    stage.world.perform = async (op) => {
      stage.world.acts.push(op)
      // Nobody could find out afterwards.
      stage.world.lookDown = true
      away = 3
      return 'set'
    }
    expect((await engine.hear(flow, stage.said('go', 'x'))).verdict).toBe('taken')
    expect(stage.count('commit.committed')).toBe(1)
    expect((await engine.view(flow))?.outcome).toBe('done')
    expect(stage.world.acts).toHaveLength(1)
  })

  test('of two, each has its own word', async () => {
    const { store, marks, forgets } = forgetful()
    const stage = new Stage(() => store)
    const [engine, other] = [stage.engine(), stage.engine()]
    await engine.start('told', ready, {}, flow)
    marks()
    const second = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    let going: Promise<unknown> = Promise.resolve()
    stage.world.perform = async (op) => {
      stage.world.acts.push(op)
      if (stage.world.acts.length === 1) {
        await forgets()
        going = other.hear(flow, stage.said('go', 'y'))
        await begun.promise
        return 'first'
      }
      begun.resolve()
      await second.promise
      return 'second'
    }
    await engine.hear(flow, stage.said('go', 'x'))
    second.resolve()
    await going
    expect(stage.count('commit.intent')).toBe(2)
    expect(stage.count('commit.committed')).toBe(2)
    expect((await engine.view(flow))?.outcome).toBe('done')
  })
})
