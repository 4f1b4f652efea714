import { afterAll, beforeAll, expect, test } from 'vitest'
import { minute } from '../../../src/lib/clock.ts'
import { en } from '../../../src/words/en.ts'
import type { Json } from '../../support/slack/json.ts'
import type { SlackPerson } from '../../support/slack/person.ts'
import { standing } from '../../support/slack/rooms.ts'
import { openDecisionRoom, reason, slackCard, type DecisionRoom } from './decision-room.ts'
import { decisions, quiet, screens, stateOf } from './state.ts'

let it: DecisionRoom
beforeAll(async () => {
  it = await openDecisionRoom()
  // Who somebody is, is noted at their first word.
  for (const who of [it.grace, it.bob, it.guest]) await presses(deny, who, { ts: '1.000001' })
})
afterAll(async () => await it?.office.close())

interface Forged {
  readonly by?: Json
  readonly channel?: string
  readonly ts?: string
  readonly value?: unknown
  readonly container?: Json
  readonly trigger?: string
}

/** A press as Slack would send it, with whatever the attacker chose of it. */
const presses = async (label: string, who: SlackPerson, forged: Forged = {}): Promise<unknown> => {
  const { slack, corp, alerts } = it.office
  const card = slackCard(alerts)
  return await slack.courier.send('interactive', {
    type: 'block_actions',
    api_app_id: slack.platform.appId,
    team: { id: corp.id },
    trigger_id: forged.trigger ?? slack.platform.id('1.2.'),
    user: { id: who.account.id, team_id: corp.id, ...forged.by },
    container: {
      type: 'message',
      channel_id: forged.channel ?? alerts.id,
      message_ts: forged.ts ?? card.ts,
      ...forged.container,
    },
    actions: [
      {
        action_id: 'answer-2-0',
        value: 'value' in forged ? forged.value : card.value(label),
        action_ts: slack.platform.ts(),
      },
    ],
  })
}

/** What somebody alone is told, wherever, by message. */
const whispers = (who: SlackPerson): ReadonlyMap<string, string> =>
  new Map(
    [it.office.alerts, it.office.onCall, who.dm].flatMap((room) =>
      standing(room, who.account.id)
        .filter(({ ephemeralTo }) => room === who.dm || ephemeralTo !== undefined)
        .map(({ drawings }) => [String(drawings[0]?.ts), JSON.stringify(drawings.at(-1)?.blocks)]),
    ),
  )

/** What moved, and what the presser alone was told: nothing is silence. */
const outcome = async (who: SlackPerson, deed: () => Promise<unknown>) => {
  await quiet(it.office)
  const [before, heard] = [await stateOf(it.office), whispers(who)]
  await deed()
  await quiet(it.office)
  const moved = decisions(before, await stateOf(it.office))
  const told = [...whispers(who)].filter(([ts, text]) => heard.get(ts) !== text).map(([, text]) => text)
  return { moved, told: told.join('\n') }
}

const approve = en['approval.approve']
const deny = en['approval.deny']
const call = en['approval.call']
const stale = en['approver.stale.title']
const unlinked = en['approval.no.not-linked'].slice(0, 40)
const yourself = en['approval.no.yourself']
const silence = ''

/** The press that the card carries, changed. */
const bent = (change: Json, label = deny): string => {
  const press: Json = JSON.parse(slackCard(it.office.alerts).value(label))
  return JSON.stringify({ ...press, ...change })
}
const made = 'A'.repeat(22)

type Attack = readonly [string, () => SlackPerson, () => Promise<unknown>, string]
const by = {
  grace: () => it.grace,
  bob: () => it.bob,
  guest: () => it.guest,
  alice: () => it.office.alice,
}
const graces = (what: string, forged: () => Forged, told: string): Attack => [
  `an approver, with ${what}`,
  by.grace,
  () => presses(deny, it.grace, forged()),
  told,
]

