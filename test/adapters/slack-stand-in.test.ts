import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SlackPerson } from '../support/slack/person.ts'
import { SlackStandIn } from '../support/slack/stand-in.ts'
import { boltBot, button, listening, scopes } from './bolt-bot.ts'

let now = Date.now()
let slack: SlackStandIn
let bot: Awaited<ReturnType<typeof boltBot>>
let alice: SlackPerson

const install = async (rotating = false) => {
  const corp = slack.platform.workspace('Corp')
  const account = slack.platform.account(corp, 'alice')
  const at = slack.platform.install(corp, account, scopes, rotating)
  bot = await boltBot(slack, slack.platform.tokens.grant(at).access)
  return { corp, at, account }
}

beforeEach(async () => {
  now = Date.now()
  slack = await SlackStandIn.start({ now: () => now })
  const { account } = await install()
  alice = new SlackPerson(slack, account)
})
afterEach(async () => {
  await bot.stop()
  await slack.stop()
  expect(slack.faults).toEqual([])
})

const heard = async (what: string): Promise<void> => {
  await expect.poll(() => bot.heard, { timeout: 30_000 }).toContain(what)
}

describe('a talk with a bot made of the real Bolt', () => {
  test('a message, a button, a form refused and accepted', async () => {
    expect((await alice.says('help')).answer).toMatchObject({ status: 200, late: false })
    await alice.willSee('Hello', 'Enter the code')
    await alice.presses('Enter the code')
    await alice.willSee('Your code', 'Six digits')
    await alice.fills({ 'Six digits': '654321' })
    alice.sees('Wrong')
    await alice.fills({ 'Six digits': '123456' })
    expect(alice.sees().modal).toBeUndefined()
    await alice.willSee('Thank you')
  })

  test('what Slack’s own client would not send is not sent', async () => {
    await alice.says('help')
    await alice.willSee('Hello')
    await alice.presses('enter')
    await alice.willSee('Six digits')
    await expect(alice.fills({ 'Six digits': '' })).rejects.toThrow('must be filled in')
    await expect(alice.fills({ 'Six digits': '1234567' })).rejects.toThrow('takes 6 to 6')
    await expect(alice.fills({ Password: 'x' })).rejects.toThrow('must be filled in')
    await expect(alice.fills({ 'Six digits': '123456', Password: 'x' })).rejects.toThrow('no "Password"')
    await alice.closes()
    await heard('closed')
    expect(() => alice.sees('Six digits')).toThrow('not on the screen')
  })

  test('a link leads somewhere and is told as a press', async () => {
    await alice.says('help')
    await alice.willSee('Hello')
    expect(alice.link('Open')).toBe('https://x.example/')
    await alice.presses('Open')
    await heard('link')
    expect(() => alice.link('Enter the code')).toThrow('no link')
  })

  test('home, and a button on it', async () => {
    await alice.opensHome()
    await alice.willSee('You are at home')
    await alice.presses('Go')
    await heard('link')
    await alice.opensHome('messages')
    expect(() => alice.sees('You are at home')).toThrow('not on the screen')
  })

  test('a slash command is answered at once and later, to one person', async () => {
    await alice.slash('')
    await alice.willSee('Really do')
    const { messages } = alice.sees()
    expect(messages.map((m) => m.lines)).toEqual([['Look at your messages'], ['Really do']])
    expect(messages.every((m) => m.ephemeral)).toBe(true)
  })

  test('only what stands there can be pressed, unless it is asked for', async () => {
    await alice.says('help')
    const { newest } = await alice.willSee('Hello')
    const { client } = bot.app
    await client.chat.update({ channel: alice.dm.id, ts: newest?.ts ?? '', text: 'Done', blocks: [] })
    await expect(alice.presses('Open')).rejects.toThrow('no button')
    expect(alice.sees('Done').newest).toMatchObject({ edited: true, buttons: [] })
    expect((await alice.presses('Open', { old: true })).answer?.status).toBe(200)
    await heard('link')
    await expect(alice.presses('Never there', { old: true })).rejects.toThrow('no button')
    await alice.says('once more')
    const other = (await alice.willSee('Hello')).newest
    await client.chat.delete({ channel: alice.dm.id, ts: other?.ts ?? '' })
    await expect(alice.presses('Open')).rejects.toThrow('no button')
    expect((await alice.presses('Open', { old: true })).answer?.status).toBe(200)
  })

  test('a response_url works five times, a trigger once and for three seconds', async () => {
    await alice.says('help')
    await alice.willSee('Hello')
    const { body } = await alice.presses('Open')
    const answer = async (said: object): Promise<number> =>
      (await fetch(String(body['response_url']), { method: 'POST', body: JSON.stringify(said) })).status
    expect(await answer({ text: 'Gone', replace_original: true })).toBe(200)
    alice.sees('Gone')
    for (const left of [1, 2, 3]) expect(await answer({ text: `again ${left}` })).toBe(200)
    expect(await answer({ delete_original: true })).toBe(200)
    expect(() => alice.sees('Gone')).toThrow('not on the screen')
    expect(await answer({ text: 'a sixth time' })).toBe(404)
  })
})

