import { readBackupKey } from './config/backup-key.ts'
import type { Tools } from './assemble-tools.ts'
import { readFrames, readHeader, writeBackup } from './backup/backup-file.ts'
import { entriesOf, type Entry } from './backup/entry.ts'
import { gather } from './backup/gather.ts'
import { restoreOne, restoreOutcomes, type RestoreOutcome, type RestoreParts } from './backup/restore.ts'
import { enrolments } from './enrolment/enrolments.ts'
import { burntEnrolment, resealedEnrolment } from './enrolment/resealed.ts'
import type { Enrolment } from './enrolment/port.ts'
import { freezes } from './freeze/freezes.ts'
import { noteInUse } from './keys/in-use.ts'
import { clashes, replicas } from './keys/presence.ts'
import { randomToken } from './lib/ids.ts'
import { Fault } from './story/errors.ts'

type Print = (line: string) => void

/** Writes everybody's enrolment into one encrypted file. False when somebody's could not be read, and is not in it. */
export const backUp = async (
  { config, clock, raw, store, factors, journal }: Tools,
  { to, key }: { readonly to: string; readonly key: string | undefined },
  print: Print,
): Promise<boolean> => {
  const keyring = key === undefined ? config.keys : readBackupKey(key)
  const refused: string[] = []
  const unsealed = (enrolment: Enrolment): Enrolment =>
    resealedEnrolment(enrolment, factors, (sealed, bound) => {
      const seed = config.keys.open('seed', sealed, bound)
      if (seed === undefined) throw new Fault('ERR_RECORD_TAMPERED', 'a seed does not open')
      return seed
    })
  const people = gather({
    raw,
    enrolments: enrolments(store),
    freezes: freezes(store),
    unsealed,
    refused: (name, cause) => refused.push(`${name}: ${cause.message}`),
  })
  const id = randomToken(16)
  const count = await writeBackup(to, keyring, { id, at: clock.now() }, people, async (found) => {
    const detail = { backup: id, people: found, refused: refused.length, key: keyring.current }
    await (await journal()).append([{ event: 'enrolments.exported', detail }])
  })
  print(`${count} people written to ${to}, under key ${keyring.current}`)
  for (const one of refused) print(`not in it: ${one}`)
  return refused.length === 0
}

export interface RestoreOrder {
  readonly from: string
  readonly key: string | undefined
  readonly replace: boolean
  readonly cooling: boolean
  readonly dryRun: boolean
}

/** Brings the enrolments of a backup back. Nothing is changed before the whole file was read and verified. */
export const restore = async (tools: Tools, order: RestoreOrder, print: Print): Promise<boolean> => {
  const { config, clock, store, factors } = tools
  const { from: path, replace, cooling, dryRun } = order
  const keyring = order.key === undefined ? config.keys : readBackupKey(order.key)
  const { id, at } = await readHeader(path)
  let people = 0
  for await (const frame of readFrames(path, keyring)) people += entriesOf(frame).length
  const wrong = clashes(config.keys.ids, await replicas(store))
  if (wrong.length > 0)
    throw new Fault('ERR_CONFIG', `not with these keys: ${wrong.join('; ')} (docs/keys.md)`)
  const now = clock.now()
  const revived = (enrolment: Enrolment): Enrolment =>
    resealedEnrolment(burntEnrolment(enrolment, factors, now), factors, (seed, bound) =>
      config.keys.seal('seed', seed, bound),
    )
  const ports = { enrolments: enrolments(store), freezes: freezes(store) }
  const parts = { store, ...ports, revived, now, from: id, replace, cooling, dryRun }
  const trail = await tools.journal()
  const detail = { backup: id, people, replace, cooling, dryRun }
  await trail.append([{ event: 'enrolments.restoring', detail }])
  if (!dryRun) await noteInUse(store, config.keys.ids)
  const counts = new Map<RestoreOutcome, number>(restoreOutcomes.map((outcome) => [outcome, 0]))
  for await (const frame of readFrames(path, keyring)) {
    for (const [person, outcome] of await restoreAll(entriesOf(frame), parts)) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
      if (outcome === 'replaced')
        await trail.append([
          { event: 'enrolments.restored', detail: { backup: id, person, outcome, dryRun } },
        ])
    }
  }
  const said = Object.fromEntries(counts)
  await trail.append([{ event: 'enrolments.restored', detail: { backup: id, dryRun, ...said } }])
  report(print, { at, people, counts: said, order })
  return said['refused'] === 0
}

/** A few at a time, so that neither the store nor our memory is flooded. */
const restoreAll = async (
  entries: readonly Entry[],
  parts: RestoreParts,
): Promise<readonly (readonly [person: string, outcome: RestoreOutcome])[]> => {
  const done: (readonly [string, RestoreOutcome])[] = []
  for (let n = 0; n < entries.length; n += 50) {
    const some = entries.slice(n, n + 50)
    done.push(
      ...(await Promise.all(
        some.map(async (entry) => [entry.enrolment.person, await restoreOne(entry, parts)] as const),
      )),
    )
  }
  return done
}

const report = (
  print: Print,
  {
    at,
    people,
    counts,
    order: { cooling, dryRun, replace },
  }: {
    readonly at: number
    readonly people: number
    readonly counts: Readonly<Record<string, number>>
    readonly order: RestoreOrder
  },
): void => {
  print(`the backup of ${new Date(at).toISOString()} is whole and holds ${people} people`)
  if (dryRun) print('dry run: nothing was changed; this is what would have been done')
  for (const outcome of restoreOutcomes) print(`${outcome}: ${counts[outcome] ?? 0}`)
  if ((counts['kept'] ?? 0) > 0 && !replace)
    print('kept: what is there is taken for newer; --replace puts the backup in its place')
  if ((counts['refused'] ?? 0) > 0)
    print('refused: what is there cannot be read; see `npm run keys -- status`')
  print(
    cooling
      ? 'restored factors rest as new ones do (policy.coolingHours) before they open an account; see docs/keys.md'
      : 'restored factors count at once: what was removed or used up since the backup is good again; see docs/keys.md',
  )
}
