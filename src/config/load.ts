import { dirname, resolve } from 'node:path'
import { crossFaults, crossNotes } from './cross-checks.ts'
import { type Env, type Merged, mergeEnvironment } from './environment.ts'
import { faultsOf } from './faults.ts'
import type { ConfigFault, ConfigNote, Loaded } from './port.ts'
import { readFiles } from './read-files.ts'
import { geoFaults } from './geo.ts'
import { isRaw, type Raw, readYaml } from './read-yaml.ts'
import { schema } from './schema.ts'
import { missingFault, type ReadFile, readFromDisk, type SeenFile } from './secret-file.ts'
import { settle } from './settle.ts'
import { inlinePasswords, urlFrom } from './url-secrets.ts'

export interface LoadOptions {
  /** `--config`; absent = LATCHKEY_CONFIG. */
  readonly file?: string
  readonly env: Env
  /** Whether this is the demonstration, which may keep people and records in memory. */
  readonly demo: boolean
}

/** Reads the configuration file and what it names. Never throws for what an operator wrote: every fault comes back at once. */
export const loadConfig = ({ file, env, demo }: LoadOptions, readFile: ReadFile = readFromDisk): Loaded => {
  const named = file ?? env['LATCHKEY_CONFIG']
  if (named === undefined || named === '')
    return {
      faults: [
        {
          key: 'LATCHKEY_CONFIG',
          says: 'no configuration file is named',
          fix: 'pass --config FILE or set LATCHKEY_CONFIG; `npm run demo` needs none',
        },
      ],
    }
  const path = resolve(named)
  const seen = readFile(path)
  const key = file === undefined ? 'LATCHKEY_CONFIG' : '--config'
  if ('missing' in seen) return { faults: [missingFault(key, path, seen.missing)] }
  return parseConfig({ path, seen, cwd: process.cwd(), env, demo }, readFile)
}

export interface Source {
  readonly path: string
  readonly seen: SeenFile
  readonly cwd: string
  readonly env: Env
  readonly demo: boolean
}

/** The same without a disk of its own: text and environment in, configuration or faults out. */
export const parseConfig = (source: Source, readFile: ReadFile): Loaded => {
  const yaml = readYaml(source.seen.bytes.toString('utf8'))
  const exposed: (ConfigFault | ConfigNote)[] = []
  const merged = mergeEnvironment('raw' in yaml ? yaml.raw : {}, source.env, source.cwd, (key, path) =>
    urlFrom(key, path, readFile, exposed),
  )
  if ('faults' in yaml) return { faults: [...yaml.faults, ...merged.faults] }
  const raw = source.demo ? withDemoAddress(merged.raw) : merged.raw
  const files = readFiles(raw, dirname(source.path), readFile)
  const written = schema.safeParse(raw)
  const found = [
    ...merged.faults,
    ...crossFaults(raw, source.demo),
    ...files.faults,
    ...geoFaults(raw, dirname(source.path), readFile),
    ...exposed.filter((found) => 'fix' in found),
    ...inlinePasswords(yaml.raw, merged, source),
  ]
  if (!written.success) return { faults: underTheirNames(found, faultsOf(written.error, raw), merged) }
  if (found.length > 0) return { faults: underTheirNames(found, [], merged) }
  const notes = [...crossNotes(raw, source.demo), ...files.notes, ...exposed]
  return { config: settle(written.data, files, dirname(source.path), source.demo, source.env), notes }
}

/** In the demonstration, the address of this machine is as good as any. */
const withDemoAddress = (raw: Raw): Raw => {
  if (raw['baseUrl'] !== undefined) return raw
  const port = isRaw(raw['listen']) ? (raw['listen']['port'] ?? 8080) : 8080
  return { ...raw, baseUrl: `http://localhost:${typeof port === 'number' ? port : 8080}` }
}

/** Under the variable's name where the environment set the key; a bare "missing" yields to a fault that tells more. */
const underTheirNames = (
  found: readonly ConfigFault[],
  shape: readonly ConfigFault[],
  { from }: Merged,
): ConfigFault[] => {
  const named = ({ key, ...rest }: ConfigFault): ConfigFault => {
    const set = [...from].find(([name]) => key === name || key.startsWith(`${name}[`))
    return { key: set?.[1] ?? key, ...rest }
  }
  const first = found.map(named)
  const keys = new Set(first.map((fault) => fault.key))
  return [...first, ...shape.map(named).filter((fault) => !keys.has(fault.key))]
}
