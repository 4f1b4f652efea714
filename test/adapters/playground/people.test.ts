import { expect, test } from 'vitest'
import { en } from '../../../src/words/en.ts'
import { eventNames } from '../../../src/story/event.ts'
import { bad, good, say } from '../../../src/story/card.ts'
import { openPage } from './open-page.ts'

const ada = { platform: 'playground', tenant: 'company', user: 'U-ADA' }
const test1 = { card: good(say('ended.done.reset')) }

test('the platform knows its people, guests, strangers and bots, and nobody else', async () => {
  const { adapter } = await openPage()
  const kindOf = async (user: string, tenant = 'company', platform = 'playground') =>
    (await adapter.whoIs({ platform, tenant, user }))?.kind
  expect(await adapter.whoIs(ada)).toMatchObject({
    displayName: 'Ada Kempe',
    kind: 'member',
    email: 'ada@latchkey.example',
    emailConfirmed: true,
  })
  expect(await kindOf('U-GUS')).toBe('guest')
  expect(await kindOf('U-SAM', 'partner')).toBe('stranger')
  expect(await kindOf('U-ROBO')).toBe('bot')
  expect(await kindOf('U-SAM')).toBeUndefined()
  expect(await kindOf('U-ADA', 'partner')).toBeUndefined()
  expect(await kindOf('U-ADA', 'company', 'slack')).toBeUndefined()
  expect(await kindOf('U-NOBODY')).toBeUndefined()
})

test('a changed chat e-mail is fresh at once and suspends the link', async () => {
  const { act, adapter, clock, house } = await openPage()
  expect((await act('email', { user: 'U-ADA', email: 'nonsense' })).status).toBe(400)
  clock.forward(1000)
  await act('email', { user: 'U-ADA', email: 'new@latchkey.example' })
  expect(await adapter.whoIs(ada)).toMatchObject({ email: 'new@latchkey.example', changedAt: clock.now() })
  expect(house.suspended).toEqual([{ actor: ada, why: 'the e-mail address in chat changed' }])
})

test('who leaves is deleted, unlinked, silent and unreachable', async () => {
  const { act, adapter, house, look } = await openPage()
  await act('leave', { user: 'U-ADA' })
  expect((await adapter.whoIs(ada))?.kind).toBe('deleted')
  expect(house.removed).toEqual([{ actor: ada, why: 'the chat account was deleted' }])
  expect((await act('say', { channel: 'D-U-ADA', text: 'hello', id: 'a' })).status).toBe(409)
  expect((await act('report', { user: 'U-ADA', text: 'odd' })).status).toBe(409)
  expect(await adapter.tell(test1, ada, 'k')).toMatchObject({ kind: 'refused' })
  expect((await look()).people[0]).toMatchObject({ user: 'U-ADA', gone: true })
})

test('a told message arrives once under its key, where it belongs', async () => {
  const { adapter, look } = await openPage()
  expect(await adapter.tell(test1, ada, 'k')).toEqual({ kind: 'sent' })
  expect(await adapter.tell(test1, ada, 'k')).toEqual({ kind: 'sent' })
  await adapter.tell(test1, 'alerts', 'k')
  await adapter.tell(test1, 'alerts', 'k')
  const { thread, alerts } = await look()
  expect([thread.length, alerts.length]).toEqual([1, 1])
  expect(await adapter.tell(test1, { ...ada, tenant: 'partner' }, 'k')).toMatchObject({ kind: 'refused' })
})

test('a test message goes through the outbox, and comes once even when it is queued twice', async () => {
  const { act, house, look } = await openPage()
  await act('twice', { on: true })
  await act('message', { user: 'U-ADA' })
  expect(house.queued).toHaveLength(2)
  expect(house.queued[0]?.key).toBe(house.queued[1]?.key)
  expect((await look()).thread).toHaveLength(1)
})

test('something odd is raised to the helpdesk in the words of the person, as text', async () => {
  const { act, house, look } = await openPage()
  await act('report', { user: 'U-ADA', text: '<img src=x onerror=alert(1)>' })
  expect(house.raised).toHaveLength(1)
  expect((await look()).alerts[0].card).toMatchObject({
    tone: 'bad',
    lines: ['From Ada Kempe (ada@latchkey.example)', '“<img src=x onerror=alert(1)>”'],
  })
})

