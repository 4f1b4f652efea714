import { answersAll, value } from '../flows/questioning-scene.ts'
import { appointed, longEnrolled } from '../flows/approving-scene.ts'
import { knownSignIns, scored } from '../support/known-sign-ins.ts'
import { enrolled } from '../support/talk.ts'
import type { Journey, Move } from './journeys.ts'
import type { Scene } from './scene.ts'

/** Somebody brought back from a file has nothing in their chat yet. */
const asked = async ({ ada }: Scene): Promise<void> => {
  if (ada.messages.length === 0) await ada.says('hello')
}

const answers: Move = [
  'answered a question',
  async (scene) => {
    await asked(scene)
    await scene.ada.presses('question', value(scene.ada, true))
  },
]
const answersTheRest: Move = [
  'answered all of them',
  async (scene) => {
    await asked(scene)
    await answersAll(scene.ada, () => true)
  },
]

/** A request that looks unlike its person, who answers what they are asked about their sign-ins. */
export const questionJourney = (toTheQuestions: readonly Move[], onward: readonly Move[]): Journey => ({
  name: 'reset-password-questioned',
  story: 'reset-password',
  directory(town) {
    town.activity = knownSignIns()
    town.risk = scored(5)
    town.at = town.machine()
  },
  async before(scene) {
    scene.ada = await enrolled(scene.town, 'ada', ['totp', 'recovery-codes'])
    await appointed(scene.town, await longEnrolled(scene.town, 'grace'))
  },
  moves: [...toTheQuestions, answers, answersTheRest, ...onward],
  outcome: 'done',
})
