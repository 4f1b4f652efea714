import { SignJWT } from 'jose'
import { minute } from '../../../src/lib/clock.ts'
import type { Json } from '../../support/teams/activities.ts'
import type { Authority } from '../../support/teams/authority.ts'
import { isObject } from '../../support/teams/card-reading.ts'
import { appId, ben, foreignTenant, tenant } from '../../support/teams/company.ts'
import { andThen, byHand, nested, type Bend, type Shot } from './bend.ts'
import type { Office } from './office.ts'

const path = '/api/messages'
const json = 'application/json; charset=utf-8'
const megabyte = 1024 * 1024
const otherApp = '00000000-0000-4000-8000-0000000000ff'

/** What the Connector would post, and its own token for it. */
export interface Posted {
  readonly activity: Json
  readonly token: string
}

export interface TeamsBends {
  readonly all: readonly Bend<Posted>[]
  token(claims?: Json, keys?: Authority, kid?: string): Promise<string>
  honest(posted: Posted): Shot
}

const textOf = ({ activity }: Posted): string => JSON.stringify(activity)
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Every way to bend what Teams sent, under a token that is good where the token is not what is bent. */
export const teamsBends = (office: Office): TeamsBends => {
  const { teams, clock } = office
  const seconds = (ms = 0): number => Math.floor((clock.now() + ms) / 1000)
  const claimsOf = (claims: Json = {}) => ({
    iss: 'https://api.botframework.com',
    aud: appId,
    serviceurl: teams.serviceUrl,
    nbf: Math.min(seconds(), Math.floor(Date.now() / 1000)) - 10,
    exp: seconds() + 3600,
    ...claims,
  })
  const token: TeamsBends['token'] = async (claims, keys = teams.connectorKeys, kid = keys.kid) =>
    await keys.sign(claimsOf(claims), kid)
  const shot = (given: string, body: string | Buffer, type = json): Shot => ({
    path,
    headers: { authorization: `Bearer ${given}`, 'content-type': type },
    body,
  })
  const honest = (posted: Posted): Shot => shot(posted.token, textOf(posted))
  const under = (name: string, make: () => Promise<string>, status = 401): Bend<Posted> => ({
    name,
    answers: [status],
    shot: async (p) => shot(await make(), textOf(p)),
  })
  const claimed = (name: string, claims: () => Json, status = 401): Bend<Posted> =>
    under(name, () => token(claims()), status)
  const body = (
    name: string,
    answers: readonly number[],
    change: (text: string) => string | Buffer,
  ): Bend<Posted> => ({
    name,
    answers,
    shot: (p) => shot(p.token, change(textOf(p))),
  })
  const activity = (name: string, change: (activity: Json) => Json, answers = [403]): Bend<Posted> => ({
    name,
    answers,
    shot: (p) => shot(p.token, JSON.stringify(change(structuredClone(p.activity)))),
  })
  const lines = (p: Posted): string[] => [`authorization: Bearer ${p.token}`, `content-type: ${json}`]

  const badTokens: readonly Bend<Posted>[] = [
    {
      name: 'without token',
      answers: [401],
      shot: (p) => ({ path, headers: { 'content-type': json }, body: textOf(p) }),
    },
    {
      name: 'with a password',
      answers: [401],
      shot: (p) => ({
        path,
        headers: { authorization: 'Basic YTpi', 'content-type': json },
        body: textOf(p),
      }),
    },
    under('signed with another key', () => token({}, teams.entraKeys, teams.connectorKeys.kid)),
    under('signed by Entra', () => token({}, teams.entraKeys)),
    under('under a key that nobody has', () => token({}, teams.connectorKeys, 'made-up')),
    under('for a user of the app', () =>
      token({ iss: `https://login.microsoftonline.com/${tenant}/v2.0`, azp: appId }, teams.entraKeys),
    ),
    under(
      'unsigned',
      async () => `${part({ alg: 'none', kid: teams.connectorKeys.kid })}.${part(claimsOf())}.AA`,
    ),
    under(
      'signed with what everybody knows',
      async () =>
        await new SignJWT(claimsOf())
          .setProtectedHeader({ alg: 'HS256', kid: teams.connectorKeys.kid })
          .sign(Buffer.from(JSON.stringify(teams.connectorKeys.jwk()))),
    ),
    under('other claims under a good signature', async () => {
      const [head = '', , signature = ''] = (await token()).split('.')
      return `${head}.${part(claimsOf({ exp: seconds() + 7200 }))}.${signature}`
    }),
    claimed('six minutes too late', () => ({ exp: seconds(-6 * minute) })),
    claimed('from the future', () => ({ nbf: seconds(6 * minute) })),
    claimed('for ever', () => ({ exp: undefined })),
    claimed('for another app', () => ({ aud: otherApp })),
    claimed('for this app and another', () => ({ aud: [appId, otherApp] })),
    claimed('by another issuer', () => ({ iss: 'https://sts.windows.net/' })),
    claimed('for another service', () => ({ serviceurl: 'https://smba.trafficmanager.net/evil/' }), 403),
    claimed('for no service', () => ({ serviceurl: undefined })),
    {
      name: 'two tokens',
      answers: [401],
      shot: (p) => ({
        path,
        body: textOf(p),
        headers: {
          authorization: [`Bearer ${p.token}`, 'Bearer x.y.z'],
          'content-type': json,
        },
      }),
    },
  ]
  const odd: readonly Bend<Posted>[] = [
    { name: 'another method', answers: [405], shot: (p) => ({ ...honest(p), method: 'PUT' }) },
    {
      name: 'no body, by GET',
      answers: [405],
      shot: (p) => ({ path, method: 'GET', headers: honest(p).headers! }),
    },
    { name: 'another path', answers: [403, 404, 405], shot: (p) => ({ ...honest(p), path: '/api/message' }) },
    { name: 'a path below', answers: [404], shot: (p) => ({ ...honest(p), path: `${path}/x` }) },
    { name: 'the door of Slack', answers: [401], shot: (p) => ({ ...honest(p), path: '/slack/events' }) },
    {
      name: 'for another host',
      answers: [421],
      shot: (p) => ({ ...honest(p), headers: { ...honest(p).headers, host: 'evil.example' } }),
    },
    {
      name: 'two lengths',
      answers: [400],
      shot: (p) => ({
        bytes: byHand(
          office.port,
          path,
          [...lines(p), `content-length: ${Buffer.byteLength(textOf(p))}`, 'content-length: 3'],
          textOf(p),
        ),
      }),
    },
    {
      name: 'a length and chunks',
      answers: [400],
      shot: (p) => ({
        bytes: byHand(
          office.port,
          path,
          [...lines(p), `content-length: ${Buffer.byteLength(textOf(p))}`, 'transfer-encoding: chunked'],
          textOf(p),
        ),
      }),
    },
    { name: 'as plain text', answers: [415], shot: (p) => shot(p.token, textOf(p), 'text/plain') },
    {
      name: 'as a form',
      answers: [415],
      shot: (p) => shot(p.token, textOf(p), 'application/x-www-form-urlencoded'),
    },
    {
      name: 'as nothing',
      answers: [415],
      shot: (p) => ({ path, headers: { authorization: `Bearer ${p.token}` }, body: textOf(p) }),
    },
    {
      name: 'a megabyte, unsigned',
      answers: [403, 413],
      shot: () => ({ path, headers: { 'content-type': json }, body: 'x'.repeat(megabyte + 1) }),
    },
    body('a megabyte', [403, 413], (text) => andThen(text, `"padding":"${'x'.repeat(megabyte)}"`)),
    body('more than may come', [403], (text) => andThen(text, `"padding":"${'x'.repeat(300 * 1024)}"`)),
    body('truncated', [403], (text) => text.slice(0, text.length / 2)),
    body('doubled in one body', [403], (text) => text + text),
    body('a list', [403], (text) => `[${text}]`),
    body('no UTF-8', [403], (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff])])),
    body('nested without end, in another channel', [403], (text) =>
      andThen(text, `"channelId":"webchat","x":${nested(100_000)}`),
    ),
    body('another tenant in a key that comes twice', [403], (text) =>
      andThen(text, `"channelData":{"tenant":{"id":"${foreignTenant}"}}`),
    ),
    body('ours by a prototype alone', [403], (text) =>
      andThen(
        text.replaceAll('"aadObjectId"', '"id2"'),
        '"__proto__":{"polluted":"yes"},"from":{"id":"29:x","__proto__":{"aadObjectId":"' +
          ben.oid +
          '","polluted":"yes"}}',
      ),
    ),
  ]
  const within =
    (name: string, more: Json) =>
    (a: Json): Json => ({ ...a, [name]: { ...(isObject(a[name]) ? a[name] : {}), ...more } })
  const misaddressed: readonly Bend<Posted>[] = [
    activity('of another tenant', (a) =>
      within('channelData', { tenant: { id: foreignTenant } })(
        within('conversation', { tenantId: foreignTenant })(a),
      ),
    ),
    activity('of two tenants', within('conversation', { tenantId: foreignTenant })),
    activity('of another tenant by its channel', within('channelData', { tenant: { id: foreignTenant } })),
    activity('of no tenant', within('channelData', { tenant: undefined })),
    activity('of a tenant that is a list', within('channelData', { tenant: { id: [tenant] } })),
    activity('to another bot', within('recipient', { id: `28:${otherApp}` })),
    activity('by nobody', within('from', { aadObjectId: undefined })),
    activity('by a list of people', within('from', { aadObjectId: [ben.oid] })),
    activity('by half a character', within('from', { aadObjectId: '\ud800' })),
    activity('by a number', within('from', { aadObjectId: 7 })),
    activity('from Web Chat', (a) => ({ ...a, channelId: 'webchat' })),
    activity('from Direct Line', (a) => ({ ...a, channelId: 'directline' })),
    activity('from the emulator', (a) => ({ ...a, channelId: 'emulator' })),
    activity('from another service', (a) => ({ ...a, serviceUrl: 'https://smba.trafficmanager.net/evil/' })),
    activity('from a group', within('conversation', { conversationType: 'groupChat' })),
    activity('with a number for an id', (a) => ({ ...a, id: 7 })),
    activity('with an id without end', (a) => ({ ...a, id: 'x'.repeat(2000) })),
    activity('of no type', (a) => ({ ...a, type: undefined })),
    activity('of a type that nobody knows', (a) => ({ ...a, type: 'x', id: 'f:x' }), [200, 403]),
  ]
  return { all: [...badTokens, ...odd, ...misaddressed], token, honest }
}
