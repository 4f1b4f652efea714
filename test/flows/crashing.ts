import { expect } from 'vitest'
import type { ShiftedClock } from '../../src/lib/clock.ts'
import { minute, second } from '../../src/lib/clock.ts'
import type { Store } from '../../src/story/record.ts'
import { askedSets } from '../../src/factors/activity-questions/asked.ts'
import { Browser } from '../support/browser.ts'
import { Fate, Killed } from '../support/kill.ts'
import { cardsSaying } from '../support/notices.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'
import { approves } from './approving-scene.ts'
import { value } from './questioning-scene.ts'

const old = 'Winter-Lake-2026'
export const fresh = 'Otter-Bridge-Candle-9'

/** What the person wants, and where it ends: whoever is killed on the way, they try again until it is reached. */
export interface Wish {
  readonly says: string
  readonly until: 'ended.done.reset' | 'ended.done.change' | 'ended.done.unlock' | 'ended.done.unfreeze'
  /** What is true, or goes wrong, before; who approves, where somebody must. */
  prepare(town: Town, ada: Person): void | Promise<void> | Promise<Person>
  /** Password writes; none where the password stays. */
  readonly writes: number
}

interface Errand {
  readonly wish: Wish
  readonly ada: Person
  readonly town: Town
  page?: Browser
  readonly approver?: Person
}

/** A process that dies takes its answer with it; the person sees an error and tries again. */
const tried = async (act: () => Promise<unknown>): Promise<void> => {
  try {
    await act()
  } catch (cause) {
    if (!(cause instanceof Killed)) throw cause
  }
}

/** Another process takes over once leases and rests are over, and works off what is due. */
const takesOver = async (town: Town, fate: Fate): Promise<void> => {
  town.at = town.machine(fate)
  for (const wait of [31 * second, 10 * second]) {
    town.clock.forward(wait)
    await tried(() => town.at.rest())
  }
}

const titleOf = (ada: Person): string => (ada.messages.length === 0 ? 'nothing' : ada.drawn.card.title.id)

const pageAwaits: ReadonlySet<string> = new Set([
  'hand-off.title',
  'prove.chat-title',
  'password.chat-title',
  'change.chat-title',
  'unlock.chat-title',
])

/** One sensible next thing to do, by what is seen. */
const nextThing = async (errand: Errand): Promise<void> => {
  const { ada, town } = errand
  if (titleOf(ada) === 'questions.title') return await ada.presses('question', value(ada, true))
  const page = await errand.page?.page()
  const on = errand.page
  if (on !== undefined && page !== undefined && page.outcome === undefined) {
    if (page.card.title.id === 'approval.wait-title' && errand.approver !== undefined)
      return void (await approves({ town, flow: on.flow }, errand.approver))
    const asks = page.card.asks.map((a) => ('name' in a ? a.name : ''))
    if (asks.includes('pairing-code')) return await ada.says(await on.code())
    if (asks.includes('new-password')) return void (await on.types('new-password', fresh))
    if (asks.includes('password-change')) return void (await on.changes(old, fresh))
    if (asks.includes('unlock')) return void (await on.presses('unlock'))
    if (errand.wish.until === 'ended.done.unfreeze') return void (await on.passkey(ada.device))
    if (asks.includes('totp')) {
      town.clock.forward(30 * second)
      return void (await on.types('totp', await ada.totp()))
    }
    if (asks.includes('recovery-codes'))
      return void (await on.types('recovery-codes', ada.codes.shift() ?? ''))
  }
  const { url } = ada.messages.length === 0 ? { url: undefined } : ada.drawn
  if (pageAwaits.has(titleOf(ada)) && url !== undefined) {
    errand.page ??= await Browser.make(town)
    await errand.page.opens(url)
    return
  }
  // A check that was counted and never answered is not given back: those who keep crashing wait for the lockout window.
  if (titleOf(ada) === 'ended.no-checks-left') town.clock.forward(31 * minute)
  await ada.says(errand.wish.says)
}

/** Runs the errand to its end with one fate after another; the last process is not killed. */
export const ran = async (
  wish: Wish,
  fates: readonly Fate[],
  store?: (clock: ShiftedClock) => Store,
): Promise<{ readonly town: Town; readonly ada: Person; readonly things: number }> => {
  const town = new Town(store)
  const passkey = wish.until === 'ended.done.unfreeze' ? (['webauthn'] as const) : []
  const ada = await enrolled(town, 'ada', ['totp', 'recovery-codes', ...passkey])
  const commit = town.directory.commit.commit.bind(town.directory.commit)
  town.directory.commit.commit = async (order) => {
    const intents = town.events('commit.intent').map((e) => e.detail?.['op'])
    expect(intents, 'the intent is journalled before the directory is written').toContain(order.op)
    return await commit(order)
  }
  const unlock = town.directory.commit.unlock.bind(town.directory.commit)
  town.directory.commit.unlock = async (person) => {
    const told = town.journal.filter((e) => e.event.startsWith('unlock.')).at(-1)
    expect(told?.event, 'the intent is journalled before the lock is lifted').toBe('unlock.intent')
    return await unlock(person)
  }
  const approver = (await wish.prepare(town, ada)) ?? undefined
  const [first = new Fate(), ...others] = fates
  const waiting = [...others]
  town.at = town.machine(first)
  const errand: Errand = { wish, ada, town, ...(approver && { approver }) }
  let things = 0
  for (; things < 40 && titleOf(ada) !== wish.until; things++) {
    if (town.at.fate.dead) await takesOver(town, waiting.shift() ?? new Fate())
    if (titleOf(ada) === wish.until) break
    await tried(() => nextThing(errand))
  }
  for (let n = 0; n < 4; n++) {
    if (town.at.fate.dead) await takesOver(town, waiting.shift() ?? new Fate())
    town.clock.forward(minute)
    await tried(() => town.at.rest())
  }
  return { town, ada, things }
}

