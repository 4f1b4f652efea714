import { z } from 'zod'
import { isLoopback } from '../lib/loopback.ts'
import type { Secret } from '../lib/secret.ts'
import type { ConfigFault, SlackConfig } from './port.ts'
import { isRaw, type Raw } from './read-yaml.ts'

const like = (pattern: RegExp, says: string, fix: string) =>
  z.string().refine((value) => pattern.test(value), { message: says, params: { fix } })
const file = like(
  /^[^\p{Cc}]*\S[^\p{Cc}]*$/u,
  'is not a path',
  'name a file that holds the secret in one line',
)
const workspace = like(/^T[A-Z0-9]{2,30}$/, 'is not the id of a workspace', 'write it as in `T0123ABCD`')
const enterprise = like(/^E[A-Z0-9]{2,30}$/, 'is not the id of an organisation', 'write it as in `E0123ABCD`')
const channel = like(
  /^[CG][A-Z0-9]{2,30}$/,
  'is not the id of a channel',
  'copy it from the channel’s details, as in `C0123ABCD`',
)

const apiUrl = z
  .string()
  .refine(
    (value) => {
      const url = URL.parse(value)
      if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
        return false
      const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
      return safe && url.pathname.endsWith('/')
    },
    { message: 'is not an https URL that ends in a slash', params: { fix: 'write https://slack.com/api/' } },
  )
  .default('https://slack.com/api/')

/** The section `slack`, one key at a time. */
export const slackSchema = z.strictObject({
  mode: z.enum(['http', 'socket']).default('http'),
  appId: like(
    /^A[A-Z0-9]{2,30}$/,
    'is not the id of an app',
    'copy it from Basic Information, as in `A0123ABCD`',
  ),
  signingSecretFile: file.optional(),
  appTokenFile: file.optional(),
  botTokenFile: file.optional(),
  clientId: like(/^[\w.]{3,60}$/, 'is not a client id', 'copy it from Basic Information').optional(),
  clientSecretFile: file.optional(),
  workspaces: z.array(workspace).default([]),
  enterprises: z.array(enterprise).default([]),
  alertChannel: channel.optional(),
  onCallChannel: channel.optional(),
  apiUrl,
})

/** Keys that name files with secrets, and how what is in them begins where Slack says so. */
const secrets: Readonly<Record<string, RegExp | undefined>> = {
  signingSecretFile: undefined,
  appTokenFile: /^xapp-/,
  botTokenFile: /^(xoxe\.)?xoxb-/,
  clientSecretFile: undefined,
}

/** What is in the files that the section names, by the name of the key. */
export const readSlackSecrets = (
  raw: Raw,
  line: (key: string, path: unknown, what: string) => Secret | undefined,
  fault: (fault: ConfigFault) => void,
): ReadonlyMap<string, Secret> => {
  const slack: Raw = isRaw(raw['slack']) ? raw['slack'] : {}
  const found = new Map<string, Secret>()
  for (const [name, begins] of Object.entries(secrets)) {
    const key = `slack.${name}`
    const secret = line(key, slack[name], 'secret')
    if (secret === undefined) continue
    found.set(name, secret)
    if (begins?.test(secret.reveal()) === false)
      fault({
        key,
        says: 'names a file that holds something else',
        fix: 'copy the right one of Slack’s secrets',
      })
  }
  return found
}

/** What concerns several keys of the section. */
export const slackFaults = (raw: Raw): ConfigFault[] => {
  const slack = raw['slack']
  if (!isRaw(slack)) return []
  const has = (name: string): boolean => (slack[name] ?? undefined) !== undefined
  const lists = (name: string): boolean => Array.isArray(slack[name]) && slack[name].length > 0
  const faults: ConfigFault[] = []
  const add = (name: string, says: string, fix: string): void =>
    void faults.push({ key: name === '' ? 'slack' : `slack.${name}`, says, fix })
  const [door, other] =
    slack['mode'] === 'socket' ? ['appTokenFile', 'signingSecretFile'] : ['signingSecretFile', 'appTokenFile']
  if (!has(door)) add(door, 'is missing, and nothing of Slack’s can be let in without it', 'name its file')
  if (has(other)) add(other, 'belongs to the other mode', 'remove it, or change slack.mode')
  const oauth = has('clientId') || has('clientSecretFile')
  if (oauth === has('botTokenFile'))
    add('', 'needs either botTokenFile, or clientId and clientSecretFile', 'use the token for one workspace')
  if (oauth && !(has('clientId') && has('clientSecretFile')))
    add('', 'has one of clientId and clientSecretFile without the other', 'set both')
  if (!lists('workspaces') && !lists('enterprises'))
    add(
      'workspaces',
      'names nobody whom we may serve',
      'list the ids of your workspaces, or of slack.enterprises',
    )
  return faults
}

/** A checked section and what is in its files. */
export const settledSlack = (
  written: z.output<typeof slackSchema>,
  secret: (name: string) => Secret | undefined,
): SlackConfig => {
  const { mode, appId, clientId, workspaces, enterprises, alertChannel, onCallChannel, apiUrl } = written
  const there = (name: string): Secret => {
    const found = secret(name)
    if (found === undefined) throw new TypeError(`a checked configuration has slack.${name}`)
    return found
  }
  return {
    appId,
    arrives:
      mode === 'socket'
        ? { mode, appToken: there('appTokenFile') }
        : { mode, signingSecret: there('signingSecretFile') },
    speaks:
      clientId === undefined
        ? { by: 'token', botToken: there('botTokenFile') }
        : { by: 'oauth', clientId, clientSecret: there('clientSecretFile') },
    workspaces,
    enterprises,
    ...(alertChannel !== undefined && { alertChannel }),
    ...(onCallChannel !== undefined && { onCallChannel }),
    apiUrl,
  }
}

/** Each key in words. */
export const slackGuide = {
  slack: { wants: 'a map', example: 'slack: { appId: A0123ABCD, … }' },
  'slack.mode': { wants: 'http or socket', example: 'mode: http' },
  'slack.appId': { wants: 'the id of the app', example: 'appId: A0123ABCD' },
  'slack.signingSecretFile': {
    wants: 'the path of a file that holds the signing secret',
    example: 'signingSecretFile: secrets/slack-signing-secret',
  },
  'slack.appTokenFile': {
    wants: 'the path of a file that holds the app-level token',
    example: 'appTokenFile: secrets/slack-app-token',
  },
  'slack.botTokenFile': {
    wants: 'the path of a file that holds the bot token',
    example: 'botTokenFile: secrets/slack-bot-token',
  },
  'slack.clientId': { wants: 'the client id of the app, in quotes', example: 'clientId: "1234.5678"' },
  'slack.clientSecretFile': {
    wants: 'the path of a file that holds the client secret',
    example: 'clientSecretFile: secrets/slack-client-secret',
  },
  'slack.workspaces': { wants: 'a list of ids of workspaces', example: 'workspaces: [T0123ABCD]' },
  'slack.workspaces[]': { wants: 'the id of a workspace', example: '- T0123ABCD' },
  'slack.enterprises': { wants: 'a list of ids of organisations', example: 'enterprises: [E0123ABCD]' },
  'slack.enterprises[]': { wants: 'the id of an organisation', example: '- E0123ABCD' },
  'slack.alertChannel': { wants: 'the id of a channel', example: 'alertChannel: C0123ABCD' },
  'slack.onCallChannel': { wants: 'the id of another channel', example: 'onCallChannel: C0456EFGH' },
  'slack.apiUrl': { wants: 'an https URL', example: 'apiUrl: https://slack.com/api/' },
} as const
