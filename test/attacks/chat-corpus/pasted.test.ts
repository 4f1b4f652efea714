import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { en } from '../../../src/words/en.ts'
import { Vault, type Hay } from '../../secrecy/search.ts'
import { fieldsOn } from '../../support/teams/card-reading.ts'
import { textsIn } from '../../support/teams/rooms.ts'
import { openOffice, type Office } from './office.ts'
import { quiet } from './state.ts'

let office: Office
const opened: string[] = []
const printed: unknown[] = []
const vault = new Vault()
beforeAll(async () => {
  process.on('warning', (warning) => printed.push(String(warning.stack)))
  for (const name of ['error', 'warn', 'info', 'log', 'debug'] as const)
    vi.spyOn(console, name).mockImplementation((...words: unknown[]) => void printed.push(inspect(words)))
  office = await openOffice()
  const seal = office.keys.seal.bind(office.keys)
  // Also to whoever has the key.
  office.keys.seal = (purpose, text, bound) => {
    opened.push(text)
    return seal(purpose, text, bound)
  }
})
afterAll(async () => await office.close())

/** A password of its own for each way, so that one that leaks tells which way. */
const canary = (way: string, password = `Kettle-${way.replaceAll(/\W/g, '')}-Violin#4`): string => {
  vault.takes(way, password)
  return password
}

/** All that left the process or lies in it, but for what the platforms themselves keep of what people send. */
const stack = async (): Promise<readonly Hay[]> => {
  const { written, said, mails, slack, teams, ada, ben } = office
  const hay = (where: string, what: unknown): Hay => ({
    where,
    bytes: Buffer.from(typeof what === 'string' ? what : JSON.stringify(what)),
  })
  return [
    hay('store', written.join('\n')),
    hay('store, opened', opened.join('\n')),
    hay('log', said.join('')),
    hay('print', printed),
    hay('audit', await office.audit()),
    hay('mail', mails),
    hay('calls to Slack', slack.platform.calls),
    hay(
      'answers to Slack',
      slack.courier.sent.map(({ answer }) => answer),
    ),
    hay(
      'calls to Teams',
      [ada, ben].map(({ chat }) => [teams.rooms.of(chat), teams.connector.calls]),
    ),
    hay(
      'answers to Teams',
      teams.deliveries.sent.map(({ body }) => body),
    ),
  ]
}

const inSlack = (): string => JSON.stringify(office.alice.sees().messages)
const inTeams = (): string => office.ada.messages.flatMap((message) => textsIn(message)).join('\n')
const times = (words: string, text: string): number => text.split(words).length - 1

/** Does it, and the person is told once more what to do. */
const told = async (screen: () => string, what: () => Promise<unknown>): Promise<void> => {
  await quiet(office)
  const before = times(en['pasted-password.title'], screen())
  await what()
  await quiet(office)
  expect(times(en['pasted-password.title'], screen())).toBe(before + 1)
  expect(screen()).toContain(en['pasted.delete'])
}

test('a password pasted into Slack, by every way there is, is recognised', async () => {
  const { alice } = office
  await told(inSlack, async () => await alice.says(canary('message')))
  await told(inSlack, async () => await alice.says(`my password is ${canary('sentence')}, please help 🙏`))
  await told(inSlack, async () => await alice.slash(canary('command')))
  await alice.says('I forgot my password')
  await quiet(office)
  const browser = await office.browser()
  await browser.opens(alice.link(en['hand-off.open']))
  await quiet(office)
  await alice.presses(en['hand-off.type-code'])
  await quiet(office)
  await told(inSlack, async () => await alice.fills({ answer: canary('form', 'Kt9#formViolin') }))
})

test('and into Teams', async () => {
  const { ada } = office
  await told(inTeams, async () => await ada.says(canary('teams message')))
  await ada.says('I forgot my password')
  await quiet(office)
  const browser = await office.browser()
  await browser.opens(ada.link(en['hand-off.open']))
  await quiet(office)
  const card = ada.card
  const [field = ''] = fieldsOn(card).keys()
  ada.fills(field, canary('card, executed'))
  await told(inTeams, async () => await ada.presses(en['teams.send'], { on: card }))
  await ada.says('status')
  await quiet(office)
  const hidden = { 'typed-pairing-code': canary('card, submitted') }
  await told(
    inTeams,
    async () =>
      await ada.presses(en['teams.send'], {
        on: card,
        as: 'submit',
        change: (activity) => ({ ...activity, value: Object.assign({}, activity['value'], hidden) }),
      }),
  )
})

test('and where nobody looks for one, it is no more kept', async () => {
  const { alice, ada, slack, teams } = office
  await alice.edits(canary('edit'))
  await slack.events.subtype(alice.dm, alice.account, 'me_message', canary('subtype'))
  await slack.courier.send('interactive', { type: 'shortcut', text: canary('kind that nobody knows') })
  await alice.says('x', { unsigned: true, path: `/slack/events?${encodeURIComponent(canary('address'))}` })
  await teams.from(ada.member, { type: 'message', text: canary('refused') }, { claims: { aud: 'x' } })
  await teams.from(ada.member, { type: 'invoke', name: 'x', value: { a: canary('invoke') } })
  const said = await ada.says('hello')
  await ada.edits(said, canary('teams edit'))
  await quiet(office)
})

test('not echoed, not logged, not stored, in no way of writing it; the trail says that it happened', async () => {
  expect(vault.foundIn(await stack())).toEqual([])
  const refused = (await office.audit()).split('\n').filter((line) => line.includes('"secret.refused"'))
  expect(refused).toHaveLength(7)
  const seen = vault.foundIn([
    { where: 'what was sent', bytes: Buffer.from(office.slack.courier.sent.map(({ raw }) => raw).join()) },
    { where: 'what was sent', bytes: Buffer.from(office.teams.deliveries.sent.map(({ raw }) => raw).join()) },
    { where: 'what was sent', bytes: Buffer.from(office.slack.courier.sent.map(({ url }) => url).join()) },
  ])
  expect(new Set(seen.map(({ what }) => what))).toEqual(new Set(vault.kinds()))
})
