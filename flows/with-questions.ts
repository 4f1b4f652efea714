import type { Purpose } from '../src/policy/port.ts'
import type { Story } from '../src/story/story.ts'
import type { Facts } from './facts.ts'
import { askQuestions } from './steps/ask-questions.ts'
import { composeQuestionsFor } from './steps/compose-questions.ts'
import { reassess } from './steps/assess-risk.ts'
import type { World } from './world.ts'

/** The stories whose risk is judged again after the proof. */
const purposes: Readonly<Record<string, Purpose>> = {
  'reset-password': 'reset',
  'change-expired': 'change',
  'unlock-account': 'unlock',
}

/** Stories as they are told where recent sign-ins are known: questions come after the proof, right before it is judged again. */
export const withQuestions = (stories: readonly Story<Facts, World>[]): readonly Story<Facts, World>[] =>
  stories.map((story) => {
    const purpose = purposes[story.name]
    if (purpose === undefined) return story
    const steps = story.steps.flatMap((step) =>
      step.name === reassess.name ? [composeQuestionsFor(purpose), askQuestions, step] : [step],
    )
    return { ...story, steps }
  })