describe('requests that are not as they should be', () => {
  const says = async (twist: Parameters<SlackPerson['says']>[1]) =>
    (await alice.says('help', twist)).answer?.status

  test.each([
    ['another secret', { secret: 'x'.repeat(32) }],
    ['no signature', { unsigned: true }],
    ['six minutes old', { skewSeconds: -360 }],
    ['half of its bytes', { truncateTo: 100 }],
  ])('%s: refused by Bolt', async (_what, twist) => {
    expect(await says(twist)).toBe(401)
    expect(bot.heard).toEqual([])
  })

  test('another path, a charset on a form, a cut line', async () => {
    expect((await alice.slash('', '/latchkey', alice.dm, { charset: true })).answer?.status).toBe(400)
    expect(await says({ cutAfter: 20 })).toBeUndefined()
    expect(await says({ path: '/elsewhere' })).toBe(404)
  })

  test('another team, another app and a megabyte more are signed as they are', async () => {
    const { body, answer, raw } = await alice.says('help', { team: 'T0OTHER', app: 'A0OTHER', padding: 1e6 })
    expect(answer?.status).toBe(200)
    expect(body).toMatchObject({ team_id: 'T0OTHER', api_app_id: 'A0OTHER' })
    expect(JSON.stringify(body)).not.toContain(slack.platform.appId)
    expect(raw.length).toBeGreaterThan(1e6)
  })

  test('the same bytes again; the same event under a new id; the retry schedule', async () => {
    const first = await alice.says('help')
    const again = await slack.courier.replay(first)
    expect(again.raw.equals(first.raw)).toBe(true)
    expect(again.headers).toEqual(first.headers)
    const renamed = await slack.events.underNewId(first)
    expect(renamed.body['event_id']).not.toBe(first.body['event_id'])
    expect(renamed.body['event']).toEqual(first.body['event'])
    await expect.poll(() => bot.heard.length).toBe(3)
    expect(await slack.courier.retries(first, async () => {})).toEqual([])
  })

  test('an event without a good answer comes three times more', async () => {
    slack.courier.pointAt(`${slack.platform.origin}/nobody`)
    const waited: number[] = []
    const tries = await slack.courier.retries(await alice.says('help'), async (ms) => void waited.push(ms))
    expect(waited).toEqual([0, 60_000, 300_000])
    expect(tries.map((t) => t.headers['x-slack-retry-num'])).toEqual(['1', '2', '3'])
    expect(tries.map((t) => t.headers['x-slack-retry-reason'])).toEqual(Array(3).fill('http_error'))
  })

  test('an answer after the limit is late', async () => {
    await slack.stop()
    await bot.stop()
    slack = await SlackStandIn.start({ ackMilliseconds: 0 })
    const { account } = await install()
    expect((await new SlackPerson(slack, account).says('help')).answer).toMatchObject({
      status: 200,
      late: true,
    })
  })

  test('no answer at all is none, and the next try says why it comes', async () => {
    await slack.stop()
    slack = await SlackStandIn.start({ patienceMilliseconds: 100 })
    const deaf = await listening(() => {})
    slack.courier.pointAt(deaf.origin)
    const corp = slack.platform.workspace('Corp')
    const sent = await new SlackPerson(slack, slack.platform.account(corp, 'bob')).says('help')
    expect(sent.answer).toBeUndefined()
    const tries = await slack.courier.retries(sent, async () => {})
    expect(tries[0]?.headers['x-slack-retry-reason']).toBe('http_timeout')
    deaf.server.closeAllConnections()
    deaf.server.close()
  })
})

