import { readFileSync } from 'node:fs'

/** The style and the parts of the scripts, as they stand inside the pages. */
export interface Assets {
  readonly style: string
  readonly script: (parts: readonly Part[]) => string
}

/** In the order in which they are joined. */
const parts = [
  'screen',
  'bytes',
  'key',
  'make-key',
  'proof',
  'landing',
  'codes',
  'answer',
  'ceremony',
  'passkey',
  'reveal',
  'main',
  'notme',
  'approve',
] as const
export type Part = (typeof parts)[number]

/** Reads everything from disk, once, when the server starts. */
export const readAssets = (): Assets => {
  const code = new Map(parts.map((part) => [part, bare(read(`${part}.js`))]))
  return {
    style: lines(read('style.css')).join(''),
    script: (wanted) => {
      const joined = parts.filter((part) => wanted.includes(part)).map((part) => code.get(part))
      return ["(() => {'use strict'", ...joined, '})()'].join('\n')
    },
  }
}

const read = (name: string): string => readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8')

const lines = (text: string): string[] => text.split('\n').map((line) => line.trim())

/** A module as a piece of one classic script: no two share a name, so imports, `export` and comment lines can go. */
const bare = (module: string): string =>
  lines(module.replace(/^import [^']*'.*'$/gm, ''))
    .filter((line) => line !== '' && !/^(\/\/|\/\*\*.*\*\/$)/.test(line))
    .map((line) => line.replace(/^export /, ''))
    .join('\n')
