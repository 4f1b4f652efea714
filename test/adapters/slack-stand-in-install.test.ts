import { InstallProvider, type Installation } from '@slack/oauth'
import { WebClient } from '@slack/web-api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SlackStandIn } from '../support/slack/stand-in.ts'
import { listening, noRetries, scopes, silent } from './bolt-bot.ts'

const hours = 3_600_000
let now = Date.now()
let slack: SlackStandIn

/** An app that is installed by the real @slack/oauth. */
const shop = async () => {
  const { platform } = slack
  const kept = new Map<string, Installation>()
  const keyOf = (team?: string, enterprise?: string): string => team ?? enterprise ?? ''
  const provider = new InstallProvider({
    clientId: platform.clientId,
    clientSecret: platform.clientSecret,
    stateSecret: 'a secret of the test',
    authorizationUrl: slack.authorizationUrl,
    clientOptions: noRetries(slack),
    directInstall: true,
    logger: silent,
    installationStore: {
      storeInstallation: async (it) => void kept.set(keyOf(it.team?.id, it.enterprise?.id), it),
      fetchInstallation: async ({ teamId, enterpriseId }) => kept.get(keyOf(teamId, enterpriseId))!,
    },
  })
  const { server, origin } = await listening((req, res) => {
    const options = { scopes, redirectUri: `${origin}/callback` }
    if (req.url?.startsWith('/install') === true) void provider.handleInstallPath(req, res, {}, options)
    else void provider.handleCallback(req, res, {}, options)
  })
  const go = async (url: string, cookie = '') => await fetch(url, { redirect: 'manual', headers: { cookie } })
  /** The way of an administrator's browser, up to the callback, which is left to the test. */
  const toCallback = async () => {
    const start = await go(`${origin}/install`)
    const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? ''
    const page = await go(start.headers.get('location') ?? '')
    return { cookie, status: page.status, back: page.headers.get('location') ?? '' }
  }
  return { provider, kept, go, toCallback, stop: () => server.close() }
}

let app: Awaited<ReturnType<typeof shop>>
beforeEach(async () => {
  now = Date.now()
  slack = await SlackStandIn.start({ now: () => now })
  app = await shop()
})
afterEach(async () => {
  app.stop()
  await slack.stop()
  expect(slack.faults).toEqual([])
})

const installed = async () => {
  const { cookie, back } = await app.toCallback()
  return await app.go(back, cookie)
}

