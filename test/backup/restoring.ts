import { backUp, restore, type RestoreOrder } from '../../src/assemble-backup.ts'
import type { Tools } from '../../src/assemble-tools.ts'
import type { ShiftedClock } from '../../src/lib/clock.ts'
import type { ConfiguredKey } from '../../src/lib/keys.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { sealedStore } from '../../src/store/seal.ts'
import type { AuditEvent } from '../../src/story/event.ts'
import type { WholeStore } from '../../src/story/record.ts'
import { Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

export type Open = (clock: ShiftedClock) => WholeStore

export const key = (id: string): ConfiguredKey => ({ id, bytes: Buffer.alloc(32, id) })
export const ring = (...ids: readonly string[]): Keyring => new Keyring(ids.map(key))

/** A town with the operator's tools beside it. */
export interface Site {
  readonly town: Town
  readonly store: WholeStore
  readonly trail: AuditEvent[]
  /** What the tools printed last. */
  said: string
  backUp(to: string, key?: string): Promise<boolean>
  restore(from: string, order?: Partial<RestoreOrder>): Promise<boolean>
}

export const site = (open: Open, keyring: Keyring): Site => {
  const opened: WholeStore[] = []
  const town = new Town((clock) => {
    opened.push(open(clock))
    return opened[0]!
  })
  town.keyring = keyring
  town.at = town.machine()
  const store = opened[0]!
  const trail: AuditEvent[] = []
  const tools: Tools = {
    config: { keys: keyring },
    clock: town.clock,
    raw: store,
    store: sealedStore(store, keyring, async () => {}),
    factors: town.at.world.factors,
    journal: async () => ({ append: async (events) => void trail.push(...events) }),
  }
  const printing = async (work: (print: (line: string) => void) => Promise<boolean>): Promise<boolean> => {
    made.said = ''
    return await work((line) => (made.said += `${line}\n`))
  }
  const usual = { key: undefined, replace: false, cooling: true, dryRun: false }
  const made: Site = {
    town,
    store,
    trail,
    said: '',
    backUp: async (to, file) => printing(async (print) => backUp(tools, { to, key: file }, print)),
    restore: async (from, order = {}) =>
      printing(async (print) => restore(tools, { from, ...usual, ...order }, print)),
  }
  return made
}

/** The same person, with what is in their pockets, before another store. */
export const movedTo = (town: Town, person: Person): Person => {
  const moved = new Person(town, person.id.slice(3), person.actor.user)
  moved.seed = person.seed
  moved.codes = [...person.codes]
  return moved
}

/** All that is stored, as it stands. */
export const wholeOf = async (store: WholeStore): Promise<Readonly<Record<string, string>>> => {
  const all: Record<string, string> = {}
  for await (const keys of store.list())
    for (const name of keys) all[name] = JSON.stringify(await store.read(name))
  return all
}