describe('beyond one direct message', () => {
  test('a card in a channel is read and pressed by who is in it', async () => {
    const { platform } = slack
    const bot1 = platform.installs[0]!.botUserId
    const alerts = platform.channel(alice.team, 'alerts', [bot1, alice.account.id])
    const blocks = [{ type: 'actions' as const, elements: [button('Look', 'open')] }]
    await bot.app.client.chat.postMessage({ channel: alerts.id, text: 'Alert', blocks })
    expect(alice.reads(alerts)).toMatchObject([{ buttons: ['Look'], fromApp: true }])
    const { body } = await alice.presses('Look', { channel: alerts })
    expect(body).toMatchObject({ channel: { id: alerts.id }, container: { channel_id: alerts.id } })
    await heard('link')
    const bob = new SlackPerson(slack, platform.account(alice.team, 'bob'))
    await expect(bob.presses('Look', { channel: alerts })).rejects.toThrow('bob is not in alerts')
    slack.forget()
    expect(slack.courier.sent).toEqual([])
  })

  test('in an organisation every request says which one', async () => {
    const { platform } = slack
    const org = platform.org('Group')
    const unit = platform.workspace('Unit', org)
    const eve = new SlackPerson(slack, platform.account(unit, 'eve'))
    platform.install(org, eve.account, scopes)
    const enterprise = { id: org.id, name: org.name }
    const said = await eve.says('help')
    expect(said.body).toMatchObject({
      team_id: unit.id,
      enterprise_id: org.id,
      context_enterprise_id: org.id,
    })
    const everywhere = { team_id: null, enterprise_id: org.id, is_enterprise_install: true }
    expect(said.body['authorizations']).toMatchObject([everywhere])
    expect((await eve.slash('')).body).toMatchObject({ enterprise_id: org.id, is_enterprise_install: 'true' })
    const view = { type: 'home', blocks: [{ type: 'actions', elements: [button('Go', 'open')] }] }
    platform.views.publish(unit.id, eve.account.id, view)
    const pressed = await eve.presses('Go', { in: 'home' })
    expect(pressed.body).toMatchObject({
      enterprise,
      is_enterprise_install: true,
      user: { team_id: unit.id },
    })
  })
})

describe('what happens without anybody talking', () => {
  test('url_verification is signed, ssl_check is not', async () => {
    const verified = await slack.events.urlVerification('abc')
    expect(verified.answer).toMatchObject({ status: 200, body: '{"challenge":"abc"}' })
    expect((await slack.events.urlVerification('abc', { unsigned: true })).answer?.status).toBe(401)
    expect((await slack.events.sslCheck()).answer?.status).toBe(200)
  })

  test('somebody leaves; the app is removed, and its token is dead', async () => {
    alice.account.standing = 'deleted'
    await slack.events.userChanged(alice.team, alice.account)
    await heard('changed true')
    const { platform } = slack
    await slack.events.uninstall(alice.team, platform.installs[0]!)
    await heard('revoked 1')
    await heard('uninstalled')
    await expect(bot.app.client.auth.test()).rejects.toThrow('account_inactive')
  })

  test('edits, other subtypes, other bots and strangers are told apart', async () => {
    await alice.says('help')
    await expect.poll(() => bot.heard).toEqual(['said help'])
    const edited = await alice.edits('halp')
    expect(edited.body['event']).toMatchObject({ subtype: 'message_changed', message: { text: 'halp' } })
    await slack.events.subtype(alice.dm, alice.account, 'file_share', 'a file')
    const other = slack.platform.account(alice.team, 'robot', 'bot')
    const spoke = await slack.events.botMessage(alice.dm, other, 'beep')
    expect(spoke.body['event']).toMatchObject({ user: other.id, bot_id: expect.stringMatching(/^B0/) })
    const far = slack.platform.workspace('Far')
    const mallory = new SlackPerson(slack, slack.platform.account(far, 'mallory', 'partner'), alice.team)
    const foreign = await mallory.says('help')
    expect(foreign.body).toMatchObject({ team_id: alice.team.id, is_ext_shared_channel: true })
    expect(foreign.body['event']).toMatchObject({ user_team: far.id, source_team: far.id })
    await expect.poll(() => bot.heard.filter((h) => h === 'said help')).toHaveLength(2)
    expect(bot.heard).toHaveLength(2)
  })
})
