import { posix } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import type { SourceFile } from './source-file.ts'

/** One thing a file reaches for: a path of the project, `node:…`, or `npm:<package>`. */
export interface Import {
  readonly target: string
  /** Nothing of it is left when the program runs. */
  readonly typeOnly: boolean
}

/** Everything a script imports: static, re-exported, dynamic, and in types. */
export const importsOf = (file: SourceFile): readonly Import[] => {
  const parsed = parseSync(file.path, file.text)
  const found: Import[] = []
  const add = (specifier: unknown, typeOnly: boolean): void => {
    found.push({ target: targetOf(file.path, specifier), typeOnly })
  }
  for (const { moduleRequest, entries } of parsed.module.staticImports) {
    add(moduleRequest.value, entries.length > 0 && entries.every((e) => e.isType))
  }
  for (const { moduleRequest, isType } of parsed.module.staticExports.flatMap((e) => e.entries)) {
    if (moduleRequest) add(moduleRequest.value, isType)
  }
  new Visitor({
    ImportExpression: ({ source }) => add(source.type === 'Literal' ? source.value : undefined, false),
    TSImportType: ({ source }) => add(source.value, true),
  }).visit(parsed.program)
  return found
}

const targetOf = (from: string, specifier: unknown): string => {
  if (typeof specifier !== 'string') return 'something computed'
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier)
  if (specifier.startsWith('node:')) return specifier
  const parts = specifier.split('/')
  return `npm:${parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')}`
}
