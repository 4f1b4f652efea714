import { expect, test } from 'vitest'
import { Inbox } from '../../src/house/inbox.ts'
import type { ChatEvent } from '../../src/house/port.ts'
import { ShiftedClock } from '../../src/lib/clock.ts'
import { sha256 } from '../../src/lib/ids.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { Change } from '../../src/story/record.ts'

const clock = new ShiftedClock()
const old = { id: 'k1', bytes: Buffer.alloc(32, 'one') }
const next = { id: 'k2', bytes: Buffer.alloc(32, 'two') }
const event = (...ids: string[]): ChatEvent => ({
  ids,
  actor: { platform: 'teams', tenant: 't1', user: 'u1' },
  place: { platform: 'teams', channel: 'c1' },
  what: { kind: 'text', text: '' },
})

test('whoever reads the store cannot try out what was typed: a press is known by a keyed hash', async () => {
  const store = memoryStore(clock)
  const written: Change[] = []
  const spied = {
    ...store,
    write: async (changes: readonly Change[]) => {
      written.push(...changes)
      return await store.write(changes)
    },
  }
  const press = `press:${sha256(JSON.stringify(['a:ada', 'u1', 'nonce', 'name', 'Harbour-Bell-2026']))}:1`
  expect(await new Inbox(spied, new Keyring([old]), clock).accept(event('activity:1', press))).toBe(true)
  expect(written).toHaveLength(3)
  expect(JSON.stringify(written)).not.toContain(sha256(press))
})

test('an event is known under every id, also after another key makes', async () => {
  const store = memoryStore(clock)
  expect(await new Inbox(store, new Keyring([old]), clock).accept(event('activity:1', 'press:1'))).toBe(true)
  const rotated = new Inbox(store, new Keyring([next, old]), clock)
  expect(await rotated.accept(event('activity:2', 'press:1'))).toBe(false)
  expect(await rotated.accept(event('activity:1'))).toBe(false)
  expect(await rotated.accept(event('activity:3', 'press:3'))).toBe(true)
  // A process that has not heard of the new key yet knows it all the same.
  const behind = new Inbox(store, new Keyring([old, next]), clock)
  expect(await behind.accept(event('activity:4', 'press:3'))).toBe(false)
})
