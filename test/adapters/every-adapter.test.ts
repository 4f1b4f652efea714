import { PassThrough } from 'node:stream'
import { consoleChat } from '../../adapters/console/index.ts'
import { placeOf } from '../../adapters/slack/place.ts'
import type { Card } from '../../src/story/card.ts'
import { inWords } from '../../src/words/render.ts'
import { adapterContract, type AdapterUnderTest } from '../contracts/adapter.ts'
import { fakeDemo } from '../support/fake-demo.ts'
import { FakeHouse } from '../support/fake-house.ts'
import { phrasesOf } from '../support/phrases.ts'
import { TestChat } from '../support/test-chat.ts'
import { adapterHost } from '../support/teams/adapter-host.ts'
import { ada as adaInTeams, ben, tenant } from '../support/teams/company.ts'
import { chatOf } from '../support/teams/roster.ts'
import { textsIn } from '../support/teams/rooms.ts'
import { Teams } from '../support/teams/teams.ts'
import { TeamsPerson } from '../support/teams/teams-person.ts'
import { openPage } from './playground/open-page.ts'
import { Desk } from './slack/desk.ts'

const security = { id: 'team-1', name: 'Security', channel: '19:alerts@thread.tacv2' }
const onCall = { id: 'team-2', name: 'On call', channel: '19:oncall@thread.tacv2' }
const ada = (platform: string) => ({ platform, tenant: 'company', user: 'U-ADA' })
const nobody = (platform: string) => ({ platform, tenant: 'company', user: 'U-NOBODY' })

const testChat = async (): Promise<AdapterUnderTest> => {
  const adapter = new TestChat()
  adapter.hasOnCall = true
  const member = ada('test')
  adapter.profiles.set(member.user, {
    actor: member,
    displayName: 'Ada Kempe',
    kind: 'member',
    emailConfirmed: true,
  })
  const spoken = (cards: readonly (Card | undefined)[]): string =>
    cards.flatMap((c) => (c ? phrasesOf(c).map((p) => inWords(p)) : [])).join('\n')
  const cardsIn = (room: string) => (adapter.rooms.get(room) ?? []).map((m) => m.drawings.at(-1)?.card)
  const wordsIn = (room: string): string => spoken(cardsIn(room))
  const words = (): string => spoken([...cardsIn('D-ADA'), ...adapter.told.map(({ drawn }) => drawn.card)])
  return {
    adapter,
    house: new FakeHouse(adapter),
    member,
    nobody: nobody('test'),
    place: { platform: 'test', channel: 'D-ADA' },
    sees: words,
    channel: (room) => wordsIn(room),
    count: () => adapter.rooms.get('D-ADA')?.length ?? 0,
    close: () => Promise.resolve(),
  }
}

const inBrowser = async (): Promise<AdapterUnderTest> => {
  const { adapter, house, act, look, stop } = await openPage()
  const channel = 'D-U-ADA'
  const cards = async (): Promise<readonly { id: string }[]> => {
    const { thread } = await look()
    return thread.filter(({ from }: { from: string }) => from === 'bot')
  }
  return {
    adapter,
    house,
    member: ada('playground'),
    nobody: nobody('playground'),
    place: { platform: 'playground', channel },
    sees: async () => JSON.stringify(await cards()),
    count: async () => (await cards()).length,
    types: async (text) => (await act('say', { channel, text, id: text })).ok,
    channel: async (room) => JSON.stringify((await look())[room === 'alerts' ? 'alerts' : 'onCall']),
    presses: async () => {
      const message = (await cards()).at(-1)?.id
      await act('open', { channel, message, drawing: 0, name: 'pairing-code', id: 'press' })
    },
    pressesAlert: async (_label, room) => {
      const { alerts, alertChannel, onCall: called, onCallChannel } = await look()
      const [shown, at] = room === 'alerts' ? [alerts, alertChannel] : [called, onCallChannel]
      const on = { channel: at, message: shown.at(-1).id, drawing: 0, user: 'U-ADA' }
      await act('press', { ...on, name: 'decide', value: 'yes', id: 'alert' })
    },
    close: stop,
  }
}

