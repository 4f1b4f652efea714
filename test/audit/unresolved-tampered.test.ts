import { expect, test } from 'vitest'
import { tellUnresolved } from '../../src/assemble-unresolved.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { ShiftedClock } from '../../src/lib/clock.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { sealedStore } from '../../src/store/seal.ts'
import type { AuditEvent } from '../../src/story/event.ts'
import { flowKey } from '../../src/story/ledger.ts'

const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'one') }])

test('a record that somebody changed is as good as lost: the helpdesk is told, and the service starts', async () => {
  const raw = memoryStore(new ShiftedClock())
  await raw.write([{ key: flowKey('flow-1'), rev: 0, value: 'changed' }])
  const raised: string[] = []
  const told: AuditEvent[] = []
  await tellUnresolved([{ op: 'op-1', act: 'commit', flow: 'flow-1', person: 'p1', at: 1 }], {
    store: sealedStore(raw, keyring, async () => {}),
    journal: { append: async (events) => void told.push(...events) },
    alerts: { raise: async (_card, key) => void raised.push(key) },
    people: { status: async () => undefined },
  })
  expect(raised).toEqual(['unresolved:op-1'])
  expect(told.map(({ event }) => event)).toEqual(['commit.unresolved'])
})
