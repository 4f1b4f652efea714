import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { en } from '../../../src/words/en.ts'
import { standing, type Room } from '../../support/slack/rooms.ts'
import type { SlackPerson } from '../../support/slack/person.ts'
import { ben, guest } from '../../support/teams/company.ts'
import { textsIn } from '../../support/teams/rooms.ts'
import { TeamsPerson } from '../../support/teams/teams-person.ts'
import { openDecisionRoom, reason, security, type DecisionRoom } from './decision-room.ts'
import { quiet } from './state.ts'

let it: DecisionRoom
/** What the directory was asked about by name. */
const sought: string[] = []
beforeAll(async () => {
  it = await openDecisionRoom()
  const { people } = it.office.directory
  const find = people.find.bind(people)
  people.find = (by, value) => (sought.push(value), find(by, value))
})
afterAll(async () => await it?.office.close())

/** What the newest message of the bot to them says, once all is at rest. */
const inSlack = async (who: SlackPerson, text: string, as: 'says' | 'slash' = 'says'): Promise<string> => {
  await who[as](text)
  await quiet(it.office)
  return textIn(who.dm, who)
}
const textIn = (room: Room, who: SlackPerson): string =>
  JSON.stringify(
    standing(room, who.account.id)
      .filter(({ drawings }) => drawings[0]?.bot_id !== undefined)
      .at(-1)
      ?.drawings.at(-1)?.blocks,
  )
const inTeams = async (who: TeamsPerson, text: string): Promise<string> => {
  await who.says(text)
  await quiet(it.office)
  return textsIn(who.newest).join('\n')
}

type Asks = (text: string) => Promise<string>
/** Whoever holds the role, however they ask. */
const helpdesk: readonly (readonly [string, () => Asks])[] = [
  ['Slack, in a message', () => (text) => inSlack(it.grace, text)],
  ['Slack, by the command', () => (text) => inSlack(it.grace, text, 'slash')],
  ['Teams', () => (text) => inTeams(it.office.ada, text)],
]
/** Everybody else: linked without the role, not linked, a guest. */
const others: readonly (readonly [string, () => Asks])[] = [
  ['somebody who is locked out, in Slack', () => (text) => inSlack(it.office.alice, text)],
  ['a colleague in Slack, in a message', () => (text) => inSlack(it.bob, text)],
  ['a colleague in Slack, by the command', () => (text) => inSlack(it.bob, text, 'slash')],
  ['a guest in Slack', () => (text) => inSlack(it.guest, text)],
  ['a colleague in Teams', () => (text) => inTeams(it.office.ben, text)],
  ['a guest in Teams', () => (text) => inTeams(new TeamsPerson(it.office.teams, guest), text)],
]

describe.each(helpdesk)('the helpdesk in %s', (_where, asksOf) => {
  test('reads how somebody stands and what they asked for, and neither secret nor reason', async () => {
    const said = await asksOf()('who alice')
    expect(said).toContain('alice (alice)')
    expect(said).toContain(en['who.open'])
    expect(said).toContain('Authenticator apps: 1.')
    expect(said).toContain('Linked chats: 1')
    expect(said).toMatch(/A request from .* waits for an approver\. Reference: /)
    for (const never of [it.office.recoveryCode, reason, it.office.alice.account.id])
      expect(said).not.toContain(never)
  })

  test('reads of somebody with nothing that there is nothing', async () => {
    const said = await asksOf()('who joan')
    for (const line of [en['who.open'], en['who.nothing-held'], en['who.unlinked']])
      expect(said).toContain(line)
    expect(said).not.toContain('A request from')
  })

  test('is told when nobody is meant, and when two could be', async () => {
    const { directory } = it.office
    expect(await asksOf()('who nobody-here')).toContain(en['who.none.line'])
    directory.change('id-joan', { mail: 'ben@corp.example' })
    directory.change('id-ben', { mail: 'b.en@corp.example' })
    expect(await asksOf()('who ben@')).toContain(en['who.ambiguous'])
    directory.change('id-joan', { mail: 'joan@corp.example' })
    directory.change('id-ben', { mail: 'ben@corp.example' })
  })
})

describe('anybody else', () => {
  beforeAll(async () => {
    for (const member of [ben, guest]) await it.office.teams.installs(member)
  })

  test.each(others)('%s is told the same of everybody, and nobody is looked up', async (_who, asksOf) => {
    const asks = asksOf()
    const before = [...sought].filter((name) => ['joan', 'nobody-here'].includes(name)).length
    const [there, not] = [await asks('who joan'), await asks('who nobody-here')]
    const sameButIds = (text: string): string => text.replaceAll(/"block_id":"[^"]*"/g, '')
    expect(sameButIds(there)).toBe(sameButIds(not))
    expect(there).toContain(en['who.refused'])
    expect(there).not.toContain('joan')
    expect(sought.filter((name) => ['joan', 'nobody-here'].includes(name))).toHaveLength(before)
  })
})

test('what was looked up stands in no channel', async () => {
  const { office, grace } = it
  await grace.slash('who alice', '/latchkey', office.alerts)
  await quiet(office)
  expect(textIn(grace.dm, grace)).toContain('Authenticator apps: 1.')
  const rooms = [office.alerts, office.onCall].map((room) => JSON.stringify(room.posts))
  const teams = office.teams.rooms.of(security.channel).flatMap(textsIn).join('\n')
  for (const room of [...rooms, teams]) expect(room).not.toContain('Authenticator apps: 1.')
})