test('cards in the alert channel are answered by whoever the page is, and in private', async () => {
  const { act, adapter, house, look } = await openPage()
  const ask = { kind: 'choice', name: 'seen', options: [{ value: 'yes', label: say('desk.help') }] } as const
  await adapter.tell({ card: { ...bad(say('desk.help-title')), asks: [ask] } }, 'alerts', 'k')
  const [{ id }] = (await look()).alerts
  const on = { channel: 'C-ALERTS', message: id, drawing: 0, name: 'seen', value: 'yes', id: 'a' }
  expect((await act('press', on)).status).toBe(202)
  expect(house.order[0]).toBe('accepted')
  const helpdesk = await adapter.whoIs({ platform: 'playground', tenant: 'company', user: 'U-HELPDESK' })
  expect(helpdesk?.kind).toBe('member')
})

test('the page shows the chosen person’s phone and mail, and nobody else’s', async () => {
  const { act, look, mail } = await openPage()
  mail.push({ to: 'Ada@latchkey.example', subject: 'To Ada', text: 'x', at: 1 })
  mail.push({ to: 'grace@latchkey.example', subject: 'To Grace', text: 'x', at: 1 })
  expect((await look()).phone).toMatchObject({ code: '482913', mail: [{ subject: 'To Ada' }] })
  expect((await act('look', { user: 'U-NOBODY' })).status).toBe(409)
  await act('look', { user: 'U-GRACE' })
  const grace = await look()
  expect(grace.phone).toMatchObject({ codes: [], mail: [{ subject: 'To Grace' }] })
  expect(grace.phone.code).toBeUndefined()
  expect([grace.you, grace.account]).toEqual(['U-GRACE', 'grace'])
})

test('the sign-in box says in words what became of it; the password travels as a secret', async () => {
  const { act, locked, signIns } = await openPage()
  const signIn = async (password: string) => (await act('signin', { account: 'ada', password })).json()
  expect(await signIn('Winter-Lake-2026')).toMatchObject({ result: 'ok' })
  expect(await signIn('Summer-Lake-2026')).toEqual({ result: 'wrong', says: 'Wrong account or password.' })
  await act('lock', { user: 'U-ADA' })
  expect(locked).toEqual(['ada'])
  expect(await signIn('Winter-Lake-2026')).toMatchObject({ result: 'locked' })
  expect((await act('lock', { user: 'U-GUS' })).status).toBe(409)
  expect(JSON.stringify(signIns)).not.toContain('Lake')
})

test('three days later is past the cooling period', async () => {
  const { act, clock } = await openPage()
  const before = clock.now()
  const later = before + (72 * 60 + 1) * 60_000
  expect(await (await act('forward', {})).json()).toEqual({ now: later })
  expect(clock.now()).toBe(later)
})

test('what happened is told in words, newest first as it comes', async () => {
  const { audit, look } = await openPage()
  audit.push({
    at: 2,
    event: 'commit.committed',
    flow: 'abcdefghij',
    detail: { op: 'o1', outcome: 'x'.repeat(90), reasons: ['a', 'b'], before: null },
  })
  audit.push({ at: 1, event: 'something.new' })
  const heard = (await look()).audit
  expect(heard[0]).toMatchObject({ says: 'The new password is set', flow: 'abcdef' })
  expect(heard[0].detail).toBe(`outcome: ${'x'.repeat(37)}… · reasons: a, b`)
  expect(heard[1]).toMatchObject({ says: 'something.new', detail: '' })
})

test('somebody who is typed in has a confirmed profile of their own', async () => {
  const { act, adapter, look } = await openPage()
  expect((await act('join', { name: 'Ines Baum', email: 'nonsense' })).status).toBe(400)
  expect((await act('join', { name: 'Ines Baum', email: 'ines@latchkey.example' })).status).toBe(200)
  const { you, people, phone, lockable } = await look()
  expect(people.at(-1)).toMatchObject({ user: you, name: 'Ines Baum', extra: false })
  expect(await adapter.whoIs({ ...ada, user: you })).toMatchObject({
    kind: 'member',
    email: 'ines@latchkey.example',
    emailConfirmed: true,
  })
  expect([phone.codes, phone.code, lockable]).toEqual([[], undefined, false])
})

test('every event of the vocabulary has words', () => {
  for (const name of eventNames) expect(en).toHaveProperty([`playground.audit.${name}`])
})
