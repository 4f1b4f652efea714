import { posix } from 'node:path'
import type { SourceFile } from './source-file.ts'

const known =
  /^(src|flows|adapters|manifest|test|bin|\.ci)\/|^[A-Z]+\.md$|^[\w.-]+\.(ts|js|cjs|css|py|md|json)$/
const lifecycle = new Set(['ci', 'install', 'test', 'start'])

/** What a document names in backticks as a file, or calls as an npm script, and is not there. */
export const brokenReferences = (
  files: readonly SourceFile[],
  scripts: readonly string[],
): readonly string[] => {
  const paths = files.map((f) => f.path)
  return files
    .filter((f) => f.path.endsWith('.md') && f.path !== 'CHANGELOG.md')
    .flatMap(({ path, text }) => [
      ...namedFiles(text)
        .filter((name) => !exists(name, posix.dirname(path), paths))
        .map((name) => `${path}: names ${name}, which is not there`),
      ...namedScripts(text)
        .filter((name) => !scripts.includes(name))
        .map((name) => `${path}: calls npm run ${name}, which is not there`),
    ])
}

/** Names with a placeholder (`src/NAME/port.ts`, `x.ts`, `*`) are no references. */
const namedFiles = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, name = '']) => name.replace(/\/$/, ''))
    .filter((name) => known.test(name) || known.test(`${name}/`))
    .filter((name) => !/[*<>{}…]|\b[A-Z]{4,}\//.test(name) && !/(^|\/)x(\.\w+)?$/.test(name))

/** A name counts from the root, from the document's own folder, or from one above it. */
const exists = (name: string, folder: string, paths: readonly string[]): boolean => {
  const above = folder.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'))
  const places = [name, ...above.map((place) => posix.join(place, name))]
  return places.some((at) => paths.some((path) => path === at || path.startsWith(`${at}/`)))
}

const namedScripts = (text: string): readonly string[] => [
  ...[...text.matchAll(/\bnpm run(?: -s)? ([\w:-]+)/g)].map(([, name = '']) => name),
  ...[...text.matchAll(/\bnpm (test|start)\b/g)].map(([, name = '']) => name).filter((n) => lifecycle.has(n)),
]
