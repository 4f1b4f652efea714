import { describe, expect, test } from 'vitest'
import { hear } from '../../../adapters/slack/hear.ts'
import { pack } from '../../../adapters/slack/press.ts'
import { admit } from '../../../adapters/slack/verify.ts'
import type { ChatEvent } from '../../../src/house/port.ts'
import { alice, appId, corp, event, message, person, press, slash, submit } from './payloads.ts'

const heard = (body: unknown): ChatEvent | undefined => {
  const verdict = admit(body, { appId, workspaces: [corp], enterprises: ['E0CORP'] })
  if (verdict.kind !== 'admitted') throw new Error(`not admitted: ${JSON.stringify(verdict)}`)
  return hear(verdict.payload, verdict.origin, { alertChannel: 'C0ALERTS', onCallChannel: 'C0ONCALL' })
}
const me = { platform: 'slack', tenant: corp, user: alice }

describe('a direct message', () => {
  test('is what they typed, with what Slack escaped put back', () => {
    expect(heard(event(message({ text: 'a &lt;b&gt; &amp;amp; c' })))).toEqual({
      ids: [
        `message:${corp}:D01:1700000000.000100`,
        'event:Ev01',
        `client:${corp}:D01:5e2a3f52-0000-4000-8000-000000000001`,
      ],
      actor: me,
      place: { platform: 'slack', channel: `${corp}:D01` },
      what: { kind: 'text', text: 'a <b> &amp; c' },
    })
  })

  test('under another event id shares the ids that do not change', () => {
    const [first] = heard(event(message()))?.ids ?? []
    expect(heard(event(message(), { event_id: 'Ev02' }))?.ids).toContain(first)
  })

  test('of a stranger is theirs, not a colleague’s of the place where the app is installed', () => {
    expect(heard(event(message({ user_team: 'T9', source_team: 'T9' })))?.actor.tenant).toBe('T9')
  })

  test('on Enterprise Grid belongs to the organisation', () => {
    const whole = [{ enterprise_id: 'E0CORP', team_id: null, is_bot: true, is_enterprise_install: true }]
    const found = heard(event(message(), { enterprise_id: 'E0CORP', authorizations: whole }))
    expect(found?.actor.tenant).toBe('E0CORP')
    expect(found?.place.channel).toBe('E0CORP:D01')
  })

  test.each([
    ['of a bot', { bot_id: 'B01' }],
    ['that was edited', { subtype: 'message_changed' }],
    ['with a file', { subtype: 'file_share' }],
    ['in a channel', { channel_type: 'channel' }],
    ['in a group', { channel_type: 'mpim' }],
    ['of nobody', { user: undefined }],
    ['without words', { text: undefined }],
    ['without a time', { ts: '' }],
  ])('%s is not heard', (_of, more) => expect(heard(event(message(more)))).toBeUndefined())
})

describe('a press', () => {
  const answer = pack({ kind: 'answer', name: 'start', value: 'reset-password', flow: 'f', prompt: 'p:1' })

  test('says what the button stands for, on which card', () => {
    expect(heard(press(answer))).toEqual({
      ids: ['trigger:111.222.abc', `press:${corp}:${alice}:answer-0-0:1700000001.000001`],
      actor: me,
      place: { platform: 'slack', channel: `${corp}:D01`, message: '1700000000.000200' },
      what: { kind: 'answer', name: 'start', value: 'reset-password', flow: 'f', prompt: 'p:1' },
    })
  })

  test('on a form’s button asks for the form, with a trigger that knows its installation', () => {
    const what = heard(press(pack({ kind: 'open', name: 'pairing-code', flow: 'f', prompt: 'p:1' })))?.what
    expect(what).toMatchObject({ kind: 'open', name: 'pairing-code', trigger: `${corp}:111.222.abc` })
  })

  test('on the App Home is answered in private', () => {
    const found = heard(press(answer, { container: { type: 'view', view_id: 'V1' } }))
    expect(found?.place).toEqual({ platform: 'slack', channel: `${corp}:${alice}` })
  })

  test('in a channel is answered in private: a link must not stand where others read', () => {
    const container = { type: 'message', channel_id: 'C0ALERTS', message_ts: '1700000000.000200' }
    const found = heard(press(answer, { container }))
    expect(found?.place).toEqual({ platform: 'slack', channel: `${corp}:${alice}` })
  })

  test('in the alert channel says on which message, and where only its presser reads', () => {
    const container = { type: 'message', channel_id: 'C0ALERTS', message_ts: '1700000000.000200' }
    expect(heard(press(answer, { container }))?.alerts).toEqual({
      aside: { platform: 'slack', channel: `${corp}:aside:C0ALERTS:${alice}` },
      message: '1700000000.000200',
    })
  })

  test.each([
    ['another channel', { channel_id: 'C0OTHER' }],
    ['what only the presser saw there', { channel_id: 'C0ALERTS', is_ephemeral: true }],
    ['their own chat', { channel_id: 'D01' }],
  ])('in %s does not', (_where, where) => {
    const container = { type: 'message', message_ts: '1700000000.000200', ...where }
    expect(heard(press(answer, { container }))?.alerts).toBeUndefined()
  })

  test('by a stranger is a stranger’s', () => {
    expect(heard(press(answer, { user: { id: 'U9', team_id: 'T9' } }))?.actor.tenant).toBe('T9')
  })

  test.each([
    ['on a link', undefined],
    ['on a button that is not ours', 'yes'],
    ['on one with more in it', '{"kind":"answer","name":"x","value":"y","from":"house"}'],
    ['that would be a form', pack({ kind: 'form', name: 'pairing-code' })],
  ])('%s is dropped', (_on, value) => expect(heard(press(value))).toBeUndefined())
})

