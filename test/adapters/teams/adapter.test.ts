import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ChatEvent, Drawn, Place } from '../../../src/house/port.ts'
import { minute, ShiftedClock } from '../../../src/lib/clock.ts'
import { memoryStore } from '../../../src/store/memory.ts'
import { asking, bad, good, say } from '../../../src/story/card.ts'
import { Fault } from '../../../src/story/errors.ts'
import { en } from '../../../src/words/en.ts'
import { FakeHouse } from '../../support/fake-house.ts'
import { adapterHost, type AdapterHost } from '../../support/teams/adapter-host.ts'
import { ada, anonymous, ben, foreignTenant, guest, stranger, tenant } from '../../support/teams/company.ts'
import type { Member } from '../../support/teams/company.ts'
import { chatOf } from '../../support/teams/roster.ts'
import { Teams } from '../../support/teams/teams.ts'
import { TeamsPerson } from '../../support/teams/teams-person.ts'
import type { Trouble } from '../../support/teams/trouble.ts'

let teams: Teams
let host: AdapterHost
let house: FakeHouse
let clock: ShiftedClock
let person: TeamsPerson

const start = async (change: Parameters<typeof adapterHost>[2] = {}): Promise<void> => {
  host = await adapterHost(
    teams,
    (adapter) => {
      house = new FakeHouse(adapter)
      return house
    },
    { clock, ...change },
  )
}

beforeEach(async () => {
  teams = await Teams.start()
  clock = new ShiftedClock()
  await start()
  person = new TeamsPerson(teams, ada)
})
afterEach(async () => {
  await host.stop()
  await teams.stop()
  expect(teams.rooms.faults).toEqual([])
})

const actorOf = ({ oid }: Member) => ({ platform: 'teams', tenant, user: oid })
const placeOf = (member: Member): Place => ({ platform: 'teams', channel: `${tenant}/${chatOf(member)}` })
const code: Drawn = {
  card: asking(
    say('hand-off.title'),
    [say('hand-off.line')],
    [
      { kind: 'link', label: say('hand-off.open'), purpose: 'start' },
      { kind: 'code', name: 'pairing-code', label: say('hand-off.type-code'), digits: 6 },
      { kind: 'choice', name: 'cancel', options: [{ value: 'cancel', label: say('ask.cancel') }] },
    ],
  ),
  flow: 'flow-1',
  prompt: 'hand-off:2',
  url: 'https://reset.corp.example/h#v1.flow-1.secret',
}
const done: Drawn = { card: good(say('ended.done.reset')) }
const heard = async (count: number): Promise<readonly ChatEvent['what'][]> => {
  await expect.poll(() => house.heard.length).toBe(count)
  return house.heard.map((e) => e.what)
}

describe('what a person does', () => {
  test('a message is kept before Teams is answered, and heard after', async () => {
    expect((await person.says('I forgot my password')).status).toBe(200)
    expect(house.order[0]).toBe('accepted')
    expect(await heard(1)).toEqual([{ kind: 'text', text: 'I forgot my password' }])
    expect(house.heard[0]?.actor).toEqual(actorOf(ada))
  })

  test('a code is typed on the card; the press is answered with words, and the card is drawn in place', async () => {
    const at = await host.adapter.show(code, placeOf(ada))
    person.fills(en['hand-off.type-code'], '123 456')
    const { status, body } = await person.presses(en['teams.send'])
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        statusCode: 200,
        type: 'application/vnd.microsoft.activity.message',
        value: en['teams.heard'],
      },
    })
    const bound = { flow: 'flow-1', prompt: 'hand-off:2' }
    expect(await heard(1)).toEqual([{ kind: 'answer', name: 'pairing-code', value: '123 456', ...bound }])
    expect(house.heard[0]?.place).toEqual(at)
    expect(await host.adapter.show(done, at)).toEqual(at)
    expect(person.messages).toHaveLength(1)
    person.sees(en['ended.done.reset'])
  })

  test('a press from a client without Execute is the same press', async () => {
    await host.adapter.show(code, placeOf(ada))
    expect((await person.presses(en['ask.cancel'], { as: 'submit' })).body).toEqual({})
    expect(await heard(1)).toMatchObject([
      { kind: 'answer', name: 'cancel', value: 'cancel', flow: 'flow-1' },
    ])
  })

  test('pressed twice, as both, and delivered again by Teams: it counts once', async () => {
    await host.adapter.show(code, placeOf(ada))
    const pressed = await person.presses(en['ask.cancel'])
    await person.presses(en['ask.cancel'])
    await person.presses(en['ask.cancel'], { as: 'submit' })
    await teams.deliveries.redeliver(pressed)
    await teams.deliveries.replay(pressed)
    const said = await person.says('help')
    await teams.deliveries.redeliver(said)
    expect(await heard(2)).toMatchObject([{ kind: 'answer' }, { kind: 'text' }])
  })

  test('what was said cannot be changed afterwards', async () => {
    const said = await person.says('help')
    expect((await person.edits(said, 'cancel')).status).toBe(200)
    expect(await heard(1)).toEqual([{ kind: 'text', text: 'help' }])
  })

  test('installing the bot is greeted, once', async () => {
    await teams.installs(ada)
    expect(await heard(1)).toEqual([{ kind: 'home' }])
    await teams.installs(ada, 'remove')
    expect(house.heard).toHaveLength(1)
  })

  test('what cannot be kept is not acknowledged, so Teams sends it again', async () => {
    house.acceptFails = new Fault('ERR_STORE', 'away')
    const said = await person.says('help')
    expect(said.status).toBe(503)
    house.acceptFails = undefined
    expect((await teams.deliveries.redeliver(said)).status).toBe(200)
    expect(await heard(1)).toEqual([{ kind: 'text', text: 'help' }])
  })
})

