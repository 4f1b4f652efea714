import type { House } from './house/port.ts'
import { Presence } from './keys/presence.ts'
import type { Clock } from './lib/clock.ts'
import type { Keyring } from './lib/keys.ts'
import type { PolicyPort } from './policy/port.ts'
import { sealedStore } from './store/seal.ts'
import { bad, say, type Card } from './story/card.ts'
import { Fault } from './story/errors.ts'
import type { Journal } from './story/event.ts'
import type { Store } from './story/record.ts'

/**
 * The alarm for changed records; the card can be raised only once the house stands. One that names a key we do not have
 * is alarmed all the same, in words that an operator who removed the key too early understands.
 */
export const tamperAlarm = (journal: Journal) => {
  const alarm = {
    raise: async (_card: Card, _key: string): Promise<void> => {},
    sound: async (key: string, unknownKey?: string): Promise<void> => {
      const detail = { key, ...(unknownKey !== undefined && { unknownKey }) }
      await journal.append([{ event: 'record.tampered', id: `tampered:${key}`, detail }])
      await (unknownKey === undefined
        ? alarm.raise(bad(say('alert.tampered', { key }), [say('alert.tampered.next')]), `tampered:${key}`)
        : alarm.raise(bad(say('alert.unknown-key', { key, unknownKey })), `unknown-key:${unknownKey}`))
    },
  }
  return alarm
}

/** The store without the alarm, for whoever asks whether the keys fit: one that do not is refused in words, and is no attack. */
export const quietly = (store: Store, keyring: Keyring): Store => sealedStore(store, keyring, async () => {})

export const presenceOf = (store: Store, keyring: Keyring, clock: Clock, name: string): Presence =>
  new Presence(quietly(store, keyring), keyring, clock, name)

const policyKey = 'config:policy'

const changed = (hash: string): Card =>
  bad(say('alert.policy', { policy: hash.slice(0, 12) }), [say('alert.policy.next')])

/** A policy that differs from the last one in force is recorded and told: loosening it unseen would be an attack (row 25). */
export const announcePolicy = async (
  store: Store,
  journal: Journal,
  alerts: House['alerts'],
  { hash, loosenings }: Pick<PolicyPort, 'hash' | 'loosenings'>,
  now: number,
): Promise<void> => {
  const what = loosenings.map((name) => say(`loosening.${name}`))
  // Said at every start, by all replicas together once a day: what is loose should be known to whoever watches.
  const today = new Date(now).toISOString().slice(0, 10)
  if (what.length > 0) await alerts.raise(bad(say('alert.loosened'), what), `loosened:${hash}:${today}`)
  const before = await store.read(policyKey)
  if (before?.value === hash) return
  const detail = { policy: hash, before: before?.value ?? null, loosenings: [...loosenings] }
  await journal.append([{ event: 'policy.loaded', detail }])
  if (before !== undefined) await alerts.raise(changed(hash), `policy:${hash}`)
  const written = await store.write([{ key: policyKey, rev: before?.rev ?? 0, value: hash }])
  if (!written && (await store.read(policyKey))?.value !== hash)
    throw new Fault('ERR_CONFIG', 'another process of this service runs under another policy')
}
