import { AsyncLocalStorage } from 'node:async_hooks'

const inside = new AsyncLocalStorage<true>()
const ours = new WeakSet<(...words: unknown[]) => void>()

/**
 * Runs what would write to the console by itself, and lets none of it through: botbuilder prints errors whole and the keys of its
 * tokens, which is no place for either. What it fails with is still thrown or answered.
 */
export const quietly = async <T>(work: () => Promise<T>): Promise<T> => {
  hush()
  return await inside.run(true, work)
}

/** Whoever put another console in the place of ours since is wrapped as well. */
const hush = (): void => {
  for (const name of ['error', 'warn', 'info', 'log', 'debug'] as const) {
    const said = console[name]
    if (ours.has(said)) continue
    console[name] = (...words: unknown[]): void => {
      if (inside.getStore() === undefined) said.apply(console, words)
    }
    ours.add(console[name])
  }
}