describe('who may not come in at all', () => {
  test.each<[string, () => Promise<{ status: number }>, number]>([
    ['a stranger', () => new TeamsPerson(teams, stranger).says('hi'), 403],
    ['our own app’s Entra token', () => person.says('hi', { keys: teams.entraKeys }), 401],
    ['another audience', () => person.says('hi', { claims: { aud: foreignTenant } }), 401],
    ['Direct Line', () => person.says('hi', { change: (a) => ({ ...a, channelId: 'directline' }) }), 403],
    [
      'another service',
      () => person.says('hi', { change: (a) => ({ ...a, serviceUrl: 'https://evil.example/' }) }),
      403,
    ],
    ['a group', () => person.says('hi', { change: (a) => ({ ...a, conversation: { id: 'x' } }) }), 403],
  ])('%s', async (_who, act, status) => {
    expect((await act()).status).toBe(status)
    expect(house.order).toEqual([])
    expect(host.said[0]).toMatch(/^teams\.refused /)
    expect(teams.connector.calls).toEqual([])
  })

  test.each<[string, RequestInit, number]>([
    ['GET', { method: 'GET' }, 405],
    ['a form', { method: 'POST', body: new URLSearchParams({ a: '1' }) }, 415],
    ['nothing', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }, 401],
  ])('%s', async (_what, init, status) => {
    expect((await fetch(`${host.url}/api/messages`, init)).status).toBe(status)
    expect((await fetch(`${host.url}/api/messages/x`, init)).status).toBe(404)
  })
})

describe('who somebody is, is asked afresh', () => {
  test.each<[string, Member, string]>([
    ['an employee', ada, 'member'],
    ['listed under the other name', ben, 'member'],
    ['a guest', guest, 'guest'],
    ['somebody anonymous', anonymous, 'stranger'],
  ])('%s', async (_who, member, kind) => {
    const profile = await host.adapter.whoIs(actorOf(member))
    expect(profile?.kind).toBe(kind)
    expect(profile?.emailConfirmed).toBe(kind === 'member')
  })

  test('with what their client told of how they read', async () => {
    await person.says('help', { change: (a) => ({ ...a, localTimezone: 'Asia/Tokyo' }) })
    expect(await host.adapter.whoIs(actorOf(ada))).toEqual({
      actor: actorOf(ada),
      kind: 'member',
      displayName: 'ada',
      email: 'ada@corp.example',
      emailConfirmed: true,
      locale: 'en-GB',
      timeZone: 'Asia/Tokyo',
    })
  })

  test('somebody who left in the meantime', async () => {
    expect((await host.adapter.whoIs(actorOf(ada)))?.kind).toBe('member')
    teams.roster.deleted.add(ada.oid)
    expect((await host.adapter.whoIs(actorOf(ada)))?.kind).toBe('deleted')
  })
})

