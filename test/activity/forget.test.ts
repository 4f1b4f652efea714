import { describe, expect, test } from 'vitest'
import { forgetPerson } from '../../src/assemble-activity-forget.ts'
import { askedSets } from '../../src/factors/activity-questions/asked.ts'
import { Fault } from '../../src/story/errors.ts'
import type { AuditEvent } from '../../src/story/event.ts'
import { noon, signIn } from '../contracts/activity.ts'
import { scene } from './ingest-scene.ts'
import { MemoryDirectory } from '../../src/directory/memory.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { cast } from '../support/world.ts'

/** An operator at the terminal, beside a service that knows Ada and Grace. */
const operator = async () => {
  const { clock, store, logs, keeper } = await scene()
  await keeper.record([
    signIn('id-ada', 'a', noon),
    signIn('id-grace', 'g', noon),
    signIn('id-gone', 'x', noon),
  ])
  await keeper.tidy()
  const trail: AuditEvent[] = []
  const parts = {
    config: { keys: new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }]) },
    clock,
    store,
    logs,
    people: new MemoryDirectory(cast, clock).people,
    operator: 'uid 1000',
    journal: async () => ({ append: async (events: readonly AuditEvent[]) => void trail.push(...events) }),
  }
  const known = async (id: string) => (await keeper.history(id)).signIns.length
  return { parts, trail, known, store }
}

describe('an operator erases what is known of a person', () => {
  test('by account: nothing is left, others are as before, and it is in the trail', async () => {
    const { parts, trail, known } = await operator()
    const said: string[] = []
    expect(await forgetPerson(parts, { account: 'ada' }, (line) => said.push(line))).toBe(true)
    expect([await known('id-ada'), await known('id-grace')]).toEqual([0, 1])
    expect(trail).toMatchObject([
      { event: 'activity.forgotten', detail: { person: 'id-ada', by: 'operator', operator: 'uid 1000' } },
    ])
    expect(said[0]).toBe('nothing is known of the sign-ins of ada (Ada Byron) any more')
  })

  test('about what they were asked is gone, and that they were asked still counts', async () => {
    const { parts, store } = await operator()
    const asked = askedSets(store)
    const none = await asked.of('id-ada')
    const sets = [{ at: noon, facts: ['digest-1'], failed: true }]
    await store.write([asked.keep(none, { ...none.value, sets })])
    await forgetPerson(parts, { account: 'ada' }, () => {})
    expect((await asked.of('id-ada')).value.sets).toEqual([{ at: noon, facts: [], failed: true }])
  })

  test('by id, when the directory knows them no more', async () => {
    const { parts, known } = await operator()
    await expect(forgetPerson(parts, { account: 'gone' }, () => {})).rejects.toMatchObject({
      code: 'ERR_CONFIG',
    })
    expect(await known('id-gone')).toBe(1)
    await forgetPerson(parts, { id: 'id-gone' }, () => {})
    expect(await known('id-gone')).toBe(0)
  })

  test('not while the trail cannot be opened', async () => {
    const { parts, known } = await operator()
    const journal = async (): Promise<never> => await Promise.reject(new Fault('ERR_AUDIT', 'no file'))
    await expect(forgetPerson({ ...parts, journal }, { account: 'ada' }, () => {})).rejects.toMatchObject({
      code: 'ERR_AUDIT',
    })
    expect(await known('id-ada')).toBe(1)
  })

  test('in a store that knows nobody nothing is made', async () => {
    const { parts, store, trail } = await operator()
    const key = await store.read('activity:key')
    await store.write([{ key: 'activity:key', rev: key?.rev ?? 0, value: null }])
    expect(await forgetPerson(parts, { account: 'ada' }, () => {})).toBe(true)
    expect(await store.read('activity:key')).toBeUndefined()
    expect(trail).toEqual([])
  })
})
