import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Place } from '../../../src/house/port.ts'
import { placeOf } from '../../../adapters/slack/place.ts'
import { asking, say } from '../../../src/story/card.ts'
import { hour, second } from '../../../src/lib/clock.ts'
import type { Org, Workspace } from '../../support/slack/org.ts'
import { Desk } from './desk.ts'

let desk: Desk
afterEach(async () => await desk.close())

interface Browser {
  cookie: string
}

const ask = async (url: string, browser: Browser): Promise<Response> => {
  const answer = await fetch(url, { redirect: 'manual', headers: { cookie: browser.cookie } })
  const set = answer.headers.get('set-cookie')
  if (set !== null) browser.cookie = set.split(';')[0] ?? ''
  return answer
}
const local = (url: string): string => url.replace('https://latchkey.corp.example', desk.origin)
const location = (answer: Response): string => answer.headers.get('location') ?? ''

/** Through Slack's page up to the address that leads back to us. */
const toSlackAndBack = async (browser: Browser): Promise<string> => {
  const begun = await ask(`${desk.origin}/slack/install`, browser)
  expect(begun.status).toBe(302)
  return local(location(await ask(location(begun), browser)))
}
const installs = async (
  at: Workspace | Org = desk.org ?? desk.corp,
  rotating = false,
  team = desk.corp,
): Promise<Response> => {
  desk.slack.consents.willAllow(at, desk.slack.platform.account(team, 'admin'), rotating)
  const browser = { cookie: '' }
  return await ask(await toSlackAndBack(browser), browser)
}
const card = asking(say('desk.greeting'))
const at = (channel: string): Place => placeOf({ team: desk.org?.id ?? desk.corp.id, channel, home: false })

describe('a workspace that installs the app', () => {
  beforeEach(async () => {
    desk = await Desk.open({ oauth: true })
  })

  test('is served from then on', async () => {
    const alice = desk.person('alice')
    await expect(desk.adapter.show({ card }, at(alice.account.id))).rejects.toMatchObject({
      code: 'ERR_CHAT',
    })
    const done = await installs()
    expect([done.status, await done.text()]).toEqual([200, 'Latchkey is installed. You can close this page.'])
    expect(done.headers.get('cache-control')).toBe('no-store')
    desk.house.script = async (event, adapter) => void (await adapter.show({ card }, event.place))
    await alice.says('hello')
    await alice.willSee('Hello')
    expect(
      await desk.adapter.whoIs({ platform: 'slack', tenant: desk.corp.id, user: alice.account.id }),
    ).toMatchObject({ kind: 'member' })
  })

  test('asks for the scopes we need and no others', async () => {
    const answer = await ask(`${desk.origin}/slack/install`, { cookie: '' })
    const query = new URL(location(answer)).searchParams
    expect(query.get('scope')).toBe('chat:write,commands,im:history,im:write,users:read,users:read.email')
    expect(query.get('redirect_uri')).toBe('https://latchkey.corp.example/slack/oauth_redirect')
    expect(answer.headers.get('set-cookie')).toMatch(/Secure; HttpOnly/)
  })

  test.each<readonly [string, (back: URL, browser: Browser) => void]>([
    ['another browser', (_back, browser) => void (browser.cookie = '')],
    ['somebody else’s state', (back) => back.searchParams.set('state', 'forged')],
    ['no state', (back) => back.searchParams.delete('state')],
    ['a code that was made up', (back) => back.searchParams.set('code', 'made-up')],
  ])('is not believed with %s', async (_with, bend) => {
    desk.slack.consents.willAllow(desk.corp, desk.slack.platform.account(desk.corp, 'admin'))
    const browser = { cookie: '' }
    const back = new URL(await toSlackAndBack(browser))
    bend(back, browser)
    const done = await ask(back.href, browser)
    expect(done.status).toBe(400)
    expect(await done.text()).toContain('was not installed')
    expect((await desk.installations.read(`installed:${desk.corp.id}`)).text).toBeUndefined()
  })

  test('may change its mind', async () => {
    desk.slack.consents.willCancel()
    const browser = { cookie: '' }
    expect((await ask(await toSlackAndBack(browser), browser)).status).toBe(400)
  })

  test('and is not on the list, is not kept, and its token is given back', async () => {
    const other = desk.slack.platform.workspace('Other')
    const done = await installs(other, false, other)
    expect(done.status).toBe(400)
    expect(desk.slack.calls('auth.revoke').map((c) => c.answer)).toMatchObject([{ revoked: true }])
    expect((await desk.installations.read(`installed:${other.id}`)).text).toBeUndefined()
    expect(desk.lines.join('')).not.toMatch(/xoxb|client_secret/)
  })

  test('and takes it out again, is served no longer, even after a restart', async () => {
    await installs()
    const [install] = desk.slack.platform.installs
    if (install === undefined) throw new Error('not installed')
    await desk.slack.events.uninstall(desk.corp, install)
    expect((await desk.installations.read(`installed:${desk.corp.id}`)).text).toBeUndefined()
    const alice = desk.person('alice')
    const actor = { platform: 'slack', tenant: desk.corp.id, user: alice.account.id }
    expect(await desk.again().whoIs(actor)).toMatchObject({ kind: 'stranger' })
    expect(await desk.adapter.tell({ card }, actor, 'k1')).toMatchObject({ kind: 'refused' })
    await installs()
    const back = await desk.adapter.whoIs(actor)
    expect(back).toMatchObject({ kind: 'member', changedAt: expect.any(Number) })
  })

  test('the news of a removal, sent once more or late, takes nothing away that was installed since', async () => {
    await installs()
    const [install] = desk.slack.platform.installs
    if (install === undefined) throw new Error('not installed')
    const news = await desk.slack.events.uninstall(desk.corp, install)
    desk.clock.forward(second)
    await installs()
    for (const one of news) expect((await desk.slack.courier.replay(one)).answer?.status).toBe(200)
    for (const { body } of news) await desk.slack.courier.send('events_api', body)
    expect((await desk.installations.read(`installed:${desk.corp.id}`)).text).toBeDefined()
  })
})

