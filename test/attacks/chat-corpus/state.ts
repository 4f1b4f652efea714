import { setTimeout as wait } from 'node:timers/promises'
import { latest } from '../../support/slack/rooms.ts'
import { chatOf } from '../../support/teams/roster.ts'
import type { Office } from './office.ts'

/** Whatever somebody could have changed, by name. */
export type State = ReadonlyMap<string, string>

/** Work that is on its way: while there is any, nothing can be said of what changed what. */
const underway: ReadonlySet<string> = new Set(['inbox', 'draw', 'outbox', 'audit', 'stop'])
/** The process says now and then that it lives. */
const restless: ReadonlySet<string> = new Set(['replica'])
const kindOf = (key: string): string => key.slice(0, key.indexOf(':'))

const keysOf = async ({ store }: Office): Promise<readonly string[]> => {
  const keys: string[] = []
  for await (const batch of store.list()) keys.push(...batch)
  return keys
}

/** Resolves when everything that was heard has been worked off. */
export const quiet = async (office: Office): Promise<void> => {
  while (await isBusy(office)) await wait(5)
}

/** What has a time of its own: while that has come for any, somebody is at it. */
const timed = ['flow', 'topic', 'alertcard', 'oncallcard'] as const

const isBusy = async (office: Office): Promise<boolean> => {
  if ((await keysOf(office)).some((key) => underway.has(kindOf(key)))) return true
  const due = await Promise.all(timed.map((kind) => office.store.due(kind, office.clock.now(), 1)))
  return due.some((keys) => keys.length > 0)
}

/** The store with every revision, the journal, what the directory was asked to do, everything said to anybody. */
export const stateOf = async (office: Office): Promise<State> => {
  const { store, acts, slack, teams, mails } = office
  const state = new Map<string, string>()
  for (const key of await keysOf(office)) {
    const stored = restless.has(kindOf(key)) ? undefined : await store.read(key)
    if (stored !== undefined) state.set(key, `${stored.rev} ${stored.value}`)
  }
  state.set('the journal', await office.audit())
  state.set('the directory', acts.join())
  state.set('calls to Slack', String(slack.platform.calls.length))
  state.set('calls to Teams', teams.connector.calls.join())
  state.set('mail', String(mails.length))
  return state
}

/** What is different, by name. */
export const changes = (before: State, after: State): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name))

/** Conversations, people and their links: what only their owner may move. */
const owned: ReadonlySet<string> = new Set([
  'flow',
  'person',
  'actor',
  'live',
  'freeze',
  'installation',
  'place',
])

/** The same, of what was there before and belongs to somebody; something new may come. */
export const trespasses = (before: State, after: State): readonly string[] =>
  changes(before, after).filter(
    (name) => name === 'the directory' || (before.has(name) && owned.has(kindOf(name))),
  )

/** What a decision would be kept in, and what others see of it. */
const decided: ReadonlySet<string> = new Set(['approver', 'approvers', 'alertcard', 'oncallcard'])

/** The same, of what is decided about a request, also where nothing was before. */
export const decisions = (before: State, after: State): readonly string[] =>
  changes(before, after).filter((name) => decided.has(kindOf(name)) || owned.has(kindOf(name)))

/** Everything that stands on somebody's screen. */
export const screens = ({ slack, teams, alice, ada }: Office): string =>
  JSON.stringify([
    alice.dm.posts.map((post) => latest(post)),
    teams.rooms.of(chatOf(ada.member)).map(({ states }) => states.at(-1)),
    slack.platform.views.top(alice.team.id, alice.account.id),
  ])
