import { isLoopback } from '../lib/loopback.ts'
import { activityFaults } from './activity.ts'
import { alertsFaults } from './alerts.ts'
import { onCallFaults } from './on-call.ts'
import { namedLoosenings, policyFaults } from './policy-checks.ts'
import type { ConfigFault, ConfigNote } from './port.ts'
import { isRaw, type Raw } from './read-yaml.ts'
import { slackFaults } from './slack.ts'
import { emulatorFaults, emulatorNotes } from './teams-emulator.ts'

/** What concerns several keys at once, or asks whether this is the demonstration. Looks at keys as written, so that it can speak beside other faults. */
export const crossFaults = (raw: Raw, demo: boolean): ConfigFault[] => [
  ...onlyInDemo(
    'store.kind',
    kindOf(raw['store']),
    demo,
    'everything would be lost with the process',
    'redis',
  ),
  ...onlyInDemo(
    'directory.kind',
    kindOf(raw['directory']),
    demo,
    'it holds pretended people',
    'active-directory',
  ),
  ...plainLdap(raw),
  ...plainSentinels(raw),
  ...unquotedPhone(raw),
  ...noHelpdesk(raw),
  ...repeatedKeyIds(raw),
  ...policyCrossFaults(raw),
  ...slackFaults(raw),
  ...activityFaults(raw),
  ...alertsFaults(raw),
  ...onCallFaults(raw),
  ...emulatorFaults(raw, demo),
]

/** What concerns the section `policy` alone. */
export const policyCrossFaults = (raw: Raw): ConfigFault[] => [...shortPasswords(raw), ...policyFaults(raw)]

/** What is allowed and should be said aloud. */
export const crossNotes = (raw: Raw, demo: boolean): ConfigNote[] => {
  const notes: ConfigNote[] = emulatorNotes(raw)
  const base = urlOf(raw['baseUrl'])
  if (base !== undefined && base.hostname !== 'localhost' && isLoopback(base.hostname))
    notes.push({
      key: 'baseUrl',
      says: 'is an address: browsers refuse passkeys there; use http://localhost',
    })
  const store = isRaw(raw['store']) ? urlOf(raw['store']['url']) : undefined
  if (store?.protocol === 'redis:' && !isLoopback(store.hostname))
    notes.push({
      key: 'store.url',
      says: 'is not encrypted: use rediss:// unless the network is yours alone',
    })
  if (raw['mail'] === undefined)
    notes.push({ key: 'mail', says: 'is not set: nobody is told of a reset outside the chat it began in' })
  if (raw['slack'] === undefined && raw['teams'] === undefined && !demo)
    notes.push({ key: 'slack', says: 'is not set, and neither is teams: nobody can begin a conversation' })
  return notes
}

const kindOf = (section: unknown): unknown => (isRaw(section) ? section['kind'] : undefined)
const urlOf = (value: unknown): URL | undefined =>
  typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined

const onlyInDemo = (key: string, kind: unknown, demo: boolean, why: string, instead: string): ConfigFault[] =>
  kind === 'memory' && !demo
    ? [
        {
          key,
          says: `is memory, which only \`npm run demo\` may use: ${why}`,
          fix: `use \`kind: ${instead}\``,
        },
      ]
    : []

/** `ldap://` begins in the clear: only where the operator says that it goes on under TLS, and then everywhere. */
const plainLdap = (raw: Raw): ConfigFault[] => {
  const directory = raw['directory']
  if (!isRaw(directory) || directory['kind'] !== 'openldap' || !Array.isArray(directory['urls'])) return []
  const startTls = directory['startTls'] === true
  return directory['urls'].flatMap((url: unknown, i: number): ConfigFault[] => {
    const key = `directory.urls[${i}]`
    const protocol = urlOf(url)?.protocol
    if (protocol === 'ldap:' && !startTls)
      return [{ key, says: 'is not encrypted', fix: 'use ldaps://, or state `startTls: true`' }]
    if (protocol === 'ldaps:' && startTls)
      return [
        { key, says: 'is encrypted from the start', fix: 'leave out startTls, or use ldap:// everywhere' },
      ]
    return []
  })
}

/**
 * What a sentinel names is given the store's user and password. Over plain text whoever stands on the line names a host of his
 * own, for which he may well have a certificate, and rediss:// would prove nothing.
 */
const plainSentinels = (raw: Raw): ConfigFault[] => {
  const store = raw['store']
  if (!isRaw(store) || urlOf(store['url'])?.protocol !== 'rediss:' || !Array.isArray(store['sentinels']))
    return []
  return store['sentinels'].flatMap((address: unknown, i: number): ConfigFault[] => {
    const url = urlOf(address)
    return url?.protocol === 'redis:' && !isLoopback(url.hostname)
      ? [
          {
            key: `store.sentinels[${i}]`,
            says: 'is not encrypted: whoever is on the way names a server that is then given our password',
            fix: 'use rediss://, as for store.url',
          },
        ]
      : []
  })
}

/** YAML reads a bare +1555 as a number and drops the plus. */
const unquotedPhone = (raw: Raw): ConfigFault[] =>
  isRaw(raw['helpdesk']) && typeof raw['helpdesk']['phone'] === 'number'
    ? [
        {
          key: 'helpdesk.phone',
          says: 'is a number to YAML, which drops zeros and the plus sign',
          fix: 'put it in quotes',
        },
      ]
    : []

const noHelpdesk = (raw: Raw): ConfigFault[] => {
  const desk = raw['helpdesk']
  if (!isRaw(desk) || (desk['phone'] ?? undefined) !== undefined || (desk['url'] ?? undefined) !== undefined)
    return []
  return [
    {
      key: 'helpdesk',
      says: 'names neither phone nor url, and every refusal must name a way on',
      fix: 'set phone, url or both',
    },
  ]
}

const repeatedKeyIds = (raw: Raw): ConfigFault[] => {
  if (!Array.isArray(raw['keys'])) return []
  const ids = raw['keys'].map((key: unknown) => (isRaw(key) ? key['id'] : undefined))
  return ids.flatMap((id, i) =>
    typeof id === 'string' && ids.indexOf(id) < i
      ? [{ key: `keys[${i}].id`, says: 'is used twice', fix: 'give every key its own id; never reuse one' }]
      : [],
  )
}

/** SP 800-63B-4 3.1.1.2: fewer than 15 characters only where a password is never enough alone. */
const shortPasswords = (raw: Raw): ConfigFault[] => {
  const policy = raw['policy']
  if (!isRaw(policy) || policy['passwordOnlyUsedWithMfa'] === true) return []
  if (namedLoosenings(policy).includes('shorter-passwords')) return []
  const least = policy['minLength']
  return typeof least === 'number' && least >= 8 && least < 15
    ? [
        {
          key: 'policy.minLength',
          says: 'is below 15, which is safe only where every sign-in needs a second factor',
          fix: 'use 15, or state `passwordOnlyUsedWithMfa: true` or `loosenings: [shorter-passwords]`',
        },
      ]
    : []
}
