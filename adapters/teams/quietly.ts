import { AsyncLocalStorage } from 'node:async_hooks'

const inside = new AsyncLocalStorage<true>()
let hushed = false

/**
 * Runs what would write to the console by itself, and lets none of it through: botbuilder prints errors whole and the keys of its
 * tokens, which is no place for either. What it fails with is still thrown or answered.
 */
export const quietly = async <T>(work: () => Promise<T>): Promise<T> => {
  if (!hushed) hush()
  return await inside.run(true, work)
}

const hush = (): void => {
  hushed = true
  for (const name of ['error', 'warn', 'info', 'log', 'debug'] as const) {
    const said = console[name].bind(console)
    console[name] = (...words: unknown[]): void => {
      if (inside.getStore() === undefined) said(...words)
    }
  }
}
