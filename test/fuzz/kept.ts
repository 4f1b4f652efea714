import { readFileSync } from 'node:fs'

/** A value that broke a claim once, and what it found. */
export interface Seed {
  readonly target: string
  readonly claim: string
  readonly value: unknown
  readonly found: string
}

const seeds: readonly Seed[] = JSON.parse(readFileSync(new URL('./seeds.json', import.meta.url), 'utf8'))

/** What was found in this place before, as JSON. */
export const keptFor = (target: string, claim: string): readonly string[] =>
  seeds.filter((s) => s.target === target && s.claim === claim).map((s) => JSON.stringify(s.value))

export const kept: readonly Seed[] = seeds
