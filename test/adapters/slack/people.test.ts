import { afterEach, describe, expect, test } from 'vitest'
import type { Profile } from '../../../src/house/port.ts'
import type { Account, Standing } from '../../support/slack/org.ts'
import { Desk, type Wishes } from './desk.ts'

let desk: Desk
afterEach(async () => await desk.close())

const open = async (wishes: Wishes = {}): Promise<Desk> => (desk = await Desk.open(wishes))
const who = async (account: Account, tenant = desk.org?.id ?? desk.corp.id): Promise<Profile | undefined> =>
  await desk.adapter.whoIs({ platform: 'slack', tenant, user: account.id })
const of = (standing: Standing): Account => desk.slack.platform.account(desk.corp, 'alice', standing)

describe('who somebody is', () => {
  test.each<readonly [Standing, Profile['kind'], boolean]>([
    ['member', 'member', true],
    ['app-user', 'member', true],
    ['guest', 'guest', true],
    ['single-channel-guest', 'guest', true],
    ['stranger', 'stranger', true],
    ['bot', 'bot', true],
    ['workflow-bot', 'bot', true],
    ['deleted', 'deleted', false],
    ['invited', 'member', false],
    ['unconfirmed', 'member', false],
  ])('a %s is a %s', async (standing, kind, emailConfirmed) => {
    await open()
    expect(await who(of(standing))).toMatchObject({ kind, emailConfirmed })
  })

  test('comes with what a conversation needs to know', async () => {
    await open()
    const account = of('member')
    expect(await who(account)).toEqual({
      actor: { platform: 'slack', tenant: desk.corp.id, user: account.id },
      displayName: 'alice',
      kind: 'member',
      email: 'alice@corp.example',
      emailConfirmed: true,
      locale: 'en-US',
      timeZone: 'Europe/Berlin',
    })
  })

  test('is asked every time', async () => {
    await open()
    const account = of('member')
    await who(account)
    account.standing = 'deleted'
    expect((await who(account))?.kind).toBe('deleted')
    expect(desk.slack.calls('users.info')).toHaveLength(2)
  })

  test('a partner of another workspace, of whom Slack does not say it, is a stranger', async () => {
    await open()
    const elsewhere = desk.slack.platform.workspace('Elsewhere')
    const eve = desk.slack.platform.account(elsewhere, 'eve', 'partner', 'alice@corp.example')
    const expected = { kind: 'stranger', emailConfirmed: false }
    expect(await who(eve)).toMatchObject(expected)
    expect(await who(eve, elsewhere.id)).toMatchObject(expected)
    expect(await who(eve)).not.toHaveProperty('email')
  })

  test('nobody knows a user who is not there', async () => {
    await open()
    const actor = { platform: 'slack', tenant: desk.corp.id, user: 'U0NOBODY' }
    expect(await desk.adapter.whoIs(actor)).toBeUndefined()
  })

  test('Slack that is away is a fault, not an answer', async () => {
    await open()
    desk.slack.platform.trouble.order({ kind: 'status', status: 500 }, { method: 'users.info' })
    await expect(who(of('member'))).rejects.toMatchObject({ code: 'ERR_CHAT' })
  })

  test('on Enterprise Grid people are the organisation’s', async () => {
    await open({ grid: true })
    const account = of('member')
    expect(await who(account)).toMatchObject({ kind: 'member', actor: { tenant: desk.org?.id } })
    expect(await who(account, desk.corp.id)).toMatchObject({ kind: 'stranger' })
  })
})

describe('what becomes of people', () => {
  test('a new address is told, with how they are now', async () => {
    await open()
    const alice = desk.person('alice')
    alice.account.email = 'boss@corp.example'
    await desk.slack.events.userChanged(desk.corp, alice.account)
    await desk.heard(1)
    expect(desk.house.heard[0]).toMatchObject({
      actor: { tenant: desk.corp.id, user: alice.account.id },
      what: { kind: 'profile', profile: { email: 'boss@corp.example', kind: 'member' } },
    })
  })

  test('whoever left is gone', async () => {
    await open()
    const alice = desk.person('alice')
    alice.account.standing = 'deleted'
    await desk.slack.events.userChanged(desk.corp, alice.account)
    await desk.heard(1)
    expect(desk.house.heard[0]?.what).toEqual({ kind: 'gone', why: 'deleted' })
  })

  test('a workspace that took the app out makes everything linked before count as changed', async () => {
    await open()
    const alice = desk.person('alice')
    if (desk.install === undefined) throw new Error('not installed')
    const before = desk.clock.now()
    const sent = await desk.slack.events.uninstall(desk.corp, desk.install)
    expect(sent.map((s) => s.answer?.status)).toEqual([200, 200])
    desk.install.gone = false
    expect((await who(alice.account))?.changedAt).toBeGreaterThanOrEqual(before)
  })
})
