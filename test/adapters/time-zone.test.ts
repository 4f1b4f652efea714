import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modal } from '../../adapters/slack/form.ts'
import { scopes } from '../../adapters/slack/scopes.ts'
import { openPlatforms } from '../../src/assemble-platforms.ts'
import { demoConfig } from '../../src/config/demo.ts'
import type { Adapter, Drawn } from '../../src/house/port.ts'
import { installations } from '../../src/installations/installations.ts'
import { ShiftedClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { good, say } from '../../src/story/card.ts'
import { inWordsAt } from '../../src/words/render.ts'
import { SlackPerson } from '../support/slack/person.ts'
import { SlackStandIn } from '../support/slack/stand-in.ts'
import { configFor } from '../support/teams/adapter-host.ts'
import { ada, tenant } from '../support/teams/company.ts'
import { Teams } from '../support/teams/teams.ts'
import { TeamsPerson } from '../support/teams/teams-person.ts'
import { textsIn } from '../support/teams/rooms.ts'
import { Town } from '../support/world.ts'

/** An hour at which Tokyo, Berlin and UTC have three different days and hours between them. */
const at = `@${Date.UTC(2026, 5, 1, 22, 30)}`
const company = 'Tuesday 2 June at 07:30 GMT+9'
const own = 'Tuesday 2 June at 00:30 CEST'

const clock = new ShiftedClock()
let slack: SlackStandIn
let teams: Teams
let alice: SlackPerson
const adapters = new Map<string, Adapter>()

/** Both platforms as a service opens them, in a company in Tokyo. */
beforeAll(async () => {
  slack = await SlackStandIn.start({ now: () => clock.now() })
  teams = await Teams.start(() => clock.now())
  const corp = slack.platform.workspace('Corp')
  const install = slack.platform.install(corp, slack.platform.account(corp, 'admin'), scopes)
  const config = {
    ...demoConfig(0),
    timeZone: 'Asia/Tokyo',
    teams: configFor(teams),
    slack: {
      appId: slack.platform.appId,
      arrives: { mode: 'http' as const, signingSecret: new Secret(slack.platform.signingSecret) },
      speaks: { by: 'token' as const, botToken: new Secret(slack.platform.tokens.grant(install).access) },
      workspaces: [corp.id],
      enterprises: [],
      apiUrl: slack.apiUrl,
    },
  }
  const town = new Town()
  const journal = { append: () => Promise.resolve(), recent: () => [], close: () => Promise.resolve() }
  const open = await openPlatforms(config, clock, () => {})
  const kept = (platform: string) => installations(town.raw, town.keyring, platform)
  for (const one of open(journal, town.at.world, kept)) adapters.set(one.name, one)
  alice = new SlackPerson(slack, slack.platform.account(corp, 'alice'))
})
afterAll(async () => {
  await slack.stop()
  await teams.stop()
})

const platforms = {
  slack: {
    actor: () => ({ platform: 'slack', tenant: alice.team.id, user: alice.account.id }),
    reads: () => alice.sees().newest?.lines.join('\n') ?? '',
  },
  teams: {
    actor: () => ({ platform: 'teams', tenant, user: ada.oid }),
    reads: () => textsIn(new TeamsPerson(teams, ada).newest).join('\n'),
  },
} as const

describe.each(['slack', 'teams'] as const)('in %s a time on a card', (name) => {
  test.each<[string, Drawn['reader'], string]>([
    ['is the company’s for whom nothing is known of', undefined, company],
    ['is the company’s for who told no zone', {}, company],
    ['is the company’s for a zone that this machine does not know', { timeZone: 'Mars/Olympus' }, company],
    ['is the reader’s own where they told it', { timeZone: 'Europe/Berlin' }, own],
  ])('%s', async (what, reader, wanted) => {
    const { actor, reads } = platforms[name]
    const card = good(say('told.at', { at }))
    const sent = adapters.get(name)?.tell({ card, ...(reader && { reader }) }, actor(), `${name} ${what}`)
    expect(await sent).toEqual({ kind: 'sent' })
    expect(reads()).toContain(wanted)
  })
})

test('in a form of Slack it is told as on the card', () => {
  const told = (reader: Drawn['reader']): string => {
    const ask = { kind: 'code', name: 'code', label: say('hand-off.type-code'), digits: 6 } as const
    const form = { ask, title: say('hand-off.title'), lines: [say('told.at', { at })] }
    return JSON.stringify(modal({ ...form, ...(reader && { reader }) }, inWordsAt('Asia/Tokyo')).blocks)
  }
  expect(told(undefined)).toContain(company)
  expect(told({ timeZone: 'Europe/Berlin' })).toContain(own)
})