/** What each act leaves behind. */
const acts = {
  commit: {
    intent: 'commit.intent',
    done: 'commit.committed',
    told: 'told.password-changed',
    password: fresh,
  },
  unlock: { intent: 'unlock.intent', done: 'unlock.unlocked', told: 'told.unlocked', password: old },
} as const

/** However it went, it ended well: done once, recorded once, told everywhere, and nothing left on. */
export const endedWell = async (run: { town: Town; ada: Person }, wish: Wish): Promise<void> => {
  const { town, ada } = run
  expect(titleOf(ada)).toBe(wish.until)
  expect((await town.at.world.freezes.of(ada.id)).value.talks, 'nothing is on any more').toEqual([])
  expect(town.directory.account(ada.id).version, 'password writes').toBe(1 + wish.writes)
  if (wish.until === 'ended.done.unfreeze') await openedWell(run)
  else actedWell(run, acts[wish.until === 'ended.done.unlock' ? 'unlock' : 'commit'])
  const yes = town.events('approval.granted').map(({ id }) => id)
  expect(new Set(yes).size, 'approved once for each that was asked').toBe(
    new Set(town.events('approval.requested').map(({ detail }) => detail?.['digest'])).size,
  )
  await countedFirst(run)
  expect(town.faults.filter((f) => !(f instanceof Error) || f.name !== 'Fault')).toEqual([])
  expect(town.tampered).toEqual([])
  expect(town.chat.twice, 'cards posted twice').toEqual([])
}

/** Every set that was shown was counted first, and each was judged once at most. */
const countedFirst = async ({ town, ada }: { town: Town; ada: Person }): Promise<void> => {
  const shown = new Set(town.events('questions.asked').map(({ flow }) => flow))
  const kept = await askedSets(town.at.store).of(ada.id)
  expect(kept.value.sets.length, 'sets of questions counted').toBe(shown.size)
  const over = town.journal.filter(({ event }) => /^questions\.(answered|skipped)$/.test(event))
  expect(new Set(over.map(({ id }) => id)).size, 'sets answered').toBeLessThanOrEqual(shown.size)
}

/** A freeze was lifted once, and helpdesk and owner heard of it. */
const openedWell = async ({ town, ada }: { town: Town; ada: Person }): Promise<void> => {
  expect((await town.at.world.freezes.of(ada.id)).value.frozenAt).toBeUndefined()
  const opened = town.events('self-service.unfrozen')
  expect(new Set(opened.map((e) => e.id)).size, 'opened once').toBe(1)
  expect(ada.told).toContain('told.unfrozen')
  const keys = town.chat.told.filter((t) => t.drawn.card.title.id === 'told.unfrozen').map((t) => t.key)
  expect(new Set(keys).size, 'told.unfrozen has one key').toBe(1)
  expect(cardsSaying(town, 'alert.unfrozen'), 'alert.unfrozen on one card').toBe(1)
  const mails = town.mails.filter((m) => m.subject.includes('opened again'))
  expect(new Set(mails.map((m) => m.key)).size, 'mails').toBe(1)
}

/** One intent before the act, one outcome after it, told everywhere. */
const actedWell = (
  { town, ada }: { town: Town; ada: Person },
  act: (typeof acts)[keyof typeof acts],
): void => {
  expect(town.directory.signIn('ada', act.password)).toBe('ok')
  const { journal } = town
  const ops = new Set(journal.filter((e) => e.event === act.intent).map((e) => String(e.detail?.['op'])))
  const outcomes = new Map<string, Set<string>>()
  for (const { event, detail } of journal) {
    if (!/^(commit|unlock)\./.test(event) || event === act.intent) continue
    const op = String(detail?.['op'])
    outcomes.set(op, (outcomes.get(op) ?? new Set()).add(event))
    expect(ops, 'an outcome without its intent').toContain(op)
  }
  for (const [op, said] of outcomes) expect([...said], `one word on ${op}`).toHaveLength(1)
  const done = [...outcomes].filter(([, said]) => said.has(act.done))
  expect(done, 'done once').toHaveLength(1)
  expect(ada.told).toContain(act.told)
  const keys = new Set(town.chat.told.filter((t) => t.drawn.card.title.id === act.told).map((t) => t.key))
  expect(keys.size, 'notices of one act have one key').toBe(1)
  expect(town.mails.length, 'mails').toBeGreaterThan(0)
  expect(new Set(town.mails.map((m) => m.key)).size).toBe(1)
}
