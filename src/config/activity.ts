import { z } from 'zod'
import type { SignIn } from '../activity/port.ts'
import type { MatchBy } from '../directory/port.ts'
import { isLoopback } from '../lib/loopback.ts'
import type { Secret } from '../lib/secret.ts'
import type { ConfigFault } from './port.ts'
import { isRaw, type Raw } from './read-yaml.ts'
import { oneLine, path, text } from './text.ts'

/** How the people of a source are found in the directory. */
export interface SourceMatching {
  readonly by: MatchBy
  /** For `account`: the domains whose accounts are ours. */
  readonly domains: readonly string[]
}

/** What is known of people's sign-ins, and from where; at least one source. */
export interface ActivityConfig {
  readonly ingest: readonly {
    readonly name: string
    readonly secret: Secret
    readonly matching: SourceMatching
  }[]
  readonly graph?: GraphConfig
  /** A demonstration's own; no file can say it. */
  readonly invented?: Invented
}

/** What pretended people did, as if a source had told of it for long. */
export interface Invented {
  /** Since when it tells (ms since the epoch). */
  readonly since: number
  /** Everything until `now`; the same event has the same id whenever it is asked. */
  readonly signIns: (now: number) => readonly SignIn[]
}

/** The sign-in log of Entra, read through Microsoft Graph. */
export interface GraphConfig {
  readonly tenant: string
  readonly appId: string
  readonly secret: Secret
  readonly matching: SourceMatching
  /** Neither ends in a slash. */
  readonly endpoint: string
  readonly login: string
}

const matching = {
  matchBy: z.enum(['mail', 'userPrincipalName', 'employeeID', 'account']).default('mail'),
  domains: z
    .array(
      text(
        (value) => oneLine(value) && !/[\\@\s]/.test(value),
        'is not the name of a domain',
        'write it as events do',
      ),
    )
    .default([]),
}

/** Names that other sources of sign-ins have. */
const taken: readonly string[] = ['graph', 'directory', 'latchkey']

const source = z.strictObject({
  name: text(
    (value) => /^[a-z][a-z0-9-]{0,30}$/.test(value) && !taken.includes(value),
    'is not a name for a source',
    'use small letters, digits and hyphens, at most 31, as in `siem`',
  ),
  secretFile: path,
  ...matching,
})

const guid = text(
  (value) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value),
  'is not an id of Entra',
  'copy it from the app registration, as in `66666666-7777-4888-8999-aaaaaaaaaaaa`',
)

const address = text(
  (value) => {
    const url = URL.parse(value)
    if (url === null || url.username !== '' || url.search !== '' || url.hash !== '') return false
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
  },
  'is not an https URL without user, query and fragment',
  'write it as in `https://graph.microsoft.com/v1.0`',
).transform((value) => value.replace(/\/+$/, ''))

const graph = z.strictObject({
  tenant: guid,
  appId: guid,
  secretFile: path,
  ...matching,
  matchBy: matching.matchBy.unwrap().default('userPrincipalName'),
  endpoint: address.default('https://graph.microsoft.com/v1.0'),
  login: address.default('https://login.microsoftonline.com'),
})

/** The section `activity`, one key at a time. */
export const activitySchema = z
  .strictObject({ ingest: z.array(source).default([]), graph: graph.optional() })
  .refine(({ ingest, graph }) => ingest.length > 0 || graph !== undefined, {
    message: 'names no source',
    params: { fix: 'set ingest or graph, or leave the section out' },
  })

/** Short secrets are guessed offline by whoever sees one signed request. */
const shortest = 32

