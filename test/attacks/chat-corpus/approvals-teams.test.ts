import { afterAll, beforeAll, expect, test } from 'vitest'
import { minute } from '../../../src/lib/clock.ts'
import { en } from '../../../src/words/en.ts'
import type { Json } from '../../support/teams/activities.ts'
import { ada, ben, guest, stranger, type Member } from '../../support/teams/company.ts'
import { textsIn } from '../../support/teams/rooms.ts'
import { chatOf } from '../../support/teams/roster.ts'
import { duty, openDecisionRoom, reason, security, teamsCard, type DecisionRoom } from './decision-room.ts'
import { decisions, quiet, screens, stateOf } from './state.ts'

let it: DecisionRoom
beforeAll(async () => {
  it = await openDecisionRoom()
  for (const member of [ada, ben, guest]) {
    await it.office.teams.installs(member)
    // Who somebody is, is noted at their first word.
    await presses(member, { thread: '1' })
  }
})
afterAll(async () => await it?.office.close())

const approve = en['approval.approve']
const deny = en['approval.deny']
const call = en['approval.call']

interface Forged {
  readonly label?: string
  /** Instead of what the button carries. */
  readonly data?: unknown
  readonly change?: Json
  readonly team?: typeof security
  readonly thread?: string
  readonly as?: 'execute' | 'submit'
  readonly activity?: (activity: Json) => Json
}

/** A press as a client sends it, with whatever the attacker chose of it. */
const presses = async (member: Member, forged: Forged = {}): Promise<unknown> => {
  const { office } = it
  const { label = deny, team = security, as = 'execute', activity } = forged
  const card = teamsCard(office, team === duty ? duty : security)
  const data = 'data' in forged ? forged.data : { ...card.data(label), nonce: nonce(), ...forged.change }
  const thread = forged.thread ?? card.id
  const rest =
    as === 'execute'
      ? {
          type: 'invoke',
          name: 'adaptiveCard/action',
          value: { action: { type: 'Action.Execute', verb: 'press', data } },
        }
      : { type: 'message', value: data }
  return await office.teams.fromChannel(
    member,
    team,
    thread,
    { ...rest, replyToId: thread },
    activity && { change: activity },
  )
}

/** Two presses of one drawing within seconds are a double click: each attack is a press of its own. */
let count = 0
const nonce = (): string => `nonce-${(count += 1)}`

const whispers = (member: Member): ReadonlyMap<string, string> =>
  new Map(it.office.teams.rooms.of(chatOf(member)).map((one) => [one.id, textsIn(one).join('\n')]))

/** What moved, and what the presser alone was told: nothing is silence. */
const outcome = async (member: Member, deed: () => Promise<unknown>) => {
  await quiet(it.office)
  const [before, heard] = [await stateOf(it.office), whispers(member)]
  await deed()
  await quiet(it.office)
  const moved = decisions(before, await stateOf(it.office))
  const told = [...whispers(member)].filter(([id, text]) => heard.get(id) !== text).map(([, text]) => text)
  return { moved, told: told.join('\n') }
}

const stale = en['approver.stale.title']
const unlinked = en['approval.no.not-linked'].slice(0, 40)
const rightless = en['approval.no.no-right']
const silence = ''
const made = 'A'.repeat(22)
const elsewhere = { id: '19:fun@thread.tacv2', name: 'Fun', channel: '19:fun@thread.tacv2' }
const inGroupChat = (activity: Json): Json => ({
  ...activity,
  conversation: { conversationType: 'groupChat', tenantId: ada.tenant, id: security.channel },
})

type Attack = readonly [string, Member, Forged, string]
const adas = (what: string, forged: Forged, told: string): Attack => [
  `an approver, with ${what}`,
  ada,
  forged,
  told,
]

