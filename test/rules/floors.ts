import { importsOf, type Import } from './imports.ts'
import { isScript, type SourceFile } from './source-file.ts'

/** A part of the house: who lives there and what it may reach for. The first that fits a path is its floor. */
interface Floor {
  readonly name: string
  readonly at: RegExp
  readonly may: readonly RegExp[]
  /** May be imported as types, nothing more. */
  readonly mayAsTypes?: readonly RegExp[]
}

const language = /^src\/(story|lib|words)\//
const port = /^src\/[\w-]+\/port\.ts$/
const outside = /^(npm|node):/
/** Stands for the folder the importing file lives in: `src/store`, `adapters/web`. */
const own = /^own:/

const floors: readonly Floor[] = [
  { name: 'the tests', at: /^(test|bin)\/|^vitest\.config\.ts$/, may: [/./] },
  { name: 'the roof', at: /^src\/(assemble[\w-]*|main|cli|demo)\.ts$/, may: [/^(?!test\/)/] },
  { name: 'the story', at: /^src\/story\//, may: [/^src\/(story|lib)\//], mayAsTypes: [/^src\/words\//] },
  { name: 'the words', at: /^src\/words\//, may: [language] },
  { name: 'the library', at: /^src\/lib\//, may: [language, outside] },
  { name: 'a service', at: /^src\/[\w-]+\//, may: [own, language, port, outside] },
  {
    name: 'a flow',
    at: /^flows\//,
    may: [/^flows\//, /^src\/(story|words)\//, /^src\/lib\/secret\.ts$/, port],
  },
  { name: 'an adapter', at: /^adapters\//, may: [own, /^adapters\/[\w-]+\.ts$/, language, port, outside] },
  {
    name: 'the manifest',
    at: /^manifest\//,
    may: [own, /^node:/, /^npm:fflate$/],
    mayAsTypes: [/^npm:@slack\/bolt$/],
  },
]

/**
 * npm packages that may be used in more than one folder: zod says what an untrusted value must look like, at every door; jose
 * verifies what came signed, at those of our own pages and of the Bot Connector.
 */
const shared = new Set(['npm:zod', 'npm:jose'])

/** Imports that lead to a floor where the file has no business, and npm packages that have spread. */
export const trespasses = (files: readonly SourceFile[]): readonly string[] => {
  const homes = new Map<string, Set<string>>()
  const found = files
    .filter((f) => isScript(f.path))
    .flatMap((file) => {
      const floor = floors.find((f) => f.at.test(file.path))
      if (floor === undefined) return [`${file.path}: no floor of the house has a place for it`]
      const imports = importsOf(file)
      if (floor.name !== 'the tests') settle(homes, file.path, imports)
      return imports
        .filter((i) => !allowed(floor, file.path, i))
        .map((i) => `${file.path}: ${floor.name} may not import ${i.target}`)
    })
  const spread = [...homes]
    .filter(([name, folders]) => folders.size > 1 && !shared.has(name))
    .map(([name, folders]) => `${name} is imported in several folders: ${[...folders].toSorted().join(', ')}`)
  return [...found, ...spread]
}

/** The dependencies of package.json that nobody imports, and imports at run time that it does not declare. */
export const dependencyFaults = (
  files: readonly SourceFile[],
  declared: readonly string[],
): readonly string[] => {
  const homes = new Map<string, Set<string>>()
  const ours = files.filter((f) => isScript(f.path) && /^(src|adapters|flows|manifest)\//.test(f.path))
  for (const file of ours) settle(homes, file.path, importsOf(file))
  return [
    ...[...homes.keys()]
      .filter((n) => !declared.includes(n.slice(4)))
      .map((n) => `${n} is imported and not declared`),
    ...declared.filter((n) => !homes.has(`npm:${n}`)).map((n) => `package.json: nobody imports ${n}`),
  ]
}

const allowed = (floor: Floor, from: string, { target, typeOnly }: Import): boolean => {
  const home = folderOf(from)
  const seen = target.startsWith(`${home}/`) ? `own:${target}` : target
  const fits = (pattern: RegExp): boolean => pattern.test(seen) || pattern.test(target)
  return floor.may.some(fits) || (typeOnly && (floor.mayAsTypes ?? []).some(fits))
}

const settle = (homes: Map<string, Set<string>>, path: string, imports: readonly Import[]): void => {
  // A manifest is typed by the platform's SDK and uses nothing of it.
  const typed = path.startsWith('manifest/')
  for (const { target } of imports.filter((i) => i.target.startsWith('npm:') && !(typed && i.typeOnly))) {
    const folders = homes.get(target) ?? new Set()
    homes.set(target, folders.add(folderOf(path)))
  }
}

/** `src/store` of `src/store/redis.ts`, `src` of `src/main.ts`, `manifest` of anything below it. */
const folderOf = (path: string): string => {
  const [top = '', second = '', ...below] = path.split('/')
  return below.length > 0 && top !== 'manifest' ? `${top}/${second}` : top
}