const attacks: readonly Attack[] = [
  ...[approve, deny, call].flatMap((label): Attack[] => [
    [`a colleague without an account presses ${label}`, by.bob, () => presses(label, it.bob), unlinked],
    [`a guest presses ${label}`, by.guest, () => presses(label, it.guest), unlinked],
    [`the person themself presses ${label}`, by.alice, () => presses(label, it.office.alice), yourself],
  ]),
  [
    'somebody of another company with the approver’s id',
    by.bob,
    () => presses(deny, it.grace, { by: { team_id: 'T0NINE' } }),
    silence,
  ],
  graces('the id of a request that was never made', () => ({ value: bent({ flow: made }) }), stale),
  graces('the id of no request', () => ({ value: bent({ flow: undefined }) }), en['desk.greeting']),
  graces('an id that names a key of the store', () => ({ value: bent({ flow: '../approver:x' }) }), stale),
  graces('an id that names a prototype', () => ({ value: bent({ flow: '__proto__' }) }), stale),
  graces('the button in another channel', () => ({ channel: 'C0OTHERS' }), silence),
  graces('the button in the channel of whoever is on call', () => ({ channel: it.office.onCall.id }), stale),
  graces('the button in a direct message', () => ({ channel: it.grace.dm.id }), silence),
  graces('the button on what only they see', () => ({ container: { is_ephemeral: true } }), silence),
  graces('the button on another message', () => ({ ts: '1.000001' }), stale),
  graces('the button on no message', () => ({ container: { message_ts: undefined } }), stale),
  graces('the button of an older drawing', () => ({ value: bent({ prompt: 'await-approval:1' }) }), stale),
  graces('no drawing', () => ({ value: bent({ prompt: undefined }) }), stale),
  graces('a word that no button has', () => ({ value: bent({ value: 'approved' }) }), en['approval.pardon']),
  graces('an answer without end', () => ({ value: bent({ value: 'deny'.repeat(400) }) }), silence),
  graces('somebody else’s name in it', () => ({ value: bent({ actor: 'U1', user: 'U1' }) }), silence),
  graces('half a character', () => ({ value: `\ud800${bent({})}` }), silence),
  graces(
    'a prototype in it',
    () => ({ value: bent({}).replace('{', '{"__proto__":{"value":"deny"},') }),
    silence,
  ),
  graces('nothing but brackets', () => ({ value: '['.repeat(1900) }), silence),
  graces('a number', () => ({ value: 7 }), silence),
  graces('the person’s own button', () => ({ value: bent({ name: 'cancel', value: 'cancel' }) }), silence),
]

test.each(attacks)('%s: nothing is decided, and only they are told', async (_what, who, deed, told) => {
  const came = await outcome(who(), deed)
  expect(came.moved).toEqual([])
  if (told === silence) expect(came.told).toBe('')
  else expect(came.told).toContain(told)
  expect(came.told).not.toContain(reason)
})

test('a press that counted counts once, however often and late it comes', async () => {
  const { grace, office } = it
  const trigger = office.slack.platform.id('1.2.')
  const value = slackCard(office.alerts).value(call)
  const first = await outcome(grace, () => presses(call, grace, { trigger }))
  expect(first.moved.map((key) => key.split(':')[0])).toEqual(expect.arrayContaining(['flow', 'alertcard']))
  const again = await outcome(grace, () => presses(call, grace, { trigger, value }))
  expect(again).toEqual({ moved: [], told: '' })
  const anew = await outcome(grace, () => presses(call, grace, { value }))
  expect(anew).toEqual({ moved: [], told: expect.stringContaining(stale) })
  const others = await outcome(it.bob, () => presses(en['approval.release'], it.bob))
  expect(others).toEqual({ moved: [], told: expect.stringContaining(unlinked) })
})

test('once it is called out, the same holds before whoever is on call', async () => {
  const { office, grace, bob } = it
  office.clock.forward(6 * minute)
  await quiet(office)
  const onCall = { channel: office.onCall.id, ts: slackCard(office.onCall).ts }
  const value = slackCard(office.onCall).value(deny)
  for (const [who, told] of [
    [bob, unlinked],
    [office.alice, yourself],
  ] as const)
    expect(await outcome(who, () => presses(deny, who, { ...onCall, value }))).toEqual({
      moved: [],
      told: expect.stringContaining(told),
    })
  const swapped = { ...onCall, channel: office.alerts.id, value }
  expect(await outcome(grace, () => presses(deny, grace, swapped))).toEqual({
    moved: [],
    told: expect.stringContaining(stale),
  })
})

test('and the approver decides; then nothing of it counts any more, and the person never read why', async () => {
  const { office, grace, bob } = it
  const last = slackCard(office.alerts).value(deny)
  const onCall = { channel: office.onCall.id, ts: slackCard(office.onCall).ts }
  await presses(deny, grace, { ...onCall, value: slackCard(office.onCall).value(deny) })
  await quiet(office)
  expect((await office.audit()).match(/"approval\.denied"/g)).toHaveLength(1)
  for (const who of [grace, bob])
    expect(await outcome(who, () => presses(deny, who, { value: last }))).toEqual({
      moved: [],
      told: expect.stringContaining(en['approver.over.title']),
    })
  expect(JSON.stringify(office.alice.sees())).toContain(en['ended.denied'])
  expect(screens(office), 'the reasons').not.toContain(reason)
  expect([office.acts.filter((act) => act.startsWith('commit')), 'polluted' in {}]).toEqual([[], false])
})
