import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { placeOf } from '../../../adapters/slack/place.ts'
import type { Drawn, Place } from '../../../src/house/port.ts'
import { asking, say, waiting } from '../../../src/story/card.ts'
import { Fault } from '../../../src/story/errors.ts'
import type { SlackPerson } from '../../support/slack/person.ts'
import { Desk } from './desk.ts'

let desk: Desk
let alice: SlackPerson
let bob: SlackPerson
beforeEach(async () => {
  desk = await Desk.open({ alerts: true })
  alice = desk.person('alice')
  bob = desk.person('bob')
})
afterEach(async () => await desk.close())

const card = asking(say('desk.greeting'))
const drawn = (key: string, doubted: boolean, more: Partial<Drawn> = {}): Drawn => ({
  card,
  flow: 'f1',
  posting: { key, doubted },
  ...more,
})
const at = (channel: string): Place => placeOf({ team: desk.corp.id, channel, home: false })
const told = (person: SlackPerson) => ({ platform: 'slack', tenant: desk.corp.id, user: person.account.id })
const order = (...args: Parameters<Desk['slack']['platform']['trouble']['order']>): void =>
  desk.slack.platform.trouble.order(...args)
const post = { method: 'chat.postMessage' }

describe('a card', () => {
  test('for a person stands in the direct message with them', async () => {
    const place = await desk.adapter.show({ card }, at(alice.account.id))
    expect(place).toEqual({ ...at(alice.dm.id), message: alice.sees('Hello').newest?.ts })
  })

  test('that somebody deleted is posted anew, unless it was only to be closed', async () => {
    const place = await desk.adapter.show(drawn('k1', false), at(alice.dm.id))
    for (const one of alice.dm.posts) one.deleted = true
    expect(await desk.adapter.show({ card: waiting(say('hand-off.link-over')) }, place)).toEqual(place)
    expect(alice.sees().messages).toEqual([])
    const again = await desk.adapter.show(drawn('k2', false), place)
    expect(again.message).not.toBe(place.message)
    expect(alice.sees('Hello').messages).toHaveLength(1)
  })

  test('that Slack refuses is a fault', async () => {
    order({ kind: 'error', error: 'is_archived' }, post)
    await expect(desk.adapter.show({ card }, at(alice.dm.id))).rejects.toMatchObject({ code: 'ERR_CHAT' })
  })
})

describe('a posting whose answer was lost', () => {
  test.each([[{ kind: 'status', status: 502, after: true }], [{ kind: 'cut', after: true }]] as const)(
    'is not posted twice (%o)',
    async (trouble) => {
      order(trouble, { ...post, times: 1 })
      await expect(desk.adapter.show(drawn('k1', false), at(alice.account.id))).rejects.toThrow(Fault)
      expect(desk.slack.calls('chat.postMessage')).toHaveLength(1)
      const next = waiting(say('desk.triage-title'))
      const place = await desk.adapter.show(drawn('k1', true, { card: next }), at(alice.account.id))
      const { messages } = alice.sees('Let’s get you back in.')
      expect(messages.map((m) => m.ts)).toEqual([place.message])
      expect(place.channel).toBe(at(alice.dm.id).channel)
    },
  )

  test('that never arrived is posted', async () => {
    order({ kind: 'cut' }, { ...post, times: 1 })
    await expect(desk.adapter.show(drawn('k1', false), at(alice.dm.id))).rejects.toThrow(Fault)
    await desk.adapter.show(drawn('k1', true), at(alice.dm.id))
    expect(alice.sees('Hello').messages).toHaveLength(1)
  })

  test('is known among others', async () => {
    for (const key of ['k1', 'k2', 'k3']) await desk.adapter.show(drawn(key, false), at(alice.dm.id))
    const second = alice.sees().messages[1]
    const place = await desk.adapter.show(drawn('k2', true), at(alice.dm.id))
    expect([place.message, alice.sees().messages.length]).toEqual([second?.ts, 3])
  })

  test('is not looked for among what somebody else wrote', async () => {
    await desk.adapter.show(drawn('k1', false), at(bob.dm.id))
    await desk.adapter.show(drawn('k1', true), at(alice.dm.id))
    expect([alice.sees().messages.length, bob.sees().messages.length]).toEqual([1, 1])
  })

  test('in the alert channel stands there at least once', async () => {
    const key = 'alert-1'
    order({ kind: 'cut', after: true }, { ...post, times: 1 })
    expect((await desk.adapter.tell(drawn(key, false), 'alerts', key)).kind).toBe('later')
    expect((await desk.adapter.tell(drawn(key, true), 'alerts', key)).kind).toBe('sent')
    expect(desk.slack.calls('conversations.history')).toEqual([])
    const room = desk.slack.platform.rooms.find(desk.config.alertChannel ?? '')
    expect(room?.posts).toHaveLength(2)
  })
})

