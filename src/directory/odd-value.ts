import { Fault } from '../story/errors.ts'

/** What a directory said where its schema allows no such thing: nobody is judged by it. */
export const oddValue = (what: string, cause?: unknown): Fault =>
  new Fault('ERR_DIRECTORY_ANSWER', `the directory sent ${what}`, { cause })

/** Reads bytes of the directory's; where they end too early, that is its fault and no bug of ours. */
export const fromBytes = <T>(what: string, read: () => T): T => {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof RangeError) throw oddValue(what, cause)
    throw cause
  }
}
