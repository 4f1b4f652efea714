import { describe, expect, test } from 'vitest'
import { hear, type Heard } from '../../../adapters/teams/hear.ts'
import { pressOf } from '../../../adapters/teams/press.ts'
import { activityOf } from '../../../adapters/teams/activity.ts'
import type { ChatEvent } from '../../../src/house/port.ts'
import { second } from '../../../src/lib/clock.ts'
import { inChannel, inTeam, message, personal, type Json } from '../../support/teams/activities.ts'
import { ada, ben, bot, mriOf, tenant, type Member } from '../../support/teams/company.ts'

const serviceUrl = 'https://smba.trafficmanager.net/emea/'
const at = Date.UTC(2026, 10, 23, 9)
const conversation = 'a:ada'
const scene = (id = 'a1') => ({ serviceUrl, at: '2026-11-23T09:00:00Z', id, conversation })

/** What is made of a body that the gate let in. */
const heard = (
  body: Json,
  { from = ada, isPersonal = true, now = at, alerts = '19:alerts@thread.tacv2' } = {},
): Heard => {
  const activity = activityOf(Buffer.from(JSON.stringify(body)))
  if (activity === undefined) throw new Error('not an activity')
  return hear({ kind: 'accepted', activity, tenant, user: from.oid, personal: isPersonal }, now, alerts)
}

const event = (body: Json, options?: Parameters<typeof heard>[1]): ChatEvent => {
  const found = heard(body, options)
  if (found.kind !== 'event') throw new Error(`it was ${found.kind}`)
  return found.event
}

const drawing = { flow: 'flow-1', prompt: 'hand-off:2' }
const cancel = pressOf({ card: card(), ...drawing }, 'n1', 'cancel', 'cancel')
const code = {
  ...pressOf({ card: card(), ...drawing }, 'n1', 'pairing-code'),
  'typed-pairing-code': '123 456',
}

function card() {
  return { tone: 'ask', title: { id: 'ask.cancel' }, lines: [], asks: [] } as const
}

const executed = (data: unknown, id = 'a2', from: Member = ada): Json =>
  personal(from, scene(id), {
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: 'm7',
    value: { action: { type: 'Action.Execute', verb: 'press', data }, trigger: 'manual' },
  })
const submitted = (data: unknown, id = 'a3'): Json =>
  personal(ada, scene(id), { type: 'message', replyToId: 'm7', value: data })

const overlap = (a: ChatEvent, b: ChatEvent): boolean => a.ids.some((id) => b.ids.includes(id))

test('a message is heard from the person whom the Connector vouches for', () => {
  expect(event(message(ada, scene(), ' 123\u00a0456 '))).toEqual({
    ids: ['activity:a:ada:a1'],
    actor: { platform: 'teams', tenant, user: ada.oid },
    place: { platform: 'teams', channel: `${tenant}/a:ada` },
    what: { kind: 'text', text: '123 456' },
  })
})

test('a message without words is one, and one without end is cut', () => {
  expect(event(message(ada, scene(), '')).what).toEqual({ kind: 'text', text: '' })
  expect(event(message(ada, scene(), 'x'.repeat(9000))).what).toEqual({
    kind: 'text',
    text: 'x'.repeat(4000),
  })
  expect(event(personal(ada, scene(), { type: 'message', text: 7 })).what).toEqual({ kind: 'text', text: '' })
})

describe('a press', () => {
  const answer = { kind: 'answer', name: 'cancel', value: 'cancel', ...drawing }

  test('comes as Execute, which waits for an answer, or as Submit, which does not', () => {
    expect(heard(executed(cancel))).toMatchObject({ invoked: true, event: { what: answer } })
    expect(heard(submitted(cancel))).toMatchObject({ invoked: false, event: { what: answer } })
    expect(event(executed(cancel)).place).toEqual({
      platform: 'teams',
      channel: `${tenant}/a:ada`,
      message: 'm7',
    })
  })

  test('carries what was typed', () => {
    expect(event(executed(code)).what).toMatchObject({ name: 'pairing-code', value: '123 456' })
  })

  test('counts once as both, and doubled', () => {
    const first = event(executed(cancel))
    expect(overlap(first, event(submitted(cancel)))).toBe(true)
    expect(overlap(first, event(executed(cancel, 'a9'), { now: at + 9 * second }))).toBe(true)
    const late = event(executed(cancel, 'a8'), { now: at + 9 * second })
    expect(overlap(late, event(executed(cancel, 'a9'), { now: at + 11 * second }))).toBe(true)
  })

  test('counts again a while later, on another drawing, with something else typed, by somebody else', () => {
    const first = event(executed(cancel))
    expect(overlap(first, event(executed(cancel, 'a9'), { now: at + 20 * second }))).toBe(false)
    expect(overlap(first, event(executed({ ...cancel, nonce: 'n2' }, 'a9')))).toBe(false)
    expect(
      overlap(event(executed(code)), event(executed({ ...code, 'typed-pairing-code': '1' }, 'a9'))),
    ).toBe(false)
    expect(overlap(first, event(executed(cancel, 'a9', ben), { from: ben }))).toBe(false)
  })

  test('is of whoever pressed, whatever it says', () => {
    const claims = { ...cancel, actor: { user: ben.oid }, from: ben.oid }
    expect(event(executed(claims)).actor.user).toBe(ada.oid)
  })

  test.each<[string, unknown]>([
    ['of another bot', { action: 'cancel' }],
    ['without what was asked for', { ...cancel, value: undefined }],
    ['with nothing typed', { ...code, 'typed-pairing-code': '  ' }],
    ['with too much typed', { ...code, 'typed-pairing-code': 'x'.repeat(501) }],
    ['with a list typed', { ...code, 'typed-pairing-code': ['1'] }],
    ['with a name without end', { ...cancel, name: 'x'.repeat(200) }],
    ['that is words', 'cancel'],
    ['that is nothing', undefined],
  ])('%s is ignored', (_what, data) => {
    expect(heard(executed(data)).kind).toBe('ignored')
  })
})

