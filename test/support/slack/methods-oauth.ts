import type { Json } from './json.ts'
import { type Call, type Method, Refusal, tokenOf, word } from './method.ts'
import type { Consents } from './oauth-page.ts'
import type { Grant, Install } from './tokens.ts'

const answer = (call: Call, install: Install, grant: Grant): Json => ({
  app_id: call.slack.appId,
  authed_user: { id: install.installer.id },
  scope: install.scopes.join(','),
  token_type: 'bot',
  access_token: grant.access,
  bot_user_id: install.botUserId,
  ...(grant.refresh !== undefined && { refresh_token: grant.refresh, expires_in: grant.expiresIn }),
  team: install.workspace === undefined ? null : { id: install.workspace.id, name: install.workspace.name },
  enterprise: enterpriseOf(install),
  is_enterprise_install: install.org !== undefined,
})

const enterpriseOf = ({ org, workspace }: Install): Json | null => {
  const enterprise = org ?? workspace?.org
  return enterprise === undefined ? null : { id: enterprise.id, name: enterprise.name }
}

/** A code is exchanged once, by the app it was made for, for the address it was sent to. */
const access =
  (consents: Consents) =>
  (call: Call): Json => {
    const { slack, basic } = call
    if ((basic?.id ?? word(call, 'client_id')) !== slack.clientId) throw new Refusal('invalid_client_id')
    if ((basic?.secret ?? word(call, 'client_secret')) !== slack.clientSecret)
      throw new Refusal('bad_client_secret')
    const kind = word(call, 'grant_type')
    if (kind === 'refresh_token') {
      const renewed = slack.tokens.renew(word(call, 'refresh_token'))
      if (renewed === undefined) throw new Refusal('invalid_refresh_token')
      return answer(call, renewed.install, renewed.grant)
    }
    if (kind !== '' && kind !== 'authorization_code') throw new Refusal('invalid_grant_type')
    const consent = consents.redeem(word(call, 'code'), word(call, 'redirect_uri'))
    if (typeof consent === 'string') throw new Refusal(consent)
    const install = slack.install(consent.at, consent.by, consent.scopes, consent.rotating)
    return answer(call, install, slack.tokens.grant(install))
  }

const revoke = (call: Call): Json => {
  const token = tokenOf(call)
  if (word(call, 'test') !== '' && word(call, 'test') !== '0') return { revoked: false }
  call.slack.tokens.revoke(token.value)
  return { revoked: true }
}

export const oauthMethods = (consents: Consents): Readonly<Record<string, Method>> => ({
  'oauth.v2.access': { token: 'none', scopes: [], run: access(consents) },
  'auth.revoke': { token: 'any', scopes: [], run: revoke },
})