/** What is in the files that the section names, by the key that names them. */
export const readActivitySecrets = (
  raw: Raw,
  line: (key: string, path: unknown, what: string) => Secret | undefined,
  fault: (fault: ConfigFault) => void,
): ReadonlyMap<string, Secret> => {
  const found = new Map<string, Secret>()
  for (const [key, path] of secretsOf(raw)) {
    const secret = line(key, path, 'secret')
    if (secret === undefined) continue
    if (key.includes('ingest') && secret.reveal().length < shortest)
      fault({
        key,
        says: `names a file with a secret of less than ${shortest} characters`,
        fix: 'make one with `openssl rand -hex 32`',
      })
    if ([...found.values()].some((other) => other.reveal() === secret.reveal()))
      fault({ key, says: 'holds the secret of another source', fix: 'give every source a secret of its own' })
    found.set(key, secret)
  }
  return found
}

const secretsOf = (raw: Raw): readonly (readonly [key: string, path: unknown])[] => {
  const section = raw['activity']
  if (!isRaw(section)) return []
  const sources: readonly unknown[] = Array.isArray(section['ingest']) ? section['ingest'] : []
  const { graph } = section
  const asked: readonly [string, unknown][] = isRaw(graph)
    ? [['activity.graph.secretFile', graph['secretFile']]]
    : []
  const sent = sources.map((one, i): [string, unknown] => [
    `activity.ingest[${i}].secretFile`,
    isRaw(one) ? one['secretFile'] : undefined,
  ])
  return [...sent, ...asked]
}

/** What concerns several keys of the section, and the directory. */
export const activityFaults = (raw: Raw): ConfigFault[] => {
  const section = raw['activity']
  if (!isRaw(section)) return []
  const { graph } = section
  const sources: readonly unknown[] = Array.isArray(section['ingest']) ? section['ingest'] : []
  const names = sources.map((one) => (isRaw(one) ? one['name'] : undefined))
  const usual = { matchBy: 'userPrincipalName' }
  return [
    ...(isRaw(graph) ? matchingFaults('activity.graph', { ...usual, ...graph }, raw['directory']) : []),
    ...sources.flatMap((one, i): ConfigFault[] => {
      const key = `activity.ingest[${i}]`
      const repeated = typeof names[i] === 'string' && names.indexOf(names[i]) < i
      return [
        ...(isRaw(one) ? matchingFaults(key, one, raw['directory']) : []),
        ...(repeated
          ? [{ key: `${key}.name`, says: 'is used twice', fix: 'give every source its own name' }]
          : []),
      ]
    }),
  ]
}

/** The same account name in another domain is another person: it must be said which domains are ours. */
const matchingFaults = (key: string, one: Raw, directory: unknown): ConfigFault[] => {
  const listed = Array.isArray(one['domains']) && one['domains'].length > 0
  if (one['matchBy'] === 'account' && !listed)
    return [
      {
        key: `${key}.domains`,
        says: 'is missing, and an account name alone may be another domain’s',
        fix: 'list the domains as events name them, as in `[CORP, corp.example]`',
      },
    ]
  if (one['matchBy'] === 'userPrincipalName' && isRaw(directory) && directory['kind'] === 'openldap')
    return [{ key: `${key}.matchBy`, says: 'is an attribute of Active Directory', fix: 'use mail' }]
  return []
}

/** A checked section and what is in its files. */
export const settledActivity = (
  { ingest, graph: written }: z.output<typeof activitySchema>,
  secret: (key: string) => Secret | undefined,
): ActivityConfig => {
  const there = (key: string): Secret => {
    const found = secret(key)
    if (found === undefined) throw new TypeError(`a checked configuration has ${key}`)
    return found
  }
  const asked = (): Pick<ActivityConfig, 'graph'> => {
    if (written === undefined) return {}
    const { tenant, appId, matchBy: by, domains, endpoint, login } = written
    const reached = { tenant, appId, endpoint, login }
    return { graph: { ...reached, secret: there('activity.graph.secretFile'), matching: { by, domains } } }
  }
  return {
    ingest: ingest.map(({ name, matchBy: by, domains }, i) => {
      return { name, secret: there(`activity.ingest[${i}].secretFile`), matching: { by, domains } }
    }),
    ...asked(),
  }
}
