import type { Tools } from './assemble-tools.ts'
import { behind, isReplicaKey, replicaKeys, replicas, type Replica } from './keys/presence.ts'
import { keyIdOf, type Keyring } from './lib/keys.ts'
import { giveUp } from './store/give-up.ts'
import { Fault } from './story/errors.ts'
import type { Journal } from './story/event.ts'

/** Rejects while a running process could not read, or would not write, what is moved to the current key. */
export const assertNobodyBehind = (keyring: Keyring, running: readonly Replica[]): void => {
  const wrong = behind(keyring.current, running)
  if (wrong.length === 0) return
  throw new Fault(
    'ERR_CONFIG',
    `not yet: ${wrong.join('; ')}. Make ${keyring.current} the first key of every process, restart each, then rotate (docs/keys.md)`,
  )
}

/**
 * Deletes what rests on keys that are lost for good, freezes too; answers how many records. Refuses, with everything in
 * its place, while a process that runs has such a key: a slip of the operator must not open again who froze themselves.
 */
export const giveUpLost = async (
  tools: Tools,
  trail: Journal,
  lost: readonly string[],
  print: (line: string) => void,
): Promise<number> => {
  await assertLost(tools, lost)
  await trail.append([{ event: 'keys.rotating', detail: { givingUp: [...lost] } }])
  // Who came meanwhile with such a key must still be seen by the check that follows.
  const gone = await giveUp(tools.raw, lost, isReplicaKey)
  const sum = [...gone.values()].reduce((all, one) => all + one, 0)
  if (sum > 0) print(`${sum} records rested on ${lost.join(', ')} and were given up`)
  const freezes = gone.get('freeze') ?? 0
  if (freezes > 0)
    print(
      `${freezes} of them said how self-service stands for a person: every freeze among them is gone. The audit names the ` +
        'people under self-service.frozen',
    )
  return sum
}

const assertLost = async ({ config, raw, store }: Tools, lost: readonly string[]): Promise<void> => {
  for (const key of await replicaKeys(raw)) {
    const id = keyIdOf((await raw.read(key))?.value ?? '')
    if (id !== undefined && lost.includes(id)) throw notLost(key, id)
  }
  const running = await replicas(store)
  for (const { name, keys } of running) for (const id of keys) if (lost.includes(id)) throw notLost(name, id)
  assertNobodyBehind(config.keys, running)
}

const notLost = (name: string, id: string): Fault =>
  new Fault(
    'ERR_CONFIG',
    `${name} has key ${id}, and runs: that key is not lost, and nothing was deleted. Copy its file from there; or, if that ` +
      'process died, try again in 90 seconds (docs/keys.md)',
  )