describe('what goes out', () => {
  const throttled: Trouble = { kind: 'throttled', retryAfter: 30 }
  const later = (member: Member) => host.adapter.tell(done, actorOf(member), `key-${member.name}`)

  test('one conversation waits as long as Teams asks, and nobody else does', async () => {
    await host.adapter.whoIs(actorOf(ada), placeOf(ada))
    teams.troubles.next(chatOf(ada), throttled)
    expect(await later(ada)).toEqual({ kind: 'later', afterMs: 30_000 })
    expect(await later(ben)).toEqual({ kind: 'sent' })
    const calls = teams.connector.calls.length
    clock.forward(29_000)
    const again = await host.adapter.show(code, placeOf(ada)).catch((fault: unknown) => fault)
    expect(again).toMatchObject({ code: 'ERR_CHAT' })
    expect(teams.connector.calls).toHaveLength(calls)
    clock.forward(1001)
    expect(await later(ada)).toEqual({ kind: 'sent' })
    expect(person.messages).toHaveLength(1)
  })

  test.each<[string, Trouble]>([
    ['throttled without a time', { kind: 'throttled' }],
    ['a precondition', { kind: 'precondition' }],
    ['broken', { kind: 'broken', status: 503 }],
    ['cut', { kind: 'cut' }],
  ])('%s: rested longer each time, then sent once', async (_what, trouble) => {
    await later(ben)
    teams.troubles.next(chatOf(ada), trouble, trouble)
    expect(await later(ada)).toEqual({ kind: 'later', afterMs: 1000 })
    clock.forward(1001)
    expect(await later(ada)).toEqual({ kind: 'later', afterMs: 2000 })
    clock.forward(2001)
    expect(await later(ada)).toEqual({ kind: 'sent' })
    expect(person.messages).toHaveLength(1)
  })

  test('somebody who blocked the bot, has it not, or is gone is told of in words', async () => {
    teams.roster.blocked.add(ada.oid)
    expect(await later(ada)).toMatchObject({ kind: 'refused', why: expect.stringContaining('blocked') })
    const shown = await host.adapter.show(code, placeOf(ada)).catch((fault: unknown) => fault)
    expect(shown).toMatchObject({ code: 'ERR_CHAT', afterMs: 10 * minute })
    teams.roster.installed.delete(ben.oid)
    expect(await later(ben)).toMatchObject({ kind: 'refused', why: expect.stringContaining('installed') })
    expect(await later({ ...ada, oid: 'nobody' })).toMatchObject({ kind: 'refused' })
  })

  test('to somebody who never wrote: their chat is made, once', async () => {
    expect(await later(ada)).toEqual({ kind: 'sent' })
    expect(await host.adapter.tell(code, actorOf(ada), 'other')).toEqual({ kind: 'sent' })
    expect(teams.connector.calls.filter((c) => c === 'POST v3/conversations')).toHaveLength(1)
    expect(person.messages).toHaveLength(2)
    // A reply to nothing: botbuilder makes up a message that it answers.
    expect(teams.connector.calls.filter((c) => /activities\/./.test(c))).toEqual([])
  })

  test('the same message told again after a fault of ours is posted once', async () => {
    await later(ada)
    await later(ada)
    expect(person.messages).toHaveLength(1)
  })

  test('a card that was deleted is posted anew', async () => {
    const at = await host.adapter.show(code, placeOf(ada))
    const [posted] = person.messages
    if (posted !== undefined) posted.deleted = true
    expect(await host.adapter.show(done, at)).not.toEqual(at)
    person.sees(en['ended.done.reset'])
  })

  test('where a tenant is served from outlives the process, if the Connector told it', async () => {
    await host.stop()
    const store = memoryStore(clock)
    await start({ store })
    await person.says('help')
    await heard(1)
    await host.stop()
    const nowhere = { endpoints: { ...endpoints(), service: 'http://127.0.0.1:9/' } }
    await start({ store, change: nowhere })
    expect(await later(ada)).toEqual({ kind: 'sent' })
  })
})

const endpoints = () => ({ metadata: teams.cloud.metadata, login: teams.cloud.login })

describe('the alert channel', () => {
  const channel = '19:alerts@thread.tacv2'
  const team = { id: '19:security@thread.tacv2', name: 'Security', channel }
  const alert: Drawn = { card: bad(say('alert.reference', { reference: 'h3KqPz' })) }
  const raise = (key = 'a1') => host.adapter.tell(alert, 'alerts', key)

  test('is refused in words where none is configured, or the bot is not in its team', async () => {
    expect(await raise()).toMatchObject({ kind: 'refused', why: expect.stringContaining('configured') })
    await host.stop()
    await start({ change: { alertChannel: channel } })
    expect(await raise()).toMatchObject({ kind: 'refused', why: expect.stringContaining('team') })
  })

  test('is told of once the bot is in its team, each alert once', async () => {
    await host.stop()
    await start({ change: { alertChannel: channel } })
    for (const { status } of await teams.joins(team, ada)) expect(status).toBe(200)
    expect(await raise()).toEqual({ kind: 'sent' })
    expect(await raise()).toEqual({ kind: 'sent' })
    expect(teams.rooms.of(channel)).toHaveLength(1)
    teams.troubles.next(channel, { kind: 'throttled', retryAfter: 5 })
    expect(await raise('a2')).toEqual({ kind: 'later', afterMs: 5000 })
    expect(house.heard).toEqual([])
  })

  test('is not another team’s, whoever puts the bot there', async () => {
    await host.stop()
    await start({ change: { alertChannel: channel } })
    await teams.joins({ id: '19:other@thread.tacv2', name: 'Other', channel: '19:other@thread.tacv2' }, ben)
    expect(await raise()).toMatchObject({ kind: 'refused' })
    expect(teams.rooms.of('19:other@thread.tacv2')).toEqual([])
  })
})
