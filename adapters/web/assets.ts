import { readFileSync } from 'node:fs'

/** The style and the two scripts, as they stand inside the pages. */
export interface Assets {
  readonly style: string
  readonly landing: string
  readonly page: string
}

/** Parts in the order in which they are joined; the last one begins. */
const landing = ['screen', 'key', 'proof', 'landing']
const page = ['screen', 'key', 'proof', 'passkey', 'codes', 'reveal', 'answer', 'main']

/** Reads them from disk, once, when the server starts. */
export const readAssets = (): Assets => ({
  style: lines(read('style.css')).join(''),
  landing: joined(landing),
  page: joined(page),
})

const read = (name: string): string => readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8')

const lines = (text: string): string[] => text.split('\n').map((line) => line.trim())

/** One classic script out of modules that share no name: their import and comment lines go, `export` goes. */
const joined = (parts: readonly string[]): string => {
  const code = parts
    .flatMap((part) => lines(read(`${part}.js`).replace(/^import [^']*'.*'$/gm, '')))
    .filter((line) => line !== '' && !/^(\/\/|\/\*\*.*\*\/$)/.test(line))
    .map((line) => line.replace(/^export /, ''))
  return ["(() => {'use strict'", ...code, '})()'].join('\n')
}
