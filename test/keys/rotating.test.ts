import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keyStatus, rotateKeys } from '../../src/assemble-keys.ts'
import { quietly } from '../../src/assemble-start-up.ts'
import { factors } from '../../src/factors/index.ts'
import { nonces } from '../../src/factors/nonces.ts'
import { noteInUse } from '../../src/keys/in-use.ts'
import { Presence } from '../../src/keys/presence.ts'
import { second, ShiftedClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { AuditEvent } from '../../src/story/event.ts'
import type { WholeStore } from '../../src/story/record.ts'

const ring = (...ids: string[]): Keyring =>
  new Keyring(ids.map((id) => ({ id, bytes: Buffer.alloc(32, id) })))

let clock: ShiftedClock
let raw: WholeStore
let trail: AuditEvent[]
const started: Presence[] = []
// One that is left running announces itself again half a minute later, in the middle of somebody else's test.
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop()
})
beforeEach(() => {
  clock = new ShiftedClock()
  raw = memoryStore(clock)
  trail = []
})

const process = async (name: string, keyring: Keyring): Promise<Presence> => {
  const made = new Presence(quietly(raw, keyring), keyring, clock, name)
  started.push(made)
  await made.start(() => {})
  return made
}
const tools = (keyring: Keyring) => {
  const store = quietly(raw, keyring)
  const site = { origin: 'https://latchkey.corp.example', rpId: 'latchkey.corp.example', issuer: 'Corp' }
  return {
    config: { keys: keyring },
    clock,
    raw,
    store,
    factors: factors({ keyring, nonces: nonces(keyring, store), ...site }),
    journal: async () => ({ append: async (events: readonly AuditEvent[]) => void trail.push(...events) }),
  }
}
const rotated = async (keyring: Keyring, ...lost: string[]): Promise<{ good: boolean; said: string }> => {
  const lines: string[] = []
  const good = await rotateKeys(tools(keyring), lost, (line) => lines.push(line))
  return { good, said: lines.join('\n') }
}
const writes = async (key: string, keyring: Keyring): Promise<void> => {
  expect(await quietly(raw, keyring).write([{ key, rev: 0, value: '{}' }])).toBe(true)
}
/** Everything that is stored, as it is. */
const all = async (): Promise<readonly (readonly [string, string | undefined])[]> => {
  const found: (readonly [string, string | undefined])[] = []
  for await (const keys of raw.list())
    for (const key of keys) found.push([key, (await raw.read(key))?.value] as const)
  return found.toSorted(([a], [b]) => a.localeCompare(b))
}

describe('a key said to be lost', () => {
  const refuses = async (keyring: Keyring, says: RegExp): Promise<void> => {
    const before = await all()
    const asked = rotated(keyring, 'k1')
    await expect(asked).rejects.toThrow(says)
    expect(await all()).toEqual(before)
    expect(trail).toEqual([])
  }

  test('is not lost while a process that runs writes under it: nothing is deleted, least of all a freeze', async () => {
    const one = await process('one', ring('k1'))
    await writes('freeze:id-ada', ring('k1'))
    await refuses(ring('k2'), /replica:one has key k1, and runs: that key is not lost/)
    await one.stop()
  })

  test('is not lost while a process that runs can still read it, and that process is named', async () => {
    await writes('freeze:id-ada', ring('k1'))
    const one = await process('one', ring('k2', 'k1'))
    await refuses(ring('k2'), /one has key k1, and runs: that key is not lost/)
    await one.stop()
  })

  test('deletes nothing while a process that runs lacks the current key, or has keys that are unknown here', async () => {
    await writes('freeze:id-ada', ring('k1'))
    const two = await process('two', ring('k2'))
    await refuses(ring('k3', 'k2'), /not yet: two does not have key k3/)
    await refuses(ring('k3'), /replica:two rests on key k2/)
    await two.stop()
  })

  test('takes with it what rests on it once nobody has it, and says so of freezes', async () => {
    await process('died', ring('k1'))
    await writes('freeze:id-ada', ring('k1'))
    await writes('freeze:id-joan', ring('k2'))
    await refuses(ring('k2'), /not lost/)
    clock.forward(91 * second)
    const { good, said } = await rotated(ring('k2'), 'k1')
    expect(good).toBe(true)
    expect(said).toMatch(/2 records rested on k1 and were given up/)
    expect(said).toMatch(/1 of them .*freeze/)
    expect((await all()).map(([key]) => key)).toEqual(['config:keys', 'freeze:id-joan'])
    expect(trail[0]).toEqual({ event: 'keys.rotating', detail: { givingUp: ['k1'] } })
    await (await process('one', ring('k2'))).stop()
  })

  test('a process that comes with it while it is given up is seen, and ends the rotation', async () => {
    await writes('freeze:id-ada', ring('k1'))
    await writes('freeze:id-joan', ring('k2'))
    const list = raw.list.bind(raw)
    let late: Presence | undefined
    raw.list = async function* (kind) {
      late ??= await process('late', ring('k1'))
      yield* list(kind)
    }
    await expect(rotated(ring('k2'), 'k1')).rejects.toThrow(/replica:late rests on key k1/)
    expect((await all()).map(([key]) => key)).toContain('replica:late')
    await late?.stop()
  })

  test('is one that is not configured', async () => {
    await refuses(ring('k2', 'k1'), /k1 is among keys: what is there is not lost/)
  })
})

test('rotation does not mend what was made with a key that leaked: it verifies, and gets the new seal', async () => {
  await noteInUse(quietly(raw, ring('k2', 'k1')), ['k2', 'k1'])
  await writes('freeze:made-by-a-thief', ring('k1'))
  expect(await rotated(ring('k2', 'k1'))).toMatchObject({ good: true })
  expect(await quietly(raw, ring('k2')).read('freeze:made-by-a-thief')).toMatchObject({ value: '{}' })
  await (await process('one', ring('k2'))).stop()
})

test('what rests on which key is told in words', async () => {
  await writes('freeze:id-ada', ring('k1'))
  const lines: string[] = []
  const print = (line: string): void => void lines.push(line)
  expect(await keyStatus(tools(ring('k2', 'k1')), print)).toBe(true)
  expect(lines).toContain('k1: 1 records rest on it; still needed: run `npm run keys -- rotate`')
  expect(await keyStatus(tools(ring('k2')), print)).toBe(false)
})
