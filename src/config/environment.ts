import { resolve } from 'node:path'
import type { ConfigFault } from './port.ts'
import { isRaw, type Raw } from './read-yaml.ts'
import { harmlessSections, leakySections } from './debug-sections.ts'

export type Env = Readonly<Record<string, string | undefined>>

/**
 * What the environment may replace. `_FILE` names a file: for a key that is a path, the path is replaced; for a
 * URL, the file's text is the URL. Paths in the environment start at the working directory.
 */
const overrides = {
  PORT: 'listen.port',
  LATCHKEY_DIRECTORY_BIND_PASSWORD_FILE: 'directory.bindPasswordFile',
  LATCHKEY_KEY_FILE: 'keys',
  LATCHKEY_STORE_URL_FILE: 'store.url',
  LATCHKEY_MAIL_URL_FILE: 'mail.url',
} as const

export interface Merged {
  readonly raw: Raw
  /** By key: the variable that set it, so that a fault names what the operator must change. */
  readonly from: ReadonlyMap<string, string>
  readonly faults: readonly ConfigFault[]
}

/** The file's keys with the environment's on top; `readUrl` reads the first line of a file that holds a URL. */
export const mergeEnvironment = (
  file: Raw,
  env: Env,
  cwd: string,
  readUrl: (variable: string, path: string) => string | ConfigFault,
): Merged => {
  let raw = file
  const from = new Map<string, string>()
  const faults: ConfigFault[] = []
  for (const [variable, key] of Object.entries(overrides)) {
    const given = env[variable]
    if (given === undefined || given === '') continue
    from.set(key, variable)
    const value = variable === 'PORT' ? portOf(given) : resolve(cwd, given)
    if (key === 'store.url' || key === 'mail.url') {
      const url = readUrl(variable, String(value))
      if (typeof url === 'string') raw = put(raw, key, url)
      else faults.push(url)
    } else if (key === 'keys') {
      const keys = oneKey(raw['keys'], String(value))
      if (Array.isArray(keys)) raw = { ...raw, keys }
      else faults.push({ key: variable, ...severalKeys })
    } else raw = put(raw, key, value)
  }
  return { raw, from, faults: [...faults, ...unknownVariables(env), ...leakyRuntime(env)] }
}

/** Every digit or nothing: `080x` must not pass as 80. */
const portOf = (given: string): number | string => (/^\d{1,5}$/.test(given) ? Number(given) : given)

const put = (raw: Raw, key: string, value: unknown): Raw => {
  const [section = '', name = ''] = key.split('.')
  const before = raw[section]
  return { ...raw, [section]: { ...(isRaw(before) ? before : {}), [name]: value } }
}

const severalKeys = {
  says: 'can replace one key, and the file lists several',
  fix: 'name the files in `keys`, or keep one key',
}

const oneKey = (listed: unknown, file: string): unknown[] | undefined => {
  if (!Array.isArray(listed) || listed.length === 0) return [{ id: 'main', file }]
  if (listed.length > 1) return undefined
  const [only]: unknown[] = listed
  return [{ ...(isRaw(only) ? only : { id: 'main' }), file }]
}

const known = Object.keys(overrides).filter((name) => name.endsWith('_FILE'))

/** Only names that look like ours: orchestrators put LATCHKEY_PORT and the like there by themselves. */
const unknownVariables = (env: Env): ConfigFault[] =>
  Object.keys(env)
    .filter((name) => /^LATCHKEY_.*_FILE$/.test(name) && !known.includes(name))
    .map((name) => ({
      key: name,
      says: 'is not a variable of Latchkey',
      fix: `use one of ${known.join(', ')}`,
    }))

/** Settings of the runtime that would print passwords or accept any certificate. */
const leakyRuntime = (env: Env): ConfigFault[] => {
  const faults: ConfigFault[] = []
  if (leakySections(env['NODE_DEBUG'] ?? '').length > 0)
    faults.push({
      key: 'NODE_DEBUG',
      says: 'switches on debugging that may print passwords',
      fix: `unset it, or use only ${harmlessSections.join(', ')}`,
    })
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
    faults.push({
      key: 'NODE_TLS_REJECT_UNAUTHORIZED',
      says: 'is 0, which accepts any certificate',
      fix: 'unset it; name a private authority in directory.caFile',
    })
  if ((env['NODE_OPTIONS'] ?? '').includes('--tls-keylog'))
    faults.push({
      key: 'NODE_OPTIONS',
      says: 'writes TLS session keys to a file, which opens every recorded connection',
      fix: 'leave --tls-keylog out',
    })
  return faults
}
