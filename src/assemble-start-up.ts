import type { House } from './house/port.ts'
import { bad, say } from './story/card.ts'
import { Fault } from './story/errors.ts'
import type { Journal } from './story/event.ts'
import type { Store } from './story/record.ts'

/** The alarm for changed records; the card can be raised only once the house stands. */
export const tamperAlarm = (journal: Journal) => {
  const alarm = {
    raise: async (_key: string): Promise<void> => {},
    sound: async (key: string): Promise<void> => {
      await journal.append([{ event: 'record.tampered', id: `tampered:${key}`, detail: { key } }])
      await alarm.raise(key)
    },
  }
  return alarm
}

const policyKey = 'config:policy'

/** A policy that differs from the last one in force is recorded and told: loosening it unseen would be an attack (row 25). */
export const announcePolicy = async (
  store: Store,
  journal: Journal,
  alerts: House['alerts'],
  hash: string,
): Promise<void> => {
  const before = await store.read(policyKey)
  if (before?.value === hash) return
  await journal.append([{ event: 'policy.loaded', detail: { policy: hash, before: before?.value ?? null } }])
  if (before !== undefined)
    await alerts.raise(bad(say('alert.policy', { policy: hash.slice(0, 12) })), `policy:${hash}`)
  const written = await store.write([{ key: policyKey, rev: before?.rev ?? 0, value: hash }])
  if (!written && (await store.read(policyKey))?.value !== hash)
    throw new Fault('ERR_CONFIG', 'another process of this service runs under another policy')
}
