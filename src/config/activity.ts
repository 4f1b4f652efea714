import { z } from 'zod'
import type { MatchBy } from '../directory/port.ts'
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

/** The section `activity`, one key at a time. */
export const activitySchema = z.strictObject({ ingest: z.array(source).min(1) })

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
  return sources.map((one, i) => [
    `activity.ingest[${i}].secretFile`,
    isRaw(one) ? one['secretFile'] : undefined,
  ])
}

/** What concerns several keys of the section, and the directory. */
export const activityFaults = (raw: Raw): ConfigFault[] => {
  const section = raw['activity']
  if (!isRaw(section) || !Array.isArray(section['ingest'])) return []
  const sources: readonly unknown[] = section['ingest']
  const names = sources.map((one) => (isRaw(one) ? one['name'] : undefined))
  return sources.flatMap((one, i): ConfigFault[] => {
    const key = `activity.ingest[${i}]`
    const repeated = typeof names[i] === 'string' && names.indexOf(names[i]) < i
    return [
      ...(isRaw(one) ? matchingFaults(key, one, raw['directory']) : []),
      ...(repeated
        ? [{ key: `${key}.name`, says: 'is used twice', fix: 'give every source its own name' }]
        : []),
    ]
  })
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
  written: z.output<typeof activitySchema>,
  secret: (key: string) => Secret | undefined,
): ActivityConfig => ({
  ingest: written.ingest.map(({ name, matchBy: by, domains }, i) => {
    const found = secret(`activity.ingest[${i}].secretFile`)
    if (found === undefined) throw new TypeError(`a checked configuration has a secret for ${name}`)
    return { name, secret: found, matching: { by, domains } }
  }),
})

/** Each key in words. */
export const activityGuide = {
  activity: { wants: 'a map of sources', example: 'activity: { ingest: [{ name: siem, … }] }' },
  'activity.ingest': {
    wants: 'a list of sources that send',
    example: 'ingest: [{ name: siem, secretFile: … }]',
  },
  'activity.ingest[]': { wants: 'a map of name and secretFile', example: '- { name: siem, secretFile: … }' },
  'activity.ingest[].name': { wants: 'small letters, digits and hyphens', example: 'name: siem' },
  'activity.ingest[].secretFile': {
    wants: 'the path of a file that holds the secret the source signs with',
    example: 'secretFile: secrets/ingest-siem',
  },
  'activity.ingest[].matchBy': {
    wants: 'mail, userPrincipalName, employeeID or account',
    example: 'matchBy: mail',
  },
  'activity.ingest[].domains': { wants: 'a list of domains', example: 'domains: [CORP, corp.example]' },
  'activity.ingest[].domains[]': { wants: 'the name of a domain', example: '- CORP' },
} as const
