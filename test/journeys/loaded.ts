import { readFile } from 'node:fs/promises'

const hook = new URL('loaded-packages.ts', import.meta.url).href

/** The environment of a process that notes in `file` which packages it loads. */
export const noting = (file: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${hook}`,
  LOADED_PACKAGES: file,
})

/** What it noted. */
export const loadedIn = async (file: string): Promise<readonly string[]> =>
  (await readFile(file, 'utf8')).split('\n').filter(Boolean)