describe('a token that ends', () => {
  const name = (): string => `installed:${desk.corp.id}`
  /** Slack gave it twelve hours; nearly all of them are over. */
  const leave = async (ms: number): Promise<void> => {
    const { text = '', rev } = await desk.installations.read(name())
    const ends = Math.floor((desk.clock.now() + ms) / 1000)
    const bent = text.replace(/"expiresAt":\d+/, `"expiresAt":${ends}`)
    expect(bent).not.toBe(text)
    await desk.installations.write(name(), rev, bent)
  }
  const renewals = (): number =>
    desk.slack.calls('oauth.v2.access').filter((c) => c.args['grant_type'] === 'refresh_token').length

  beforeEach(async () => {
    desk = await Desk.open({ oauth: true })
    await installs(desk.corp, true)
  })

  test('is used while it lasts', async () => {
    await desk.adapter.show({ card }, at(desk.person('alice').account.id))
    expect(renewals()).toBe(0)
  })

  test('is renewed before it ends, and the new one used', async () => {
    const before = (await desk.installations.read(name())).text
    await leave(hour)
    await desk.adapter.show({ card }, at(desk.person('alice').account.id))
    expect(renewals()).toBe(1)
    expect((await desk.installations.read(name())).text).not.toBe(before)
    const tokens = desk.slack.calls('chat.postMessage').map((c) => c.token)
    expect(before).not.toContain(tokens[0])
  })

  test('is renewed once, by however many replicas: a refresh token works once', async () => {
    await leave(hour)
    const people = Array.from({ length: 6 }, (_, i) => desk.person(`p${i}`).account.id)
    const replicas = people.map(() => desk.again())
    await Promise.all(replicas.map((replica, i) => replica.show({ card }, at(people[i] ?? ''))))
    expect(renewals()).toBe(1)
    expect(desk.slack.calls('chat.postMessage').every((c) => c.answer?.['ok'] === true)).toBe(true)
  })

  test('and has ended, makes the others wait for whoever renews it', async () => {
    await leave(-1000)
    await desk.installations.claim(`renew:${desk.corp.id}`, 30_000)
    const shown = desk.adapter.show({ card }, at(desk.person('alice').account.id))
    await expect(shown).rejects.toMatchObject({ code: 'ERR_CHAT', afterMs: 1000 })
  })
})

describe('Enterprise Grid', () => {
  beforeEach(async () => {
    desk = await Desk.open({ oauth: true, grid: true })
  })

  test('installed for all of it, serves every workspace', async () => {
    await installs()
    const sister = desk.slack.platform.workspace('Sister', desk.org)
    desk.house.script = async (event, adapter) => void (await adapter.show({ card }, event.place))
    const account = desk.slack.platform.account(sister, 'sue')
    const { SlackPerson } = await import('../../support/slack/person.ts')
    const sue = new SlackPerson(desk.slack, account)
    await sue.says('hello')
    await sue.willSee('Hello')
    expect(desk.house.heard[0]?.actor).toEqual({
      platform: 'slack',
      tenant: desk.org?.id,
      user: account.id,
    })
  })

  test('installed in one of its workspaces, reaches the people there as the organisation’s', async () => {
    await installs(desk.corp)
    const alice = desk.person('alice')
    const actor = { platform: 'slack', tenant: desk.org?.id ?? '', user: alice.account.id }
    expect(await desk.adapter.whoIs(actor)).toMatchObject({ kind: 'member', actor })
    expect(await desk.adapter.tell({ card }, actor, 'k1')).toEqual({ kind: 'sent' })
    expect(await desk.adapter.whoIs({ ...actor, tenant: desk.corp.id })).toMatchObject({ kind: 'stranger' })
    alice.sees('Hello')
  })
  test('installed in one of its workspaces, has its alerts told there', async () => {
    await desk.close()
    desk = await Desk.open({ oauth: true, grid: true, alerts: true })
    await installs(desk.corp)
    const room = desk.slack.platform.rooms.find(desk.config.alertChannel ?? '')
    const [install] = desk.slack.platform.installs
    if (room === undefined || install === undefined) throw new Error('no alert channel')
    room.members.add(install.botUserId)
    expect(await desk.adapter.tell({ card }, 'alerts', 'k1')).toEqual({ kind: 'sent' })
  })
})
