import { resolve } from 'node:path'
import { z } from 'zod'
import type { GeoFiles } from '../risk/port.ts'
import type { ConfigFault } from './port.ts'
import { isRaw, type Raw } from './read-yaml.ts'
import { missingFault, type ReadFile } from './secret-file.ts'
import { path } from './text.ts'

/** The section `geo`: files in the MaxMind DB format, whoever they come from. */
export const geoSchema = z.strictObject({
  countryFile: path.optional(),
  asnFile: path.optional(),
  anonymousFile: path.optional(),
  hostingAsns: z.array(z.int().min(1).max(4_294_967_295)).default([]),
})

const files = ['countryFile', 'asnFile', 'anonymousFile'] as const

/** What marks the metadata at the end of such a file (MaxMind DB format 2.0, "Database Metadata"); it is cut with the file. */
const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')
/** The metadata starts within the last 128 KiB. */
const mostMetadata = 128 * 1024

/** Files that are named and not there, or are something else. */
export const geoFaults = (raw: Raw, dir: string, readFile: ReadFile): readonly ConfigFault[] => {
  const geo = isRaw(raw['geo']) ? raw['geo'] : {}
  return files.flatMap((name): readonly ConfigFault[] => {
    const named = geo[name]
    if (typeof named !== 'string' || named.trim() === '') return []
    const [key, full] = [`geo.${name}`, resolve(dir, named)]
    const file = readFile(full)
    if ('missing' in file) return [missingFault(key, full, file.missing)]
    if (file.bytes.subarray(-mostMetadata).includes(marker)) return []
    const fix = 'download it again, unpacked, in the MaxMind DB format (.mmdb)'
    return [{ key, says: `names ${full}, which is no whole MMDB file`, fix }]
  })
}

/** With whole paths. */
export const settledGeo = (written: z.output<typeof geoSchema>, dir: string): GeoFiles => ({
  hostingAsns: written.hostingAsns,
  ...Object.fromEntries(
    files.flatMap((name) => {
      const named = written[name]
      return named === undefined ? [] : [[name, resolve(dir, named)]]
    }),
  ),
})
