import { askedAs, optionAs, unknownAs, type Question } from '../src/factors/port.ts'
import { asking, say, type Card } from '../src/story/card.ts'
import { stopOnPage } from './pages.ts'

/** What the buttons say: which option by its place, never its text. */
const optionValues = ['o1', 'o2', 'o3', 'o4', 'o5', 'o6'] as const
export const questionValues: readonly string[] = [...optionValues, 'unknown', 'skip']

/** What a button stands for. */
export type Chosen =
  | { readonly kind: 'option'; readonly number: number }
  | { readonly kind: 'unknown' | 'skip' }

/** Undefined = nothing that this question offers. */
export const chosenOf = (value: unknown, { options }: Question): Chosen | undefined => {
  if (value === 'unknown' || value === 'skip') return { kind: value }
  const number = optionValues.findIndex((one) => one === value)
  return number < 0 || number >= options.length ? undefined : { kind: 'option', number }
}

/** One question of `of`; it looks the same whatever was answered before. */
export const questionCard = (question: Question, nth: number, of: number): Card => {
  const { kind, options } = question
  return asking(
    say('questions.title'),
    [say('questions.count', { nth: String(nth), of: String(of) }), askedAs(question), say('questions.how')],
    [
      {
        kind: 'choice',
        name: 'question',
        options: options.flatMap((option, i) => {
          const value = optionValues[i]
          return value === undefined ? [] : [{ value, label: optionAs(kind, option) }]
        }),
      },
      {
        kind: 'choice',
        name: 'question',
        options: [
          { value: 'unknown', label: unknownAs() },
          { value: 'skip', label: say('questions.skip') },
        ],
      },
      stopOnPage,
    ],
  )
}
