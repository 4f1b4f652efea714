import { ErrorCode, type WebAPICallResult, WebClient } from '@slack/web-api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { objectOf } from '../support/slack/json.ts'
import type { Standing } from '../support/slack/org.ts'
import { tokenLifeSeconds } from '../support/slack/tokens.ts'
import { SlackStandIn } from '../support/slack/stand-in.ts'
import { codeForm, noRetries, scopes, section } from './bolt-bot.ts'

let now = 0
let slack: SlackStandIn

beforeEach(async () => {
  now = Date.now()
  slack = await SlackStandIn.start({ now: () => now })
})
afterEach(async () => {
  await slack.stop()
  expect(slack.faults).toEqual([])
})

const client = (token: string): WebClient => new WebClient(token, noRetries(slack))

const town = (granted: readonly string[] = scopes, rotating = false) => {
  const { platform } = slack
  const corp = platform.workspace('Corp')
  const alice = platform.account(corp, 'alice')
  const at = platform.install(corp, alice, granted, rotating)
  const grant = platform.tokens.grant(at)
  return { platform, corp, alice, at, grant, web: client(grant.access), dm: platform.im(corp, alice) }
}

/** The word with which Slack refused, or why there was no answer; undefined when all was well. */
const refusal = async (call: Promise<WebAPICallResult>): Promise<unknown> => {
  const caught: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  const { data, code } = objectOf(caught)
  return objectOf(data)['error'] ?? code
}

describe('tokens and scopes', () => {
  test('no token, a strange one, a revoked one, an app-level one, an old one', async () => {
    const { platform, web, grant, corp, alice } = town()
    expect(await refusal(new WebClient(undefined, noRetries(slack)).auth.test())).toBe('not_authed')
    expect(await refusal(client('xoxb-nobody').auth.test())).toBe('invalid_auth')
    const app = client(platform.tokens.appLevel(['connections:write']))
    expect(await refusal(app.auth.test())).toBe('not_allowed_token_type')
    expect(await refusal(web.apps.connections.open({}))).toBe('not_allowed_token_type')
    expect(await web.auth.test()).toMatchObject({ team_id: corp.id, is_enterprise_install: false })
    const at = platform.install(corp, alice, scopes, true)
    const old = client(platform.tokens.grant(at).access)
    now += tokenLifeSeconds * 1000
    expect(await refusal(old.auth.test())).toBe('token_expired')
    expect(await web.auth.revoke()).toMatchObject({ revoked: true })
    expect(await refusal(web.auth.test())).toBe('token_revoked')
    expect(slack.calls('auth.test').at(-1)).toMatchObject({ token: grant.access })
  })

  test('a missing scope is named', async () => {
    const { web, alice, dm } = town(['chat:write'])
    await expect(web.users.info({ user: alice.id })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'users:read', provided: 'chat:write' },
    })
    await expect(web.conversations.history({ channel: dm.id })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'im:history' },
    })
    expect(await refusal(web.conversations.open({ users: alice.id }))).toBe('missing_scope')
    expect(await refusal(web.conversations.info({ channel: dm.id }))).toBe('missing_scope')
  })

  test('an unknown method, an unknown kind of body, JSON as well as a form', async () => {
    const { web, grant } = town()
    expect(await refusal(web.apiCall('chat.shout'))).toBe('unknown_method')
    const post = async (type: string, body: string): Promise<unknown> => {
      const headers = { 'content-type': type, authorization: `Bearer ${grant.access}` }
      return await (await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', headers, body })).json()
    }
    expect(await post('application/json', '{}')).toMatchObject({ ok: true })
    expect(await post('application/json', '[]')).toMatchObject({ error: 'json_not_object' })
    expect(await post('application/json', '{')).toMatchObject({ error: 'invalid_json' })
    expect(await post('text/plain', 'x')).toMatchObject({ error: 'invalid_post_type' })
  })

  test('one workspace’s token does not reach another', async () => {
    const { platform, web } = town()
    const far = platform.workspace('Far')
    const bob = platform.account(far, 'bob')
    expect(await refusal(web.chat.postMessage({ channel: platform.im(far, bob).id, text: 'x' }))).toBe(
      'channel_not_found',
    )
    expect(await refusal(web.users.info({ user: bob.id }))).toBe('user_not_visible')
    expect(await refusal(web.views.publish({ user_id: bob.id, view: { type: 'home', blocks: [] } }))).toBe(
      'user_not_visible',
    )
  })
})

