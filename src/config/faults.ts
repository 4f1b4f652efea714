import type { z } from 'zod'
import { keyGuide, laterKeys } from './key-guide.ts'
import type { ConfigFault } from './port.ts'

/** zod's findings in the operator's words. zod's own messages never hold the value, and are not used anyway. */
export const faultsOf = (error: z.ZodError, raw: unknown): ConfigFault[] =>
  error.issues.flatMap((issue): ConfigFault[] => {
    const key = keyText(issue.path)
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((name) =>
        unknownKey([key, name === '' ? "''" : name].filter((part) => part !== '').join('.')),
      )
    if (issue.code === 'custom') {
      const fix: unknown = issue.params?.['fix']
      return [{ key, says: issue.message, fix: typeof fix === 'string' ? fix : guideTo(key).fix }]
    }
    const union = issue.code === 'invalid_union' && issue.discriminator !== undefined
    const at = union && !key.endsWith(`.${issue.discriminator}`) ? `${key}.${issue.discriminator}` : key
    return [
      { key: at, says: absence(raw, issue.path) ?? `must be ${guideTo(at).wants}`, fix: guideTo(at).fix },
    ]
  })

const keyText = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')

const pattern = (key: string): string => key.replaceAll(/\[\d+\]/g, '[]')

const guideTo = (key: string): { wants: string; fix: string } => {
  const guide = keyGuide[pattern(key)]
  return guide === undefined
    ? { wants: 'something else', fix: 'see docs/latchkey.example.yaml' }
    : { wants: guide.wants, fix: `write, for example, \`${guide.example}\`` }
}

const absence = (raw: unknown, path: readonly PropertyKey[]): string | undefined => {
  let at = raw
  for (const part of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined
  if (at === undefined) return 'is missing'
  return at === null ? 'is empty' : undefined
}

const unknownKey = (key: string): ConfigFault => {
  const later = laterKeys[pattern(key)]
  if (later !== undefined)
    return { key, says: `belongs to ${later}, which a later release brings`, fix: 'remove it for now' }
  if (keyGuide[pattern(key)] !== undefined)
    return { key, says: 'is no key of this kind', fix: 'remove it, or correct the kind' }
  const near = nearest(pattern(key))
  const meant = near === undefined ? '' : `; did you mean ${near.split('.').at(-1)}?`
  return { key, says: `is not a key${meant}`, fix: near === undefined ? 'remove it' : 'correct or remove it' }
}

/** The sibling key that is written most alike, if one is alike at all. */
const nearest = (key: string): string | undefined => {
  const parent = key.slice(0, key.lastIndexOf('.') + 1)
  const name = key.slice(parent.length)
  const siblings = Object.keys(keyGuide).filter(
    (known) => known.startsWith(parent) && !known.slice(parent.length).match(/[.[]/),
  )
  const [best] = siblings
    .map((known) => ({ known, far: distance(name.toLowerCase(), known.slice(parent.length).toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
  return best !== undefined && best.far <= Math.max(2, Math.floor(name.length / 3)) ? best.known : undefined
}

/** Levenshtein distance. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, x] of a.split('').entries()) {
    const next = [i + 1]
    for (const [j, y] of b.split('').entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (x === y ? 0 : 1)))
    row = next
  }
  return row[b.length] ?? 0
}
