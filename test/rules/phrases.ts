import type { SourceFile } from './source-file.ts'

/** Phrase ids that are no `area.name`, and sentences that nobody says: dead words rot in every translation. */
export const phraseFaults = (ids: readonly string[], files: readonly SourceFile[]): readonly string[] => {
  const texts = files.filter(
    (f) => /^(src|flows|adapters)\/.*\.(ts|js)$/.test(f.path) && !f.path.startsWith('src/words/'),
  )
  const all = texts.map((f) => f.text).join('\n')
  const built = [...all.matchAll(/`([\w-]+\.(?:[\w-]+\.)*)\$\{/g)].map(([, prefix = '']) => prefix)
  const said = (id: string): boolean =>
    all.includes(`'${id}'`) || all.includes(`\`${id}\``) || built.some((prefix) => id.startsWith(prefix))
  return [
    ...ids.filter((id) => !/^[a-z][\w-]*(\.[\w-]+)+$/.test(id)).map((id) => `phrase ${id}: is no area.name`),
    ...ids.filter((id) => !said(id)).map((id) => `phrase ${id}: nobody says it`),
  ]
}