const inTerminal = async (): Promise<AdapterUnderTest> => {
  const printed: string[] = []
  const input = new PassThrough()
  const { people } = fakeDemo().demo
  const write = (line: string): void => void printed.push(line)
  const adapter = consoleChat({ name: 'console', tenant: 'company', people, words: inWords, input, write })
  const house = new FakeHouse(adapter)
  const stop = await adapter.start(house)
  const types = async (text: string): Promise<boolean> => {
    input.write(`${text}\n`)
    while (house.heard.length === 0 && !printed.join().includes('ERR_')) await new Promise(setImmediate)
    return house.heard.length > 0
  }
  return {
    adapter,
    house,
    types,
    member: ada('console'),
    nobody: nobody('console'),
    place: { platform: 'console', channel: 'U-ADA' },
    sees: () => printed.filter((line) => !line.startsWith('#')).join('\n'),
    channel: () => printed.join('\n'),
    presses: async () => void (await types('1')),
    close: async () => {
      input.end()
      await stop()
    },
  }
}

const inSlack = async (): Promise<AdapterUnderTest> => {
  const desk = await Desk.open({ alerts: true })
  const [alice, bob] = [desk.person('alice'), desk.person('bob')]
  const rooms = { alerts: desk.alerts, 'on-call': desk.onCall } as const
  for (const { account } of [alice, bob])
    for (const { members } of Object.values(rooms)) members.add(account.id)
  const { id: tenant } = desk.corp
  const look = () => alice.sees().messages.filter((m) => m.fromApp)
  return {
    adapter: desk.adapter,
    house: desk.house,
    member: { platform: 'slack', tenant, user: alice.account.id },
    nobody: { platform: 'slack', tenant, user: 'U0NOBODY' },
    place: placeOf({ team: tenant, channel: alice.dm.id, home: false }),
    sees: () => JSON.stringify(look()),
    count: () => look().length,
    channel: (room) => JSON.stringify(bob.reads(rooms[room])),
    privately: () =>
      JSON.stringify([...look(), ...Object.values(rooms).flatMap((room) => alice.reads(room))]),
    pressesAlert: async (label, room) => void (await alice.presses(label, { channel: rooms[room] })),
    types: async (text) => (await alice.says(text)).answer?.status === 200,
    presses: async (label) => void (await alice.presses(label)),
    losesAnswer: () =>
      desk.slack.platform.trouble.order(
        { kind: 'cut', after: true },
        { method: 'chat.postMessage', times: 1 },
      ),
    close: async () => await desk.close(),
  }
}

const inTeams = async (): Promise<AdapterUnderTest> => {
  const teams = await Teams.start()
  const heard: { house?: FakeHouse } = {}
  const host = await adapterHost(teams, (adapter) => (heard.house = new FakeHouse(adapter)), {
    change: { alertChannel: security.channel, onCallChannel: onCall.channel },
  })
  const rooms = { alerts: security, 'on-call': onCall } as const
  for (const room of Object.values(rooms)) await teams.joins(room, ben)
  const person = new TeamsPerson(teams, adaInTeams)
  return {
    adapter: host.adapter,
    house: heard.house ?? new FakeHouse(host.adapter),
    member: { platform: 'teams', tenant, user: adaInTeams.oid },
    nobody: { platform: 'teams', tenant, user: '00000000-0000-4000-8000-000000000999' },
    place: { platform: 'teams', channel: `${tenant}/${chatOf(adaInTeams)}` },
    sees: () => person.messages.flatMap(textsIn).join('\n'),
    channel: (room) => person.reads(rooms[room]).flatMap(textsIn).join('\n'),
    pressesAlert: async (label, room) => void (await person.pressesIn(rooms[room], label)),
    count: () => person.messages.length,
    // Forms stand on the cards, so nothing is opened by a press.
    types: async (text) => (await person.says(text)).status === 200,
    close: async () => {
      await host.stop()
      await teams.stop()
    },
  }
}

adapterContract('the chat of the tests', testChat)
adapterContract('the playground', inBrowser)
adapterContract('the terminal', inTerminal)
adapterContract('Slack', inSlack)
adapterContract('Microsoft Teams', inTeams)
