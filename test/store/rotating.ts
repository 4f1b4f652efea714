import { expect } from 'vitest'
import { innerSeals } from '../../src/assemble-inner-seals.ts'
import type { ShiftedClock } from '../../src/lib/clock.ts'
import { Keyring, type ConfiguredKey } from '../../src/lib/keys.ts'
import { rotate, type Rotated } from '../../src/store/rotate.ts'
import { tally } from '../../src/store/tally.ts'
import type { WholeStore } from '../../src/story/record.ts'
import { totpCode, type Browser } from '../support/browser.ts'
import type { Fate } from '../support/kill.ts'
import { enrolled, Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const key = (id: string): ConfiguredKey => ({ id, bytes: Buffer.alloc(32, id) })
export const [old, added, made, alone] = [
  new Keyring([key('k1')]),
  new Keyring([key('k1'), key('k2')]),
  new Keyring([key('k2'), key('k1')]),
  new Keyring([key('k2')]),
]

/** A town in the middle of the day: Ada has her factors, Grace is setting up an app, Joan's message was not heard yet. */
export interface Day {
  readonly town: Town
  readonly store: WholeStore
  readonly ada: Person
  readonly grace: Person
  readonly gracesPage: Browser
}

export const dayUnder = async (keyring: Keyring, open: (clock: ShiftedClock) => WholeStore): Promise<Day> => {
  const opened: WholeStore[] = []
  const town = new Town((clock) => {
    opened.push(open(clock))
    return opened[0]!
  })
  const [whole] = opened
  if (whole === undefined) throw new Error('the town has no store')
  restarted(town, keyring)
  const ada = await enrolled(town, 'ada')
  const grace = new Person(town, 'grace')
  const gracesPage = await grace.getsToThePage('set up recovery')
  await gracesPage.types('current-password', 'Winter-Lake-2026')
  await gracesPage.presses('add', 'totp')
  grace.seed = String((await gracesPage.reveals('totp-seed'))['secret'])
  const joan = new Person(town, 'joan')
  await town.at.house.inbox.accept(joan.event({ kind: 'text', text: 'hello' }, ['joans-words']))
  return { town, store: whole, ada, grace, gracesPage }
}

/** The service comes back with other keys. */
export const restarted = (town: Town, keyring: Keyring): void => {
  town.keyring = keyring
  town.at = town.machine()
}

export const rotated = async ({ town, store }: Day, keyring = made, seen = store): Promise<Rotated> =>
  await rotate(seen, keyring, innerSeals(town.at.world.factors))

export const counted = async ({ town, store }: Day, keyring = made): Promise<Record<string, number>> => {
  const { under, forged } = await tally(store, keyring, innerSeals(town.at.world.factors))
  expect(forged).toEqual([])
  return Object.fromEntries(under)
}

/** The same store for a tool that dies at the chosen write. */
export const mortal = (store: WholeStore, fate: Fate): WholeStore => ({
  read: async (name) => fate.look('read', async () => store.read(name)),
  write: async (changes) => fate.deed('write', async () => store.write(changes)),
  claim: async (name, ttlMs) => store.claim(name, ttlMs),
  due: async (kind, now, limit) => store.due(kind, now, limit),
  list: (kind) => store.list(kind),
  replace: async (was, now) => fate.deed(`replace ${was.key}`, async () => store.replace(was, now)),
  ping: async () => store.ping(),
  close: async () => store.close(),
})

/** Everything begun under the old key is ended well under the new one alone. */
export const endsWell = async ({ town, ada, grace, gracesPage }: Day, word: string): Promise<void> => {
  restarted(town, alone)
  await gracesPage.types('totp', await totpCode(grace.seed, town.clock.now()))
  await gracesPage.sees('enrol.menu-codes')
  const page = await ada.getsToThePage()
  town.clock.forward(30_000)
  await ada.proves(page)
  await page.types('new-password', word)
  await page.sees('ended.done.reset')
  expect(town.directory.signIn('ada', word)).toBe('ok')
  await town.later(60_000)
  expect(town.tampered).toEqual([])
  expect(town.faults).toEqual([])
}