const attacks: readonly Attack[] = [
  ...[approve, deny, call].flatMap((label) =>
    (['execute', 'submit'] as const).flatMap((as): Attack[] => [
      [`a colleague without the right presses ${label} (${as})`, ben, { label, as }, rightless],
      [`a guest presses ${label} (${as})`, guest, { label, as }, unlinked],
      [`a stranger presses ${label} (${as})`, stranger, { label, as }, silence],
    ]),
  ),
  [
    'a colleague says in the card who they are',
    ben,
    {
      change: {
        actor: { platform: 'teams', tenant: ada.tenant, user: ada.oid },
        user: ada.oid,
        from: ada.oid,
      },
    },
    rightless,
  ],
  [
    'a colleague bears the approver’s name',
    ben,
    { activity: (a) => ({ ...a, from: { id: '29:1x', name: 'ada', aadObjectId: ben.oid } }) },
    rightless,
  ],
  adas('the id of a request that was never made', { change: { flow: made } }, stale),
  adas('an id that names a key of the store', { change: { flow: '../approver:x' } }, stale),
  adas('an id that names a prototype', { change: { flow: '__proto__' } }, stale),
  adas('an id without end', { change: { flow: made.repeat(20) } }, silence),
  adas('the id of no request', { change: { flow: undefined } }, en['desk.greeting']),
  adas('the button in another channel', { team: elsewhere }, silence),
  adas('the button in a group chat of that name', { activity: inGroupChat }, silence),
  adas('the button of an older drawing', { change: { prompt: 'await-approval:1' } }, stale),
  adas('no drawing', { change: { prompt: undefined } }, stale),
  adas('the button on another message', { thread: '17' }, stale),
  adas('a word that no button has', { change: { value: 'approved' } }, en['approval.pardon']),
  adas('an answer without end', { change: { value: 'deny'.repeat(400) } }, silence),
  adas('an answer that is a list', { change: { value: ['deny'] } }, silence),
  adas('no nonce', { change: { nonce: undefined } }, silence),
  adas('a text for a card', { data: 'deny' }, silence),
  adas('a list for a card', { data: [] }, silence),
  adas('a prototype for a card', { data: JSON.parse('{"__proto__":{"latchkey":"press"}}') }, silence),
  adas('the person’s own button', { change: { name: 'cancel', value: 'cancel' } }, silence),
]

test.each(attacks)('%s: nothing is decided, and only they are told', async (_what, who, forged, told) => {
  const came = await outcome(who, () => presses(who, forged))
  expect(came.moved).toEqual([])
  if (told === silence) expect(came.told).toBe('')
  else expect(came.told).toContain(told)
  expect(came.told).not.toContain(reason)
})

test('a press that counted counts once, however often, late and by whichever client it comes', async () => {
  const data = teamsCard(it.office, security).data(call)
  const first = await outcome(ada, () => presses(ada, { data }))
  expect(first.moved.map((key) => key.split(':')[0])).toEqual(expect.arrayContaining(['flow', 'alertcard']))
  const again = await outcome(ada, () => presses(ada, { data, as: 'submit' }))
  expect(again).toEqual({ moved: [], told: '' })
  const anew = await outcome(ada, () => presses(ada, { data: { ...data, nonce: nonce() } }))
  expect(anew).toEqual({ moved: [], told: expect.stringContaining(stale) })
  const others = await outcome(ben, () => presses(ben, { label: en['approval.release'] }))
  expect(others).toEqual({ moved: [], told: expect.stringContaining(rightless) })
})

test('once it is called out, the same holds before whoever is on call', async () => {
  const { office } = it
  office.clock.forward(6 * minute)
  await quiet(office)
  for (const [who, told] of [
    [ben, rightless],
    [guest, unlinked],
  ] as const)
    expect(await outcome(who, () => presses(who, { team: duty }))).toEqual({
      moved: [],
      told: expect.stringContaining(told),
    })
  const { id: thread } = teamsCard(office, security)
  expect(await outcome(ada, () => presses(ada, { team: duty, thread }))).toEqual({
    moved: [],
    told: expect.stringContaining(stale),
  })
})

test('and the approver decides; then nothing of it counts any more, and the person never read why', async () => {
  const { office } = it
  const last = teamsCard(office, security).data(deny)
  await presses(ada, { team: duty })
  await quiet(office)
  expect((await office.audit()).match(/"approval\.denied"/g)).toHaveLength(1)
  for (const who of [ada, ben])
    expect(await outcome(who, () => presses(who, { data: { ...last, nonce: nonce() } }))).toEqual({
      moved: [],
      told: expect.stringContaining(en['approver.over.title']),
    })
  expect(JSON.stringify(office.alice.sees())).toContain(en['ended.denied'])
  expect(screens(office), 'the reasons').not.toContain(reason)
  expect([office.acts.filter((act) => act.startsWith('commit')), 'latchkey' in {}]).toEqual([[], false])
})
