import { questionCard } from '../../flows/question-card.ts'
import type { Question } from '../../src/factors/port.ts'
import type { Card } from '../../src/story/card.ts'

const options = ['a', 'b', 'c', 'd', 'e', 'f']

/** Every kind of question about recent sign-ins; a walk leads to two of them. */
export const questionScreens: readonly Card[] = (['app', 'site', 'browser', 'phone-day'] as const).map(
  (kind) => {
    const question: Question = {
      kind,
      options: kind === 'phone-day' ? options.map((_, n) => `2026-05-0${n + 1}`) : options,
      right: '',
    }
    return questionCard(question, 2, 5)
  },
)