describe('installed through @slack/oauth', () => {
  test('in a workspace: state, cookie, code, token', async () => {
    const corp = slack.platform.workspace('Corp')
    const admin = slack.platform.account(corp, 'admin')
    slack.consents.willAllow(corp, admin)
    expect((await installed()).status).toBe(200)
    const it = app.kept.get(corp.id)
    expect(it).toMatchObject({ team: { id: corp.id }, isEnterpriseInstall: false, bot: { scopes } })
    expect(await new WebClient(it?.bot?.token, noRetries(slack)).auth.test()).toMatchObject({ ok: true })
  })

  test('in a whole organisation', async () => {
    const org = slack.platform.org('Group')
    const unit = slack.platform.workspace('Unit', org)
    slack.consents.willAllow(org, slack.platform.account(unit, 'admin'))
    await installed()
    expect(app.kept.get(org.id)).toMatchObject({ isEnterpriseInstall: true, enterprise: { id: org.id } })
  })

  test('not without the browser’s cookie, not with a used code, not when cancelled', async () => {
    const corp = slack.platform.workspace('Corp')
    slack.consents.willAllow(corp, slack.platform.account(corp, 'admin'))
    const { cookie, back } = await app.toCallback()
    expect((await app.go(back)).status).toBe(400)
    expect(app.kept.size).toBe(0)
    await app.go(back, cookie)
    expect(app.kept.size).toBe(1)
    app.kept.clear()
    await app.go(back, cookie)
    expect(app.kept.size).toBe(0)
    expect(slack.calls('oauth.v2.access').at(-1)?.answer).toMatchObject({ error: 'code_already_used' })
    slack.consents.willCancel()
    expect((await app.toCallback()).back).toContain('error=access_denied')
  })

  test('a token about to expire is renewed, by a refresh token that works once', async () => {
    const corp = slack.platform.workspace('Corp')
    slack.consents.willAllow(corp, slack.platform.account(corp, 'admin'), true)
    await installed()
    const first = app.kept.get(corp.id)?.bot
    expect(first?.expiresAt).toBeGreaterThan(now / 1000)
    const who = { teamId: corp.id, enterpriseId: undefined, isEnterpriseInstall: false }
    const { platform } = slack
    const renew = async (refresh_token = '') =>
      await new WebClient(undefined, noRetries(slack)).oauth.v2.access({
        client_id: platform.clientId,
        client_secret: platform.clientSecret,
        grant_type: 'refresh_token',
        refresh_token,
      })
    expect((await app.provider.authorize(who)).botToken).toBe(first?.token)
    const second = await renew(first?.refreshToken)
    expect(second).toMatchObject({ ok: true, token_type: 'bot', expires_in: 43_200 })
    await expect(renew(first?.refreshToken)).rejects.toThrow('invalid_refresh_token')
    const old = new WebClient(first?.token ?? '', noRetries(slack))
    expect(await old.auth.test()).toMatchObject({ ok: true })
    now += 12 * hours
    await expect(old.auth.test()).rejects.toThrow('token_expired')
    await expect(new WebClient(second.access_token, noRetries(slack)).auth.test()).rejects.toThrow(
      'token_expired',
    )
    const third = await renew(second.refresh_token)
    expect(await new WebClient(third.access_token, noRetries(slack)).auth.test()).toMatchObject({ ok: true })
    platform.installs[0]!.gone = true
    await expect(renew(third.refresh_token)).rejects.toThrow('invalid_refresh_token')
  })

  test('the SDK renews by itself, and of two who renew at once only one succeeds', async () => {
    app.stop()
    await slack.stop()
    slack = await SlackStandIn.start({ tokenLifeSeconds: 3600 })
    app = await shop()
    const corp = slack.platform.workspace('Corp')
    slack.consents.willAllow(corp, slack.platform.account(corp, 'admin'), true)
    await installed()
    const before = app.kept.get(corp.id)?.bot?.token
    const who = { teamId: corp.id, enterpriseId: undefined, isEnterpriseInstall: false }
    await Promise.all([app.provider.authorize(who), app.provider.authorize(who)])
    const renewals = slack.calls('oauth.v2.access').slice(1)
    const words = renewals.map(({ answer }) => answer?.['error'])
    expect(words).toHaveLength(2)
    expect(words).toEqual(expect.arrayContaining([undefined, 'invalid_refresh_token']))
    const after = app.kept.get(corp.id)?.bot?.token
    expect(after).not.toBe(before)
    expect(await new WebClient(after, noRetries(slack)).auth.test()).toMatchObject({ ok: true })
  })

  test.each([
    ['another client', { client_id: '1.2' }, 'invalid_client_id'],
    ['a wrong secret', { client_secret: 'x' }, 'bad_client_secret'],
    ['a strange code', {}, 'invalid_code'],
    ['a strange grant', { grant_type: 'password' }, 'invalid_grant_type'],
  ])('%s is refused', async (_what, bent, word) => {
    const { clientId, clientSecret } = slack.platform
    const web = new WebClient(undefined, noRetries(slack))
    const honest = { client_id: clientId, client_secret: clientSecret, code: 'x' }
    await expect(web.apiCall('oauth.v2.access', { ...honest, ...bent })).rejects.toThrow(word)
  })

  test('a page for another app, for nowhere, for nothing', async () => {
    const page = async (query: string) => (await app.go(`${slack.authorizationUrl}?${query}`)).status
    const { clientId } = slack.platform
    expect(await page('client_id=x&scope=commands&redirect_uri=http://a.test/')).toBe(400)
    expect(await page(`client_id=${clientId}&scope=commands`)).toBe(400)
    expect(await page(`client_id=${clientId}&redirect_uri=http://a.test/`)).toBe(400)
    expect(await page(`client_id=${clientId}&scope=commands&redirect_uri=http://a.test/`)).toBe(302)
  })
})
