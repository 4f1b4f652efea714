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
  ['store', 'mail'].flatMap((section) => {
    const key = `${section}.url`
    const map = written[section]
    const own = isRaw(map) && !merged.from.has(key) ? [map['url']] : []
    const sentinels: unknown = isRaw(map) ? map['sentinels'] : undefined
    if (![...own, ...(Array.isArray(sentinels) ? sentinels : [])].some(holdsPassword)) return []
    const found = exposure(key, source.path, source.seen)
    if (found === undefined || 'note' in found) return []
    const variable = `LATCHKEY_${section.toUpperCase()}_URL_FILE`
    const says = `holds a password, and others may read or change ${source.path}`
    return [
      {
        key,
        says,
        fix: `${found.fault.fix}, or put the URL in a file of its own and name it in ${variable}`,
      },
    ]
  })

const holdsPassword = (url: unknown): boolean =>
  typeof url === 'string' && URL.canParse(url) && new URL(url).password !== ''
