import { z } from 'zod'
import { policyCrossFaults } from './cross-checks.ts'
import { faultsOf } from './faults.ts'
import { settledPolicy } from './policy.ts'
import type { ConfigFault, DirectoryConfig, PolicyConfig } from './port.ts'
import { readYaml } from './read-yaml.ts'
import { schema } from './schema.ts'
import { missingFault, type ReadFile, readFromDisk } from './secret-file.ts'

const section = z.strictObject({ policy: schema.shape.policy })

/** The section `policy` of a file, whatever else stands in it, checked as the configuration would be. */
export const readDraft = (
  path: string,
  { kind }: Pick<DirectoryConfig, 'kind'>,
  readFile: ReadFile = readFromDisk,
): { readonly policy: PolicyConfig } | { readonly faults: readonly ConfigFault[] } => {
  const seen = readFile(path)
  if ('missing' in seen) return { faults: [missingFault('DRAFT', path, seen.missing)] }
  const yaml = readYaml(seen.bytes.toString('utf8'))
  if ('faults' in yaml) return yaml
  if (yaml.raw['policy'] === undefined)
    return {
      faults: [
        { key: 'policy', says: 'is missing', fix: 'begin the draft with `policy:`, as in docs/policy.md' },
      ],
    }
  const raw = { policy: yaml.raw['policy'], directory: { kind } }
  const written = section.safeParse({ policy: raw.policy })
  const found = policyCrossFaults(raw)
  if (!written.success) {
    const keys = new Set(found.map(({ key }) => key))
    return { faults: [...found, ...faultsOf(written.error, raw).filter(({ key }) => !keys.has(key))] }
  }
  return found.length > 0 ? { faults: found } : { policy: settledPolicy(written.data.policy) }
}
