import { readFile } from 'node:fs/promises'
import { asset } from './headers.ts'

const scripts = [
  'main',
  'dom',
  'call',
  'thread',
  'people',
  'phone',
  'sign-in',
  'helpdesk',
  'forms',
  'tools',
] as const
const styles = ['base', 'layout', 'people', 'chat', 'phone', 'side'] as const

const types = new Map<string, 'text/javascript' | 'text/css'>([
  ...scripts.map((name) => [`client/${name}.js`, 'text/javascript'] as const),
  ...styles.map((name) => [`style/${name}.css`, 'text/css'] as const),
])

/** The style sheets of the page, in the order they build on each other. */
export const styleFiles: readonly string[] = styles.map((name) => `style/${name}.css`)

/** The page's own file of this name; undefined for every other name, so that no path is ever made of a request. */
export const assetNamed = async (name: string): Promise<Response | undefined> => {
  const type = types.get(name)
  if (type === undefined) return undefined
  return asset(await readFile(new URL(name, import.meta.url), 'utf8'), type)
}