describe('the bot arrives with a person', () => {
  const installed = personal(ada, scene('i1'), { type: 'installationUpdate', action: 'add' })
  const added = personal(ada, scene('i2'), { type: 'conversationUpdate', membersAdded: [{ id: bot.id }] })

  test('and greets once, though it is told twice', () => {
    expect(event(installed).what).toEqual({ kind: 'home' })
    expect(event(added).what).toEqual({ kind: 'home' })
    expect(overlap(event(installed), event(added))).toBe(true)
  })

  test.each<[string, Json]>([
    ['taken away', { type: 'installationUpdate', action: 'remove' }],
    ['a person added', { type: 'conversationUpdate', membersAdded: [{ id: mriOf(ada) }] }],
    ['a topic changed', { type: 'conversationUpdate', topicName: 'x' }],
    ['a message edited', { type: 'messageUpdate', text: 'cancel' }],
    ['a message deleted', { type: 'messageDelete' }],
    ['a reaction', { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] }],
    ['typing', { type: 'typing' }],
    [
      'another invoke',
      { type: 'invoke', name: 'composeExtension/query', value: { action: { data: cancel } } },
    ],
    ['an invoke of nothing', { type: 'invoke', name: 'adaptiveCard/action' }],
    ['an event', { type: 'event', name: 'x', value: cancel }],
  ])('%s is none of its business', (_what, rest) => {
    expect(heard(personal(ada, scene(), rest)).kind).toBe('ignored')
  })
})

describe('the bot arrives in a team', () => {
  const team = (rest: Json): Heard =>
    heard(inTeam(ada, scene(), '19:team@thread.tacv2', rest), { isPersonal: false })

  test('which is noted, by every name that is told', () => {
    const known = { kind: 'team', present: true, ids: ['19:team@thread.tacv2'] }
    expect(team({ type: 'installationUpdate', action: 'add' })).toEqual(known)
    expect(team({ type: 'conversationUpdate', membersAdded: [{ id: bot.id }] })).toEqual(known)
    const selected = { team: { id: 't' }, channel: { id: 'c' }, settings: { selectedChannel: { id: 's' } } }
    const body = { ...inTeam(ada, scene(), 't', { type: 'installationUpdate', action: 'add' }) }
    const told = heard(
      { ...body, channelData: { tenant: { id: tenant }, ...selected } },
      { isPersonal: false },
    )
    expect(told).toMatchObject({ ids: ['t', 'c', 's'] })
  })

  test('and leaves it', () => {
    expect(team({ type: 'installationUpdate', action: 'remove' })).toMatchObject({ present: false })
    expect(team({ type: 'conversationUpdate', membersRemoved: [{ id: bot.id }] })).toMatchObject({
      present: false,
    })
  })

  describe('where alerts are', () => {
    const thread = { ...scene(), conversation: '19:alerts@thread.tacv2;messageid=m7' }
    const there = (rest: Json) => inChannel(ben, thread, 't', '19:alerts@thread.tacv2', rest)
    const pressed = { type: 'invoke', name: 'adaptiveCard/action', value: { action: { data: cancel } } }
    const presses: readonly [string, Json][] = [
      ['as it is sent now', { ...pressed, replyToId: 'm7' }],
      ['by an old client', { type: 'message', value: cancel, replyToId: 'm7' }],
    ]

    test.each(presses)('a press is heard, %s, and answered in the presser’s own chat', (_how, rest) => {
      const found = event(there(rest), { isPersonal: false, from: ben })
      const own = { platform: 'teams', channel: `${tenant}/person:${ben.oid}` }
      expect(found).toMatchObject({ actor: { user: ben.oid }, alerts: { aside: own, message: 'm7' } })
      expect(found.place).toEqual(own)
    })

    test.each(presses)('in no other channel, %s', (_how, rest) => {
      const elsewhere = { isPersonal: false, alerts: '19:other@thread.tacv2' }
      expect(heard(there(rest), elsewhere).kind).toBe('ignored')
    })

    test('what is typed is not', () => {
      expect(heard(there({ type: 'message', text: 'reset' }), { isPersonal: false }).kind).toBe('ignored')
    })
  })

  test('where it hears nothing else', () => {
    expect(team({ type: 'message', text: 'reset my password' }).kind).toBe('ignored')
    expect(
      team({ type: 'invoke', name: 'adaptiveCard/action', value: { action: { data: cancel } } }).kind,
    ).toBe('ignored')
  })
})
