import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import { isLoopback } from '../lib/loopback.ts'
import { activitySchema } from './activity.ts'
import { geoSchema } from './geo.ts'
import { alertsSchema } from './alerts.ts'
import { limitsSchema } from './limits.ts'
import { dn, groupName } from './dn.ts'
import { mailUrlFault } from './mail-url.ts'
import { ruleKeys } from './policy.ts'
import { storeUrlFault } from './store-url.ts'
import { emulatorSchema } from './teams-emulator.ts'
import { teamsSchema } from './teams.ts'
import { oneLine, path, text } from './text.ts'
import { slackSchema } from './slack.ts'
import type { UrlFault } from './url-user.ts'

const parsed = (value: string): URL | undefined => (URL.canParse(value) ? new URL(value) : undefined)
const isBare = (url: URL): boolean =>
  url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === ''

/** An offset is no zone: half of the year it would be wrong by an hour. */
const isZone = (value: string): boolean => {
  if (!/^[A-Za-z]/.test(value)) return false
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: value }).resolvedOptions().timeZone !== ''
  } catch (cause) {
    if (cause instanceof RangeError) return false
    throw cause
  }
}

const isRange = (value: string): boolean => {
  const [address = '', bits, ...rest] = value.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  if (bits === undefined) return true
  if (!/^\d{1,3}$/.test(bits) || Number(bits) === 0) return false
  try {
    new BlockList().addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
    return true
  } catch (cause) {
    if (cause instanceof RangeError || cause instanceof TypeError) return false
    throw cause
  }
}

const baseUrl = z.string().superRefine((value, ctx) => {
  const url = parsed(value)
  const add = (message: string, fix: string) => ctx.addIssue({ code: 'custom', message, params: { fix } })
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return add('is not a web address', 'write it as in `https://latchkey.corp.example`')
  if (!isBare(url)) add('has more than scheme, host and port', 'leave out path, query, fragment and user')
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    add('is plain http, which shows passwords to the network', 'use https (http is for localhost only)')
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0 && !isLoopback(url.hostname))
    add('is an address, for which browsers refuse passkeys', 'use a host name')
})

/** A string in which `faultOf` finds nothing wrong. */
const checkedUrl = (faultOf: (value: string) => UrlFault | undefined) =>
  z.string().superRefine((value, ctx) => {
    const fault = faultOf(value)
    if (fault !== undefined) ctx.addIssue({ code: 'custom', message: fault.says, params: { fix: fault.fix } })
  })
const redisUrl = checkedUrl(storeUrlFault)

const ldapsUrl = z.string().superRefine((value, ctx) => {
  const url = parsed(value)
  const add = (message: string, fix: string) => ctx.addIssue({ code: 'custom', message, params: { fix } })
  if (url?.protocol === 'ldap:')
    return add('is not encrypted: the password would cross the network in the clear', 'use ldaps://')
  if (url?.protocol !== 'ldaps:' || url.hostname === '')
    return add('is not an ldaps URL', 'write it as in `ldaps://dc1.corp.example`')
  if (url.pathname.length > 1 || url.search !== '' || url.username !== '' || url.hash !== '')
    add('has more than host and port', 'leave out path, query and user')
})

const mailUrl = checkedUrl(mailUrlFault)

