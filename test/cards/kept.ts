import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Screens } from './gather.ts'

/** All that people see in chat, and on which walk: written by `npm run cards`, looked through in its diff. */
export interface Kept {
  readonly walks: Readonly<Record<string, readonly string[]>>
  readonly screens: Screens
}

export const fileOf = (what: string): string => join(import.meta.dirname, `${what}.golden.json`)

export const keptScreens = (): Kept => {
  const kept: Kept = JSON.parse(readFileSync(fileOf('screens'), 'utf8'))
  return kept
}

/** Fails, naming them, when a walk shows a screen that is not kept, or shows one no more. */
export const expectKept = (walk: string, seen: Screens): void => {
  const { walks, screens } = keptScreens()
  const before = walks[walk] ?? []
  const now = Object.keys(seen)
  const says = (names: readonly string[]): string =>
    names.map((name) => `${name}: ${JSON.stringify(seen[name] ?? screens[name])}`).join('\n')
  const fresh = now.filter((name) => !before.includes(name))
  const gone = before.filter((name) => !now.includes(name))
  expect(fresh, `new on this walk; look at it, then npm run cards\n${says(fresh)}\n`).toEqual([])
  expect(gone, `gone from this walk; is that right? then npm run cards\n${says(gone)}\n`).toEqual([])
}
