import { innerSeals } from './assemble-inner-seals.ts'
import { assertNobodyBehind, giveUpLost } from './assemble-lost-keys.ts'
import type { Tools } from './assemble-tools.ts'
import { keysInUse, noteInUse, onlyInUse } from './keys/in-use.ts'
import { behind, clashes, replicas, type Replica } from './keys/presence.ts'
import type { Keyring } from './lib/keys.ts'
import { rotate, type Rotated } from './store/rotate.ts'
import { refusalOf } from './store/seal.ts'
import { tally } from './store/tally.ts'
import { Fault } from './story/errors.ts'

type Print = (line: string) => void

/** Says what rests on which key, and which key may be removed. False when something cannot be read. */
export const keyStatus = async ({ config, raw, store, factors }: Tools, print: Print): Promise<boolean> => {
  const { keys: keyring } = config
  const used = (await keysInUse(store)) ?? []
  const running = await replicas(store)
  const { records, under, forged } = await tally(raw, keyring, innerSeals(factors))
  print(`${records} records`)
  for (const id of new Set([...keyring.ids, ...under.keys(), ...used]))
    print(`${id}: ${verdict(id, under.get(id) ?? 0, keyring, used, running)}`)
  for (const { name, keys } of running)
    print(`running: ${name} with ${keys.join(', ')}; writes under ${keys[0]}`)
  for (const clash of clashes(keyring.ids, running)) print(`warning: ${clash}`)
  for (const key of forged) print(`refused: ${refusalOf(key)}`)
  return forged.length === 0 && [...under.keys(), ...used].every((id) => keyring.ids.includes(id))
}

const verdict = (
  id: string,
  records: number,
  keyring: Keyring,
  used: readonly string[],
  running: readonly Replica[],
): string => {
  const rest = `${records} records rest on it`
  if (!keyring.ids.includes(id))
    return records > 0 || used.includes(id)
      ? `${rest}, and it is MISSING: put it back at the end of keys, then rotate`
      : 'not needed'
  if (id === keyring.current) return `${rest}; current`
  const writer = running.find(({ keys }) => keys[0] === id)
  if (writer !== undefined) return `${rest}; ${writer.name} still writes under it`
  if (records > 0 || used.includes(id)) return `${rest}; still needed: run \`npm run keys -- rotate\``
  return 'nothing rests on it: it may be removed from keys'
}

/**
 * Moves everything stored to the first of the configured keys. Refuses while a running process lacks that key, or still
 * writes under another one. `lost` names keys whose file is gone for good: what rests on them is deleted.
 */
export const rotateKeys = async (tools: Tools, lost: readonly string[], print: Print): Promise<boolean> => {
  const { config, raw, store, factors } = tools
  const { keys: keyring } = config
  const notLost = lost.filter((id) => keyring.ids.includes(id))
  if (notLost.length > 0)
    throw new Fault('ERR_CONFIG', `${notLost.join(', ')} is among keys: what is there is not lost`)
  const trail = await tools.journal()
  const givenUp = lost.length > 0 ? await giveUpLost(tools, trail, lost, print) : 0
  const used = await fitting(tools, lost)
  await trail.append([{ event: 'keys.rotating', detail: { to: keyring.current, from: [...used], givenUp } }])
  await noteInUse(store, keyring.ids)
  const result = await rotate(raw, keyring, innerSeals(factors))
  const { records, moved, refused, done } = result
  await trail.append(
    [...refused].slice(0, 100).map(([key, { unknownKey }]) => ({
      event: 'record.tampered' as const,
      id: `tampered:${key}`,
      detail: { key, ...(unknownKey !== undefined && { unknownKey }) },
    })),
  )
  // Asked again: a process that came meanwhile may write under an old key, which must then stay.
  const finished = done && behind(keyring.current, await replicas(store)).length === 0
  if (finished) await onlyInUse(store, [keyring.current])
  const counts = { records, moved, refused: refused.size }
  await trail.append([{ event: 'keys.rotated', detail: { to: keyring.current, done: finished, ...counts } }])
  report(result, finished, keyring, print)
  return finished && refused.size === 0
}

/** The keys that records may rest on; or why nothing can be moved. */
const fitting = async ({ config, store }: Tools, lost: readonly string[]): Promise<readonly string[]> => {
  const { keys: keyring } = config
  const used = (await keysInUse(store)) ?? []
  const gone = used.filter((id) => !keyring.ids.includes(id) && !lost.includes(id))
  if (gone.length > 0)
    throw new Fault(
      'ERR_CONFIG',
      `records may rest on key ${gone.join(', ')}, which is missing: put it back at the end of keys. If it is lost for good, ` +
        `\`npm run keys -- rotate --lost ${gone[0]}\` gives up what rests on it`,
    )
  assertNobodyBehind(keyring, await replicas(store))
  return used
}

const report = (
  { records, moved, refused }: Rotated,
  finished: boolean,
  keyring: Keyring,
  print: Print,
): void => {
  print(`${records} records looked at, ${moved} moved to key ${keyring.current}, ${refused.size} refused`)
  for (const [key, { unknownKey }] of refused) print(`refused: ${refusalOf(key, unknownKey)}`)
  const others = keyring.ids.slice(1)
  if (!finished)
    print(
      'not finished: somebody kept writing under an old key; see `npm run keys -- status`, then rotate again',
    )
  else if (others.length > 0)
    print(
      `nothing rests on ${others.join(', ')} any more: remove it from keys in every process; keep its file with the backups made under it`,
    )
}