const isAddress = (value: string): boolean =>
  oneLine(value) && /^(?:[^<>@,;:"]+ <[^\s<>@,;:"]+@[^\s<>@,;:"]+>|[^\s<>@,;:"]+@[^\s<>@,;:"]+)$/.test(value)

/** An AAGUID, in small letters; all zeros is what stands for none. */
const aaguid = text(
  (value) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value) && /[1-9a-f]/i.test(value),
  'is not an AAGUID',
  'write it as its maker does, as in `cb69481e-8ff7-4039-93ec-0a2729a154a8`',
).toLowerCase()

const count = (least: number, most: number) => z.int().min(least).max(most)

const activeDirectory = z.strictObject({
  kind: z.literal('active-directory'),
  urls: z.array(ldapsUrl).min(1),
  caFile: path.optional(),
  bindDn: text(oneLine, 'is empty', 'name the service account'),
  bindPasswordFile: path,
  baseDn: dn,
  people: dn.optional(),
  matchBy: z.enum(['mail', 'userPrincipalName', 'employeeID', 'account']).default('mail'),
  denyGroups: z.array(groupName).default([]),
  history: z.enum(['auto', 'control', 'twoStep', 'none']).default('auto'),
})

const ldapUrl = z.string().superRefine((value, ctx) => {
  const url = parsed(value)
  const add = (message: string, fix: string) => ctx.addIssue({ code: 'custom', message, params: { fix } })
  if (!/^ldaps?:$/.test(url?.protocol ?? '') || url?.hostname === '')
    return add('is not an ldaps URL', 'write it as in `ldaps://ldap1.corp.example`')
  if (
    url !== undefined &&
    (url.pathname.length > 1 || url.search !== '' || url.username !== '' || url.hash !== '')
  )
    add('has more than host and port', 'leave out path, query and user')
})

const openLdap = z.strictObject({
  kind: z.literal('openldap'),
  urls: z.array(ldapUrl).min(1),
  startTls: z.boolean().default(false),
  caFile: path.optional(),
  bindDn: dn,
  bindPasswordFile: path,
  baseDn: dn,
  people: dn.optional(),
  matchBy: z.enum(['mail', 'employeeID', 'account']).default('mail'),
  // No default: nothing else tells an administrator there, so the operator has to have thought about it.
  denyGroups: z.array(dn),
  defaultPolicyDn: dn,
  accesslogDn: dn.optional(),
})

/** The shape of the file, one key at a time; what concerns several keys is in `cross-checks.ts`. */
export const schema = z.strictObject({
  baseUrl,
  listen: z
    .strictObject({
      host: text(oneLine, 'is empty', 'write 127.0.0.1, or 0.0.0.0 in a container').default('127.0.0.1'),
      port: count(1, 65_535).default(8080),
    })
    .prefault({}),
  trustedProxies: z
    .array(text(isRange, 'is not an address or CIDR range', 'write it as in `10.0.0.0/8`'))
    .default([]),
  store: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('memory') }),
    z.strictObject({ kind: z.literal('redis'), url: redisUrl, sentinels: z.array(redisUrl).default([]) }),
  ]),
  keys: z
    .array(
      z.strictObject({
        id: text(
          (value) => /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/.test(value),
          'is not a short name',
          'use letters, digits and hyphens, at most 32',
        ),
        file: path,
      }),
    )
    .min(1),
  directory: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('memory') }),
    activeDirectory,
    openLdap,
  ]),
  mail: z
    .strictObject({
      url: mailUrl,
      from: text(isAddress, 'is not one mail address', 'write it as in `Latchkey <latchkey@corp.example>`'),
    })
    .optional(),
  webauthn: z.strictObject({ allowed: z.array(aaguid).min(1), rootsFile: path }).optional(),
  teams: z.discriminatedUnion('emulator', [teamsSchema, emulatorSchema]).optional(),
  slack: slackSchema.optional(),
  activity: activitySchema.optional(),
  geo: geoSchema.optional(),
  audit: z.strictObject({ file: path }),
  alerts: alertsSchema,
  timeZone: text(
    isZone,
    'is not the IANA name of a time zone that this machine knows',
    'write it as in `Europe/Berlin`, or leave it out for UTC',
  ).default('UTC'),
  helpdesk: z.strictObject({
    phone: text(
      (value) => oneLine(value) && value.length <= 40 && /\d/.test(value),
      'is not a phone number',
      'write it as people dial it, in quotes',
    ).optional(),
    url: text(
      (value) => /^(https|mailto):$/.test(parsed(value)?.protocol ?? ''),
      'is not an https:// or mailto: URL',
      'link the page or mailbox of the helpdesk',
    ).optional(),
    groups: z.array(groupName).default([]),
  }),
  limits: limitsSchema.prefault({}),
  policy: z
    .strictObject({
      coolingHours: count(24, 720).default(72),
      minLength: count(8, 127).default(15),
      totpInChat: z.boolean().default(false),
      passwordOnlyUsedWithMfa: z.boolean().default(false),
      issuer: text(
        (value) => oneLine(value) && !value.includes(':') && value.length <= 40,
        'has a colon or is too long',
        'authenticator apps cut at a colon: use a plain name of at most 40 characters',
      ).default('Latchkey'),
      volatileStore: z.boolean().default(false),
      ...ruleKeys,
    })
    .prefault({}),
})

/** The file as written, defaults filled in. */
export type Written = z.output<typeof schema>