describe('a form', () => {
  const about = pack({ kind: 'form', name: 'pairing-code', flow: 'f', prompt: 'p:1' })

  test('is an answer, once however often it is sent', () => {
    const found = heard(submit(about, '123 456'))
    expect(found?.what).toEqual({
      kind: 'answer',
      name: 'pairing-code',
      value: '123 456',
      flow: 'f',
      prompt: 'p:1',
    })
    expect(heard(submit(about, '123 456', { trigger_id: '999.1.x' }))?.ids).toContain(found?.ids[0])
  })

  test('of somebody else’s making is dropped', () => expect(heard(submit('{}', 'x'))).toBeUndefined())
})

test('a command is answered in private, wherever it was given', () => {
  expect(heard(slash())).toEqual({
    ids: ['trigger:111.333.def'],
    actor: me,
    place: { platform: 'slack', channel: `${corp}:${alice}` },
    what: { kind: 'text', text: 'reset' },
  })
})

describe('the App Home', () => {
  const opened = { type: 'app_home_opened', user: alice, channel: 'D01', event_ts: '1700000002.000001' }
  test('is drawn for whoever opens it', () => {
    expect(heard(event({ ...opened, tab: 'home' }))).toMatchObject({
      actor: me,
      place: { channel: `${corp}:home:${alice}` },
      what: { kind: 'home' },
    })
  })
  test('and not for whoever opens the messages', () => {
    expect(heard(event({ ...opened, tab: 'messages' }))).toBeUndefined()
  })
})

describe('a changed user', () => {
  const change = (user: unknown) => heard(event({ type: 'user_change', user, event_ts: '1700000003.000001' }))
  test('comes with how they are now', () => {
    expect(change(person({ profile: { real_name: 'Alice', email: 'new@corp.example' } }))).toMatchObject({
      actor: me,
      what: { kind: 'profile', profile: { email: 'new@corp.example', kind: 'member', emailConfirmed: true } },
    })
  })
  test('who is deleted is gone', () => {
    expect(change(person({ deleted: true }))?.what).toEqual({ kind: 'gone', why: 'deleted' })
  })
  test('is nobody’s business but their own workspace’s: another that we serve calls them a stranger', () => {
    const seen = person({ is_stranger: true, profile: { real_name: 'Alice Adams' } })
    const body = event({ type: 'user_change', user: seen, event_ts: '1.5' }, { team_id: 'T0PARTNER' })
    const verdict = admit(body, { appId, workspaces: [corp, 'T0PARTNER'], enterprises: [] })
    expect(verdict.kind === 'admitted' && hear(verdict.payload, verdict.origin)).toBeUndefined()
  })
  test('is nobody, for a bot', () => expect(change(person({ is_bot: true }))).toBeUndefined())
})

test.each([
  ['an event of another kind', event({ type: 'reaction_added', user: alice })],
  ['a closed form', { ...submit('{}', 'x'), type: 'view_closed' }],
  ['a shortcut', { ...press('x'), type: 'shortcut' }],
  ['no event at all', event({})],
])('%s says nothing to us', (_what, body) => expect(heard(body)).toBeUndefined())