describe('messages', () => {
  test('posted, changed, read with metadata, deleted', async () => {
    const { web, alice, dm } = town()
    const { channel } = await web.conversations.open({ users: alice.id })
    expect(channel?.id).toBe(dm.id)
    const metadata = { event_type: 'card', event_payload: { key: 'k1' } }
    const { ts = '' } = await web.chat.postMessage({ channel: alice.id, text: 'one', metadata })
    await web.chat.postMessage({ channel: dm.id, text: 'two' })
    await web.chat.update({ channel: dm.id, ts, text: 'one, changed' })
    const all = await web.conversations.history({ channel: dm.id, include_all_metadata: true })
    expect(all.messages?.map((m) => m.text)).toEqual(['two', 'one, changed'])
    expect(all.messages?.[1]).toMatchObject({ metadata, edited: {} })
    const bare = await web.conversations.history({ channel: dm.id, limit: 1, latest: ts, inclusive: true })
    expect(bare.messages).toMatchObject([{ ts }])
    expect(bare.messages?.[0]?.metadata).toBeUndefined()
    await web.chat.delete({ channel: dm.id, ts })
    expect(await refusal(web.chat.update({ channel: dm.id, ts, text: 'x' }))).toBe('message_not_found')
  })

  test('what Slack refuses to say', async () => {
    const { web, dm, alice, platform } = town()
    const post = async (message: object) =>
      await refusal(web.apiCall('chat.postMessage', { channel: dm.id, ...message }))
    expect(await post({})).toBe('no_text')
    expect(await post({ text: 'x'.repeat(40_001) })).toBe('msg_too_long')
    expect(await post({ text: 'x', blocks: [section('x'.repeat(3001))] })).toBe('invalid_blocks')
    expect(await post({ text: 'x', blocks: 'not JSON' })).toBe('invalid_blocks_format')
    expect(await post({ text: 'x', metadata: { event_type: 'x' } })).toBe('invalid_metadata_format')
    expect(await post({ text: 'x', channel: 'D0' })).toBe('channel_not_found')
    const { ts = '' } = await web.chat.postMessage({ channel: dm.id, text: 'x' })
    const escaped = '&'.repeat(801)
    expect(await refusal(web.chat.update({ channel: dm.id, ts, text: escaped }))).toBe('msg_too_long')
    const mine = platform.put(dm, {
      type: 'message',
      ts: platform.ts(),
      team: 'T',
      user: alice.id,
      text: 'hi',
    })
    const foreign = { channel: dm.id, ts: mine.drawings[0]?.ts ?? '' }
    expect(await refusal(web.chat.update({ ...foreign, text: 'x' }))).toBe('cant_update_message')
    expect(await refusal(web.chat.delete(foreign))).toBe('cant_delete_message')
  })

  test('what kind of conversation it is, and with whom', async () => {
    const { web, corp, alice, at, platform, dm } = town([...scopes, 'im:read', 'channels:read'])
    const { channel: direct } = await web.conversations.info({ channel: dm.id })
    expect(direct).toMatchObject({ is_im: true, user: alice.id, is_ext_shared: false })
    const alerts = platform.channel(corp, 'alerts', [at.botUserId])
    const { channel: open } = await web.conversations.info({ channel: alerts.id })
    expect(open).toMatchObject({ name: 'alerts', is_member: true })
    const mallory = platform.account(platform.workspace('Far'), 'mallory', 'partner')
    const shared = await web.conversations.info({ channel: platform.im(corp, mallory).id })
    expect(shared.channel).toMatchObject({ user: mallory.id, is_ext_shared: true })
    for (const standing of ['deleted', 'stranger', 'bot'] as const) {
      const nobody = platform.account(corp, standing, standing)
      expect(await refusal(web.conversations.open({ users: nobody.id }))).toMatch(/disabled|visible|bot/)
    }
  })

  test('a channel wants the bot in it; an ephemeral word is for one and never comes back', async () => {
    const { web, corp, alice, at, platform, dm } = town()
    const alerts = platform.channel(corp, 'alerts', [alice.id])
    expect(await refusal(web.chat.postMessage({ channel: alerts.id, text: 'x' }))).toBe('not_in_channel')
    alerts.members.add(at.botUserId)
    await web.chat.postMessage({ channel: alerts.id, text: 'Alert' })
    expect(alerts.posts).toHaveLength(1)
    await web.chat.postEphemeral({ channel: dm.id, user: alice.id, text: 'psst' })
    expect((await web.conversations.history({ channel: dm.id })).messages).toEqual([])
    const bob = platform.account(corp, 'bob')
    expect(await refusal(web.chat.postEphemeral({ channel: dm.id, user: bob.id, text: 'psst' }))).toBe(
      'user_not_in_channel',
    )
  })
})