describe('Slack asks to wait', () => {
  const limited = { kind: 'rate-limited', retryAfter: 7 } as const

  test('and only that conversation waits', async () => {
    order(limited, { ...post, channel: alice.dm.id })
    const waits = desk.adapter.show({ card }, at(alice.dm.id))
    await expect(waits).rejects.toMatchObject({ code: 'ERR_CHAT', afterMs: 7000 })
    await desk.adapter.show({ card }, at(bob.dm.id))
    bob.sees('Hello')
  })

  test('and it is left alone until then', async () => {
    order(limited, { ...post, channel: alice.dm.id, times: 1 })
    await expect(desk.adapter.show({ card }, at(alice.dm.id))).rejects.toThrow(Fault)
    const again = desk.adapter.show({ card }, at(alice.dm.id))
    await expect(again).rejects.toMatchObject({ afterMs: expect.any(Number) })
    expect(desk.slack.calls('chat.postMessage')).toHaveLength(1)
    desk.clock.forward(7000)
    await desk.adapter.show({ card }, at(alice.dm.id))
    alice.sees('Hello')
  })

  test.each([[{ kind: 'rate-limited' }], [{ kind: 'rate-limited-in-body' }]] as const)(
    'however it says so (%o)',
    async (trouble) => {
      order(trouble, { ...post, times: 1 })
      expect(await desk.adapter.tell({ card }, told(alice), 'k1')).toMatchObject({ kind: 'later' })
      expect(desk.slack.calls('chat.postMessage')).toHaveLength(1)
    },
  )

  test('and a message nobody waits for is told to wait as long', async () => {
    order(limited, { ...post, times: 1 })
    expect(await desk.adapter.tell({ card }, told(alice), 'k1')).toEqual({ kind: 'later', afterMs: 7000 })
  })

  test('and a redrawing is put off, not made into a new message', async () => {
    const place = await desk.adapter.show({ card }, at(alice.dm.id))
    order(limited, { method: 'chat.update', times: 1 })
    await expect(desk.adapter.show(drawn('k1', false), place)).rejects.toMatchObject({ afterMs: 7000 })
    expect(alice.sees().messages).toHaveLength(1)
  })
})

describe('telling', () => {
  test('a person, and the alert channel', async () => {
    expect(await desk.adapter.tell({ card }, told(alice), 'k1')).toEqual({ kind: 'sent' })
    alice.sees('Hello')
    expect(await desk.adapter.tell({ card }, 'alerts', 'k2')).toEqual({ kind: 'sent' })
  })

  test('nobody of a workspace that is not ours', async () => {
    const actor = { platform: 'slack', tenant: 'T0OTHER', user: alice.account.id }
    expect((await desk.adapter.tell({ card }, actor, 'k1')).kind).toBe('refused')
    expect(desk.slack.calls('chat.postMessage')).toEqual([])
  })

  test('nobody who left', async () => {
    alice.account.standing = 'deleted'
    expect(await desk.adapter.tell({ card }, told(alice), 'k1')).toEqual({
      kind: 'refused',
      why: 'user_disabled',
    })
  })

  test('nobody while Slack is down, and later again', async () => {
    order({ kind: 'status', status: 503 }, { ...post, times: 1 })
    expect((await desk.adapter.tell({ card }, told(alice), 'k1')).kind).toBe('later')
    expect((await desk.adapter.tell({ card }, told(alice), 'k1')).kind).toBe('sent')
  })
})

describe('what is for one person’s eyes, in the alert channel', () => {
  const aside = () =>
    placeOf({ team: desk.corp.id, channel: alice.account.id, home: false, aside: desk.alerts.id })

  test('is read by nobody else there, and is in nobody’s history', async () => {
    const bob = desk.person('bob')
    for (const { account } of [alice, bob]) desk.alerts.members.add(account.id)
    await desk.adapter.show({ card }, aside())
    expect(JSON.stringify(alice.reads(desk.alerts))).toContain('Hello')
    expect(bob.reads(desk.alerts)).toEqual([])
    expect(desk.slack.calls('chat.postMessage')).toEqual([])
  })

  test('goes to their own chat where Slack shows them nothing', async () => {
    await desk.adapter.show({ card }, aside())
    alice.sees('Hello')
    expect(desk.alerts.posts).toEqual([])
  })
})
