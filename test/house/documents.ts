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

const exists = (name: string, folder: string, paths: readonly string[]): boolean =>
  [name, posix.join(folder, name)].some((at) => paths.some((p) => p === at || p.startsWith(`${at}/`)))

const namedScripts = (text: string): readonly string[] => [
  ...[...text.matchAll(/\bnpm run(?: -s)? ([\w:-]+)/g)].map(([, name = '']) => name),
  ...[...text.matchAll(/\bnpm (test|start)\b/g)].map(([, name = '']) => name).filter((n) => lifecycle.has(n)),
]
