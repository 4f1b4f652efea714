import { isCode, isScript, type SourceFile } from './source-file.ts'

const linesOf = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
const stemOf = (path: string): string => (path.split('/').at(-1) ?? '').replace(/(?<=.)\..*$/, '')

/** Files that have grown too long to be read in one go. Style sheets are for looking things up. */
export const tooLong = (files: readonly SourceFile[]): readonly string[] =>
  files
    .filter((f) => isCode(f.path) && linesOf(f.text) > wallOf(f.path))
    .map((f) => `${f.path}: ${linesOf(f.text)} lines, ${wallOf(f.path)} is the wall`)

const wallOf = (path: string): number => (path.startsWith('test/') ? 400 : 250)

/** Names that say nothing, and names that are not kebab-case. */
export const badNames = (files: readonly SourceFile[]): readonly string[] =>
  files.flatMap(({ path }) => {
    const parts = [...path.split('/').slice(0, -1), stemOf(path)]
    const empty = parts.filter((part) => /^common$|(^|-)(utils?|helpers?|managers?)(-|$)/.test(part))
    const crooked = isScript(path) && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stemOf(path)) ? [stemOf(path)] : []
    return [...empty, ...crooked].map((part) => `${path}: "${part}" is no name for it`)
  })

/** The manifests' README is read by whoever installs the app, to the end. */
const walls: Readonly<Record<string, number>> = { manifest: 120 }

/** Folders without a README that tells what lives there in at most 25 lines, or as its wall says. */
export const unexplainedFolders = (files: readonly SourceFile[]): readonly string[] => {
  const texts = new Map(files.map((f) => [f.path, f.text]))
  const folders = new Set(
    files.flatMap((f) => /^(?:flows|manifest|(?:src|adapters|flows|test)\/[\w-]+)(?=\/)/.exec(f.path) ?? []),
  )
  return [...folders].flatMap((folder) => {
    const text = texts.get(`${folder}/README.md`)
    if (text === undefined) return [`${folder}: has no README.md`]
    const wall = walls[folder] ?? 25
    return linesOf(text) > wall ? [`${folder}/README.md: ${linesOf(text)} lines, ${wall} is the wall`] : []
  })
}

/** Time and chance that did not come in as arguments; the browser's own scripts (.js) have no other source. */
export const hiddenChance = (files: readonly SourceFile[]): readonly string[] =>
  files
    .filter((f) => /^(src|flows|adapters)\/.*\.ts$/.test(f.path) && f.path !== 'src/lib/clock.ts')
    .flatMap(({ path, text }) => {
      const found = /\bDate\.now\b|\bMath\.random\b|\brandomUUID\b|\bnew Date\(\)/.exec(text)
      return found === null ? [] : [`${path}: ${found[0]}; time and chance come in as arguments`]
    })

const machinePath = /(?<![\w.@-])\/(work|tmp|root|home)\/[\w.]/
const registryHost = /\b(registry|deb|mirrors?)\.[\w-]+\.\w+|\bpypi\.org\b/

/** Paths of somebody's machine, and hosts of package registries, which a lock file calls "resolved". */
export const foreignPlaces = (files: readonly SourceFile[]): readonly string[] =>
  files.flatMap(({ path, text }) =>
    [machinePath, path.endsWith('-lock.json') ? /"resolved"/ : registryHost].flatMap((pattern) => {
      const found = pattern.exec(text)
      return found === null ? [] : [`${path}: names ${found[0]}`]
    }),
  )
