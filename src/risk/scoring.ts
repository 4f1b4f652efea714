import type { Level } from '../activity/port.ts'
import type { Score } from './engine.ts'
import { score } from './score.ts'

/** The score as the engine asks for it; `blind` = what this installation has no means to tell of any request. */
export const scoring =
  (blind: readonly Level[]): Score =>
  ({ now, origin = {}, knownDevice, signedInAt, velocity, answers }, history, company) =>
    score({
      history,
      company,
      origin,
      now,
      blind,
      ...(knownDevice !== undefined && { knownDevice }),
      ...(signedInAt !== undefined && { signedInAt }),
      ...(velocity !== undefined && { velocity }),
      ...(answers !== undefined && { answers }),
    })
