import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { en } from '../../../src/words/en.ts'
import { elementsOf } from '../../support/slack/block-limits.ts'
import type { Json } from '../../support/slack/json.ts'
import { latest } from '../../support/slack/rooms.ts'
import { buttonsOn, isObject } from '../../support/teams/card-reading.ts'
import { mriOf, stranger } from '../../support/teams/company.ts'
import { textsIn } from '../../support/teams/rooms.ts'
import { chatOf } from '../../support/teams/roster.ts'
import { openOffice, type Office } from './office.ts'
import { quiet, stateOf, trespasses } from './state.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(async () => await office.close())

/** What others do is theirs: nothing that anybody had is moved by it. */
const moves = async (deed: () => Promise<unknown>): Promise<readonly string[]> => {
  await quiet(office)
  const before = await stateOf(office)
  await deed()
  await quiet(office)
  return trespasses(before, await stateOf(office))
}

const codeOf = async (link: string): Promise<string> => {
  const browser = await office.browser()
  await browser.opens(link)
  await browser.page()
  const shown = (await browser.says('pairing-code', {})).reveal['code']
  await quiet(office)
  return String(shown)
}

describe('in Slack', () => {
  const foreign = 'T0NINE'
  let code = ''
  let cancel = ''
  let form = ''
  let elsewhere = ''
  let bob = ''
  beforeAll(async () => {
    const { alice, slack, corp } = office
    await alice.says('I forgot my password')
    await quiet(office)
    code = await codeOf(alice.link(en['hand-off.open']))
    const buttons = alice.dm.posts.flatMap((post) => elementsOf(latest(post).blocks))
    const found = buttons.find(({ element }) => JSON.stringify(element).includes(en['ask.cancel']))
    cancel = String(found?.element['value'])
    await alice.presses(en['hand-off.type-code'])
    await quiet(office)
    form = String(slack.platform.views.top(corp.id, alice.account.id)?.view['private_metadata'])
    const account = slack.platform.account(corp, 'bob')
    bob = account.id
    elsewhere = slack.platform.im(corp, account).id
  })

  const says = (event: Json): Promise<unknown> => {
    const ts = office.slack.platform.ts()
    const usual = { type: 'message', channel: elsewhere, channel_type: 'im', text: code, ts, event_ts: ts }
    return office.slack.events.send(office.corp, { ...usual, ...event })
  }
  const acts = (body: Json): Promise<unknown> => {
    const { slack, corp } = office
    const trigger_id = slack.platform.id('1.2.')
    const usual = { api_app_id: slack.platform.appId, team: { id: corp.id }, trigger_id }
    return slack.courier.send('interactive', { ...usual, ...body })
  }
  const presses = (user: Json, value: string): Promise<unknown> =>
    acts({
      type: 'block_actions',
      user,
      container: { type: 'message', channel_id: elsewhere, message_ts: '1.000001' },
      actions: [{ action_id: 'answer-2-0', value, action_ts: office.slack.platform.ts() }],
    })
  const submits = (user: Json, value: unknown, metadata = form): Promise<unknown> =>
    acts({
      type: 'view_submission',
      user,
      view: {
        id: office.slack.platform.id('V'),
        hash: 'h',
        callback_id: 'answer',
        private_metadata: metadata,
        state: { values: { answer: { answer: { value } } } },
      },
    })
  const colleague = (): Json => ({ id: bob, team_id: office.corp.id })
  const namesake = (): Json => ({ id: office.alice.account.id, team_id: foreign })
  const owner = (): Json => ({ id: office.alice.account.id, team_id: office.corp.id })

  test.each<readonly [string, () => Promise<unknown>]>([
    [
      'a stranger of the same id types the code',
      () => says({ user: office.alice.account.id, user_team: foreign, source_team: foreign, team: foreign }),
    ],
    ['a stranger of the same id presses', () => presses(namesake(), cancel)],
    ['a stranger of the same id sends the form', () => submits(namesake(), code)],
    ['a colleague types the code', () => says({ user: bob, team: office.corp.id })],
    ['a colleague presses a copied button', () => presses(colleague(), cancel)],
    ['a colleague sends a copied form', () => submits(colleague(), code)],
    [
      'a colleague says in a button who they are',
      () => presses(colleague(), cancel.replace('{', `{"actor":"${office.alice.account.id}",`)),
    ],
    [
      'a colleague says in a form who they are',
      () => submits(colleague(), code, form.replace('{', `{"user":"${office.alice.account.id}",`)),
    ],
    [
      'a bot types the code in its owner’s name',
      () => says({ user: office.alice.account.id, team: office.corp.id, bot_id: 'B0X' }),
    ],
    [
      'it is typed in a channel',
      () => says({ user: office.alice.account.id, team: office.corp.id, channel_type: 'channel' }),
    ],
    [
      'it is typed in a group',
      () => says({ user: office.alice.account.id, team: office.corp.id, channel_type: 'mpim' }),
    ],
    [
      'it stands in what was edited',
      () => says({ user: office.alice.account.id, team: office.corp.id, subtype: 'message_changed' }),
    ],
    ['the owner’s form holds no text', () => submits(owner(), { toString: code })],
    ['the owner’s form holds a number', () => submits(owner(), Number(code))],
    ['the owner’s form names a prototype', () => submits(owner(), code, `{"__proto__":${form}}`)],
    ['the owner’s button is half a character', () => presses(owner(), `\ud800${cancel}`)],
    ['the owner’s button is nested without end', () => presses(owner(), '['.repeat(1900))],
    [
      'the owner presses nothing',
      () => acts({ type: 'block_actions', user: owner(), container: {}, actions: [] }),
    ],
  ])('%s: nothing moves', async (_what, deed) => {
    expect(await moves(deed)).toEqual([])
  })

  test('and the owner goes on', async () => {
    await office.alice.says(code)
    await quiet(office)
    expect(JSON.stringify(office.alice.sees())).toContain(en['prove.chat-title'])
  })
})

