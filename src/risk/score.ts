import type { Scored } from './scored.ts'
import { agent } from './signals/agent.ts'
import { anonymiser } from './signals/anonymiser.ts'
import { answers } from './signals/answers.ts'
import { deviceKey } from './signals/device-key.ts'
import { dormant } from './signals/dormant.ts'
import { hours } from './signals/hours.ts'
import { network } from './signals/network.ts'
import type { Scene, Signal } from './signals/signal.ts'
import { isTooFast, travel } from './signals/travel.ts'
import { velocity } from './signals/velocity.ts'

/** Every signal there is: to add one is a file and a line here. */
const signals: readonly Signal[] = [
  network,
  agent,
  deviceKey,
  anonymiser,
  travel,
  hours,
  dormant,
  velocity,
  answers,
]

/** Changes with whatever changes a number that somebody may be judged by. */
const model = 'novelty-2'

/** How strange a request is for its person: the sum of what the signals add, each in words. Pure. */
export const score = (scene: Scene): Scored => {
  const terms = signals.flatMap((signal) => signal(scene))
  return {
    score: terms.reduce((sum, { adds }) => sum + adds, 0),
    terms,
    model,
    tooFast: isTooFast(scene),
  }
}
