import type { Merged } from './environment.ts'
import type { ConfigFault, ConfigNote } from './port.ts'
import { oneLine } from './read-files.ts'
import { isRaw, type Raw } from './read-yaml.ts'
import { exposure, missingFault, type ReadFile, type SeenFile } from './secret-file.ts'

/** The URL in the file that a variable names, or what is wrong; adds to `exposed` when others may read it. */
export const urlFrom = (
  key: string,
  path: string,
  readFile: ReadFile,
  exposed: (ConfigFault | ConfigNote)[],
): string | ConfigFault => {
  const file = readFile(path)
  if ('missing' in file) return missingFault(key, path, file.missing)
  const found = exposure(key, path, file)
  if (found !== undefined) exposed.push('fault' in found ? found.fault : found.note)
  return oneLine(file) ?? { key, says: 'names a file without one line in it', fix: 'write the URL there' }
}

/** A configuration file with a password in it is a secret file itself. */
export const inlinePasswords = (
  written: Raw,
  merged: Merged,
  source: { readonly path: string; readonly seen: SeenFile },
): ConfigFault[] =>
  ['store.url', 'mail.url', 'store.sentinels'].flatMap((key) => {
    const [section = '', name = ''] = key.split('.')
    const map = written[section]
    const value: unknown = isRaw(map) && !merged.from.has(key) ? map[name] : undefined
    if (![value].flat().some(holdsPassword)) return []
    const found = exposure(key, source.path, source.seen)
    if (found === undefined || 'note' in found) return []
    const variable = `LATCHKEY_${section.toUpperCase()}_URL_FILE`
    const elsewhere = name === 'url' ? `, or put the URL in a file of its own and name it in ${variable}` : ''
    const says = `holds a password, and others may read or change ${source.path}`
    return [{ key, says, fix: `${found.fault.fix}${elsewhere}` }]
  })

const holdsPassword = (url: unknown): boolean =>
  typeof url === 'string' && URL.canParse(url) && new URL(url).password !== ''
