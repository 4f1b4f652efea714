import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Moment } from './scene.ts'

/** The stored moments of one journey, as one release wrote them. */
export interface Kept {
  readonly journey: string
  readonly story: string
  readonly moments: readonly Moment[]
}

const here = import.meta.dirname
const manifest: { version: string } = JSON.parse(readFileSync(join(here, '../../package.json'), 'utf8'))

/** What is being worked on. */
export const present = manifest.version
export const folderOf = (release: string): string => join(here, release)

export const releases: readonly string[] = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

export const keptBy = (release: string): readonly Kept[] =>
  readdirSync(folderOf(release))
    .toSorted()
    .map((file): Kept => JSON.parse(readFileSync(join(folderOf(release), file), 'utf8')))
