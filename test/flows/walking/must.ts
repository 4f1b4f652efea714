import { expect } from 'vitest'

/** Fails with the path that led there: that is what one needs. */
export const must = (holds: boolean, what: string, path: readonly string[]): void => {
  if (!holds) expect.fail(`${what}\nafter:\n  ${path.join('\n  ')}`)
}
