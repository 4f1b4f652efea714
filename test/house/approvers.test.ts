import { describe, expect, test } from 'vitest'
import { AlertCards } from '../../src/house/alert-cards.ts'
import { approverCard } from '../../src/house/approver-cards.ts'
import { Approvers } from '../../src/house/approvers.ts'
import type { ChatEvent, Place, Profile } from '../../src/house/port.ts'
import { ShiftedClock } from '../../src/lib/clock.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { bad, say } from '../../src/story/card.ts'
import type { Heard } from '../../src/story/engine.ts'
import type { Answer } from '../../src/story/story.ts'
import type { View } from '../../src/story/view.ts'
import { inWords } from '../../src/words/render.ts'
import { phrasesOf } from '../support/phrases.ts'
import { TestChat } from '../support/test-chat.ts'

const ben = { platform: 'test', tenant: 'corp', user: 'U-BEN' }
const profile: Profile = {
  actor: ben,
  displayName: 'Ben',
  kind: 'member',
  emailConfirmed: true,
  timeZone: 'Europe/Berlin',
}
const aside: Place = { platform: 'test', channel: 'D-BEN' }
const what = { kind: 'answer', name: 'approval', value: 'approve', flow: 'f1', prompt: 'await:3' } as const

const viewOf: View<unknown> = {
  id: 'f1',
  story: 'told',
  ver: 1,
  tries: {},
  expiresAt: 0,
  notes: 0,
  facts: {},
  step: 'step',
  prompt: 'step:1',
  person: bad(say('desk.help-title')),
  browser: bad(say('desk.help-title')),
  busy: false,
  owed: false,
}

/** An approver's press on a flow's card in the alert channel, and a flow that answers as it is told. */
const scene = async () => {
  const clock = new ShiftedClock({ now: () => 1_700_000_000_000 })
  const store = memoryStore(clock)
  const chat = new TestChat()
  const adapters = [chat]
  const lines: unknown[] = []
  const alertCards = new AlertCards({
    store,
    clock,
    journal: { append: async (events) => void lines.push(...events) },
    adapters,
    failed: (fault) => lines.push(fault),
  })
  const card = bad(say('alert.policy', { policy: 'p' }))
  await alertCards.draw(approverCard('f1'), () => Promise.resolve({ card, flow: 'f1', prompt: 'await:3' }))
  const heard: { flow: string; answer: Answer }[] = []
  const its: { answer: Heard<unknown>; seen: number } = { answer: { verdict: 'taken' }, seen: 0 }
  const engine = {
    view: () => Promise.resolve(undefined),
    hear: (flow: string, answer: Answer) => {
      heard.push({ flow, answer })
      return Promise.resolve(its.answer)
    },
  }
  const approvers = new Approvers<unknown>({ engine, adapters, alertCards, baseUrl: 'https://corp.example' })
  const message = chat.rooms.get('alerts')?.[0]?.id
  const press = async (
    { inAlerts = true, ...change }: Partial<ChatEvent> & { inAlerts?: boolean } = {},
    value = 'approve',
    flow = 'f1',
    prompt: string | null = 'await:3',
  ): Promise<void> => {
    const alerts = { aside, ...(message !== undefined && { message }) }
    const event: ChatEvent = {
      ids: ['e1'],
      actor: ben,
      place: aside,
      what,
      ...(inAlerts && { alerts }),
      ...change,
    }
    const seen = () => {
      its.seen += 1
      return Promise.resolve(profile)
    }
    const on = prompt === null ? {} : { prompt }
    await approvers.hear(event, { kind: 'answer', name: 'approval', value, flow, ...on }, flow, seen)
  }
  const told = () => chat.rooms.get('D-BEN')?.at(-1)?.drawings.at(-1)
  const words = () => {
    const drawn = told()
    return (
      drawn &&
      phrasesOf(drawn.card)
        .map((phrase) => inWords(phrase, drawn.reader))
        .join(' | ')
    )
  }
  return { press, heard, its, told, words, chat, store, lines, message }
}

describe('a press on an approvers’ card', () => {
  test('is heard in the presser’s name, on the very card they saw', async () => {
    const it = await scene()
    await it.press()
    expect(it.heard).toEqual([
      {
        flow: 'f1',
        answer: {
          from: 'approver',
          name: 'approval',
          value: 'approve',
          eventId: 'e1',
          actor: ben,
          prompt: 'await:3',
        },
      },
    ])
    expect(it.its.seen).toBe(1)
  })

  test.each<[string, Partial<ChatEvent> & { inAlerts?: boolean }, string]>([
    ['outside the alert channel', { inAlerts: false }, 'f1'],
    ['on another message there', { alerts: { aside, message: 'm99' } }, 'f1'],
    ['on a message that nobody names', { alerts: { aside } }, 'f1'],
    ['for another flow than the card shows', {}, 'f2'],
    ['as on another platform', { place: { platform: 'other', channel: 'D-BEN' } }, 'f1'],
  ])('%s is not heard', async (_where, change, flow) => {
    const it = await scene()
    await it.press(change, 'approve', flow).catch(() => undefined)
    expect(it.heard).toEqual([])
  })

  test('that names no drawing of the card is not heard: it could be about anything', async () => {
    const it = await scene()
    await it.press({}, 'deny', 'f1', null)
    expect(it.heard).toEqual([])
    expect(it.words()).toContain('That card has changed')
  })

  test('to approve is answered with a link for the presser’s eyes alone, nowhere kept', async () => {
    const it = await scene()
    const token = 'T'.repeat(43)
    it.its.answer = { verdict: 'shown', reveal: { token, expiresAt: 1_700_000_300_000 } }
    await it.press()
    expect(it.told()?.url).toBe(`https://corp.example/a#v1.f1.${token}`)
    expect(it.words()).toContain('works until Tuesday 14 November at 23:18 CET')
    const inChannel = JSON.stringify([it.chat.rooms.get('alerts'), it.chat.told, it.lines])
    const stored = JSON.stringify(await it.store.read(`alertcard:test:${approverCard('f1')}`))
    expect(`${inChannel}${stored}`).not.toContain(token)
  })

  test('that is refused is told why, in private', async () => {
    const it = await scene()
    it.its.answer = { verdict: 'shown', reveal: { says: [say('desk.greeting'), say('desk.help')] } }
    await it.press()
    expect(it.told()?.card).toMatchObject({
      tone: 'bad',
      title: say('desk.greeting'),
      lines: [say('desk.help')],
    })
    it.its.answer = { ...it.its.answer, view: { ...viewOf, approver: bad(say('desk.help-title')) } }
    await it.press()
    expect(it.told()?.card.title, 'what it is about, where it can be told').toEqual(say('desk.help-title'))
    expect(it.told()?.card.lines).toEqual([say('desk.greeting'), say('desk.help')])
    expect(it.chat.rooms.get('alerts')).toHaveLength(1)
  })

  test.each<[Heard<unknown>['verdict'], string | undefined]>([
    ['stale', 'That card has changed'],
    ['duplicate', 'press the button on the card once more'],
    ['over', 'This request is over'],
    ['gone', 'This request is over'],
    ['unheard', 'Nothing is waiting for a decision'],
    ['busy', 'That could not be done just now'],
    ['unavailable', 'That could not be done just now'],
    ['taken', undefined],
  ])('that comes to %s says so', async (verdict, says) => {
    const it = await scene()
    it.its.answer = { verdict }
    await it.press()
    expect(it.words()).toEqual(says === undefined ? undefined : expect.stringContaining(says))
  })
})
