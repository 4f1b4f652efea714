import { resolve } from 'node:path'
import { certificatesIn } from '../lib/pem.ts'
import { Secret } from '../lib/secret.ts'
import { readKey } from './key-file.ts'
import type { ConfigFault, ConfigNote } from './port.ts'
import { isRaw, type Raw } from './read-yaml.ts'
import { readTeamsFiles, type TeamsFiles } from './teams-files.ts'
import { readActivitySecrets } from './activity.ts'
import { readSlackSecrets } from './slack.ts'
import { exposure, missingFault, type ReadFile, type SeenFile } from './secret-file.ts'

/** What the named files hold. A part that is absent was not named, or is among the faults. */
export interface Files {
  readonly keys: readonly { readonly id: string; readonly bytes: Buffer }[]
  readonly bindPassword?: Secret
  readonly ca?: string
  readonly roots?: string
  readonly teams: TeamsFiles
  /** Of Slack, by key. */
  readonly slack: ReadonlyMap<string, Secret>
  /** Of the sources of sign-ins, by key. */
  readonly activity: ReadonlyMap<string, Secret>
  readonly faults: readonly ConfigFault[]
  readonly notes: readonly ConfigNote[]
}

/** Reads every file that the configuration names, however much else is wrong with it. */
export const readFiles = (raw: Raw, dir: string, readFile: ReadFile): Files => {
  const faults: ConfigFault[] = []
  const notes: ConfigNote[] = []
  const open = (key: string, path: unknown, secret: boolean): SeenFile | undefined => {
    if (typeof path !== 'string' || path.trim() === '') return undefined
    const full = resolve(dir, path)
    const file = readFile(full)
    if ('missing' in file) {
      faults.push(missingFault(key, full, file.missing))
      return undefined
    }
    const exposed = secret ? exposure(key, full, file) : undefined
    if (exposed !== undefined && 'fault' in exposed) faults.push(exposed.fault)
    if (exposed !== undefined && 'note' in exposed) notes.push(exposed.note)
    return file
  }

  const keys = (Array.isArray(raw['keys']) ? raw['keys'] : []).flatMap((entry: unknown, i: number) => {
    const file = isRaw(entry) ? open(`keys[${i}].file`, entry['file'], true) : undefined
    if (file === undefined || !isRaw(entry)) return []
    const read = readKey(file.bytes)
    if ('key' in read) return [{ id: String(entry['id']), bytes: read.key }]
    faults.push({ key: `keys[${i}].file`, ...read })
    return []
  })

  for (const [i, { bytes }] of keys.entries())
    if (keys.slice(0, i).some((other) => other.bytes.equals(bytes)))
      faults.push({
        key: `keys[${i}].file`,
        says: 'holds the same key as one before it, so changing to it would change nothing',
        fix: 'make a fresh one with `npm run keys -- new FILE`',
      })

  const directory: Raw = isRaw(raw['directory']) ? raw['directory'] : {}
  const line = (key: string, path: unknown, what: string): Secret | undefined => {
    const file = open(key, path, true)
    const found = file === undefined ? undefined : oneLine(file)
    if (file !== undefined && found === undefined)
      faults.push({
        key,
        says: 'names a file that is empty or has several lines',
        fix: `write the ${what} there, in one line`,
      })
    return found === undefined ? undefined : new Secret(found)
  }
  const bindPassword = line('directory.bindPasswordFile', directory['bindPasswordFile'], 'password')

  const pem = (key: string, path: unknown, whose: string): string | undefined => {
    const text = open(key, path, false)?.bytes.toString('utf8')
    if (text === undefined || certificatesIn(text).length > 0) return text
    faults.push({
      key,
      says: 'names a file without a certificate in it, or with something that is none',
      fix: `save ${whose} certificate as PEM (-----BEGIN CERTIFICATE-----)`,
    })
    return text
  }
  const ca = pem('directory.caFile', directory['caFile'], "the authority's")
  const webauthn: Raw = isRaw(raw['webauthn']) ? raw['webauthn'] : {}
  const roots = pem('webauthn.rootsFile', webauthn['rootsFile'], "each maker's")
  const teams = readTeamsFiles(raw, {
    line,
    certificate: pem,
    secretText: (key, path) => open(key, path, true)?.bytes.toString('utf8'),
    fault: (fault) => faults.push(fault),
  })
  return {
    keys,
    teams,
    slack: readSlackSecrets(raw, line, (fault) => faults.push(fault)),
    activity: readActivitySecrets(raw, line, (fault) => faults.push(fault)),
    ...(bindPassword === undefined ? {} : { bindPassword }),
    ...(ca === undefined ? {} : { ca }),
    ...(roots === undefined ? {} : { roots }),
    faults,
    notes,
  }
}

/** The file's one line without its line end; undefined when there is none, or more. */
export const oneLine = (file: SeenFile): string | undefined => {
  const line = file.bytes.toString('utf8').replace(/\r?\n$/, '')
  return line === '' || /[\r\n]/.test(line) ? undefined : line
}