describe('in Teams', () => {
  let code = ''
  let cancel: Json = {}
  let send: Json = {}
  beforeAll(async () => {
    const { ada } = office
    await ada.says('I forgot my password')
    await quiet(office)
    code = await codeOf(ada.link(en['hand-off.open']))
    const dataOf = (title: string): Json => {
      const data = buttonsOn(ada.card).find((button) => button.title === title)?.action['data']
      if (!isObject(data)) throw new Error(`no button ${title}`)
      return data
    }
    cancel = dataOf(en['ask.cancel'])
    send = { ...dataOf(en['teams.send']), 'typed-pairing-code': code }
  })

  const executes = (data: Json, change?: (activity: Json) => Json): Promise<unknown> =>
    office.teams.from(
      office.ben.member,
      {
        type: 'invoke',
        name: 'adaptiveCard/action',
        value: { action: { type: 'Action.Execute', verb: 'press', data } },
      },
      change && { change },
    )
  const submits = (data: Json): Promise<unknown> =>
    office.teams.from(office.ben.member, { type: 'message', value: data })
  const claims = (): Json => {
    const { oid, tenant } = office.ada.member
    const actor = { platform: 'teams', tenant, user: oid }
    return { actor, user: oid, aadObjectId: oid, from: { aadObjectId: oid }, tenant, userId: oid }
  }
  const inChatOfAda = (activity: Json): Json => ({
    ...activity,
    conversation: {
      conversationType: 'personal',
      tenantId: office.ada.member.tenant,
      id: chatOf(office.ada.member),
    },
  })
  const named = (activity: Json): Json => ({
    ...activity,
    from: { id: mriOf(office.ada.member), name: 'ada', aadObjectId: office.ben.member.oid },
  })
  const ownerSubmits = (data: unknown): Promise<unknown> =>
    office.teams.from(office.ada.member, { type: 'message', value: data })

  test.each<readonly [string, () => Promise<unknown>]>([
    ['a colleague presses a copied button', () => executes(cancel)],
    ['a colleague presses it by an old client', () => submits(cancel)],
    ['a colleague sends a copied form', () => executes(send)],
    ['a colleague sends it by an old client', () => submits(send)],
    ['a colleague types the code', () => office.ben.says(code)],
    ['a colleague says in a card who they are', () => executes({ ...cancel, ...claims() })],
    ['a colleague says so by an old client', () => submits({ ...send, ...claims() })],
    ['a colleague presses in the owner’s chat', () => executes(cancel, inChatOfAda)],
    ['a colleague bears the owner’s name', () => executes(cancel, named)],
    ['a colleague bears it in the owner’s chat', () => executes(send, (a) => inChatOfAda(named(a)))],
    ['a stranger sends a copied form', () => office.teams.from(stranger, { type: 'message', value: send })],
    ['the owner’s form holds a number', () => ownerSubmits({ ...send, 'typed-pairing-code': Number(code) })],
    ['the owner’s form holds a list', () => ownerSubmits({ ...send, 'typed-pairing-code': [code] })],
    ['the owner’s form is a text', () => ownerSubmits(JSON.stringify(send))],
    ['the owner’s form is a list', () => ownerSubmits([send])],
    [
      'the owner’s form names a prototype',
      () => ownerSubmits(JSON.parse(`{"__proto__":${JSON.stringify(send)}}`)),
    ],
    ['the owner’s form has no nonce', () => ownerSubmits({ ...send, nonce: undefined })],
  ])('%s: nothing moves', async (_what, deed) => {
    expect(await moves(deed)).toEqual([])
  })

  test('and the owner goes on', async () => {
    await office.ada.says(code)
    await quiet(office)
    expect(office.ada.messages.flatMap((message) => textsIn(message)).join()).toContain(
      en['prove.chat-title'],
    )
  })
})