describe('people', () => {
  test.each<[Standing, object]>([
    ['member', { is_restricted: false, is_bot: false, deleted: false, is_email_confirmed: true }],
    ['guest', { is_restricted: true, is_ultra_restricted: false }],
    ['single-channel-guest', { is_restricted: true, is_ultra_restricted: true }],
    ['bot', { is_bot: true }],
    ['workflow-bot', { is_bot: true, is_workflow_bot: true }],
    ['app-user', { is_app_user: true }],
    ['deleted', { deleted: true }],
    ['invited', { is_invited_user: true, is_email_confirmed: false }],
    ['unconfirmed', { is_email_confirmed: false }],
  ])('a %s', async (standing, says) => {
    const { web, platform, corp } = town()
    const { user } = await web.users.info({ user: platform.account(corp, 'bob', standing).id })
    expect(user).toMatchObject({ team_id: corp.id, ...says })
    expect(user?.locale).toBeUndefined()
  })

  test.each<[Standing, boolean | undefined]>([
    ['stranger', true],
    ['partner', undefined],
  ])('a %s is from elsewhere', async (standing, stranger) => {
    const { web, platform } = town()
    const far = platform.workspace('Far')
    const account = platform.account(far, 'mallory', standing)
    const { user } = await web.users.info({ user: account.id, include_locale: true })
    expect(user).toMatchObject({ team_id: far.id, locale: 'en-US' })
    expect(user?.is_stranger).toBe(stranger)
  })

  test('e-mail only with its scope; nobody; Grid', async () => {
    const { web, platform } = town(['users:read'])
    const org = platform.org('Group')
    const unit = platform.workspace('Unit', org)
    const eve = platform.account(unit, 'eve')
    const wide = client(platform.tokens.grant(platform.install(org, eve, scopes)).access)
    expect(await wide.auth.test()).toMatchObject({ is_enterprise_install: true, enterprise_id: org.id })
    const { user } = await wide.users.info({ user: eve.id })
    expect(user).toMatchObject({ enterprise_user: { id: eve.id, enterprise_id: org.id, teams: [unit.id] } })
    expect(user?.profile?.email).toBe('eve@corp.example')
    expect((await wide.conversations.open({ users: eve.id })).channel?.id).toBe(platform.im(unit, eve).id)
    const [corp] = platform.workspaces
    const bob = platform.account(corp!, 'bob')
    expect((await web.users.info({ user: bob.id })).user?.profile?.email).toBeUndefined()
    expect(await refusal(web.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found')
    expect(await refusal(wide.users.info({ user: bob.id }))).toBe('user_not_visible')
  })
})

describe('views', () => {
  test('a trigger is for three seconds and for once; hashes; three deep', async () => {
    const { web, alice, corp, platform } = town()
    const issue = (): string => platform.triggers.issue(corp.id, alice.id)
    const open = async (trigger_id: string) => await refusal(web.views.open({ trigger_id, view: codeForm }))
    const trigger = issue()
    expect(
      await refusal(
        web.views.open({
          trigger_id: trigger,
          view: { ...codeForm, title: { type: 'plain_text', text: 'x'.repeat(25) } },
        }),
      ),
    ).toBe('invalid_arguments')
    expect(await open(trigger)).toBeUndefined()
    expect(await open(trigger)).toBe('exchanged_trigger_id')
    expect(await open('1.2.3')).toBe('invalid_trigger_id')
    const slow = issue()
    now += 3001
    expect(await open(slow)).toBe('expired_trigger_id')
    const { view } = await web.views.open({ trigger_id: issue(), view: { ...codeForm, external_id: 'e1' } })
    const taken = { trigger_id: issue(), view: { ...codeForm, external_id: 'e1' } }
    expect(await refusal(web.views.push(taken))).toBe('duplicate_external_id')
    const id = view?.id ?? ''
    expect(await refusal(web.views.update({ view_id: id, hash: 'old', view: codeForm }))).toBe(
      'hash_conflict',
    )
    const updated = await web.views.update({ view_id: id, hash: view?.hash ?? '', view: codeForm })
    expect(updated.view?.hash).not.toBe(view?.hash)
    expect(await refusal(web.views.update({ view_id: 'V0', view: codeForm }))).toBe('not_found')
    for (const _ of [2, 3]) await web.views.push({ trigger_id: issue(), view: codeForm })
    expect(await refusal(web.views.push({ trigger_id: issue(), view: codeForm }))).toBe('push_limit_reached')
  })

  test('a Home is published over the one that was read', async () => {
    const { web, alice } = town()
    const home = { type: 'home' as const, blocks: [section('x')] }
    const { view } = await web.views.publish({ user_id: alice.id, view: home })
    await web.views.publish({ user_id: alice.id, view: home, hash: view?.hash ?? '' })
    const late = web.views.publish({ user_id: alice.id, view: home, hash: view?.hash ?? '' })
    expect(await refusal(late)).toBe('hash_conflict')
    const form = web.apiCall('views.publish', { user_id: alice.id, view: codeForm })
    expect(await refusal(form)).toBe('invalid_arguments')
  })
})

describe('trouble', () => {
  test('429 with and without Retry-After, in the body, and for one channel only', async () => {
    const { web, dm, platform, corp } = town()
    const bob = platform.im(corp, platform.account(corp, 'bob'))
    const post = async (channel: string) => await refusal(web.chat.postMessage({ channel, text: 'x' }))
    slack.platform.trouble.order({ kind: 'rate-limited', retryAfter: 7 }, { channel: dm.id, times: 1 })
    expect(await post(bob.id)).toBeUndefined()
    await expect(web.chat.postMessage({ channel: dm.id, text: 'x' })).rejects.toMatchObject({ retryAfter: 7 })
    slack.platform.trouble.order({ kind: 'rate-limited' }, { method: 'chat.postMessage', times: 1 })
    await expect(web.chat.postMessage({ channel: dm.id, text: 'x' })).rejects.toThrow('valid timeout')
    slack.platform.trouble.order({ kind: 'rate-limited-in-body' }, { times: 1 })
    expect(await post(dm.id)).toBe('ratelimited')
    slack.platform.trouble.order({ kind: 'error', error: 'fatal_error' }, { times: 1 })
    expect(await post(dm.id)).toBe('fatal_error')
    expect(dm.posts).toEqual([])
    expect(await post(dm.id)).toBeUndefined()
  })

  test.each([
    ['an error', { kind: 'status', status: 503 }, ErrorCode.HTTPError],
    ['a cut', { kind: 'cut' }, ErrorCode.RequestError],
  ] as const)('%s before the deed, and after it', async (_what, trouble, code) => {
    const { web, dm } = town()
    slack.platform.trouble.order(trouble, { times: 1 })
    expect(await refusal(web.chat.postMessage({ channel: dm.id, text: 'x' }))).toBe(code)
    expect(dm.posts).toHaveLength(0)
    slack.platform.trouble.order({ ...trouble, after: true }, { times: 1 })
    expect(await refusal(web.chat.postMessage({ channel: dm.id, text: 'x' }))).toBe(code)
    expect(dm.posts).toHaveLength(1)
    expect(slack.calls('chat.postMessage').map((c) => c.answer?.['ok'])).toEqual([undefined, true])
  })

  test('a slow answer, and one that never comes', async () => {
    const { web, dm, grant } = town()
    const { promise, resolve } = Promise.withResolvers<undefined>()
    slack.platform.trouble.order({ kind: 'slow', until: promise }, { times: 1 })
    const slow = web.chat.postMessage({ channel: dm.id, text: 'slow' })
    await web.chat.postMessage({ channel: dm.id, text: 'quick' })
    resolve(undefined)
    await slow
    expect(dm.posts.map((p) => p.drawings[0]?.text)).toEqual(['quick', 'slow'])
    slack.platform.trouble.order({ kind: 'hang' })
    const hasty = new WebClient(grant.access, { ...noRetries(slack), timeout: 100 })
    expect(await refusal(hasty.chat.postMessage({ channel: dm.id, text: 'x' }))).toBe(ErrorCode.RequestError)
    slack.platform.trouble.clear()
    await web.auth.test()
  })
})
