import { say, type Phrase } from '../../story/card.ts'
import type { Kind, Question } from './question.ts'

export const askedAs = ({ kind }: Question): Phrase => say(`questions.ask.${kind}`)

/** An option as it is read; all of a question have the same shape. */
export const optionAs = (kind: Kind, option: string): Phrase =>
  say('questions.option', { option: kind === 'phone-day' ? dayAs(option) : option })

export const unknownAs = (): Phrase => say('questions.unknown')

const dayAs = (date: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  }).format(new Date(date))
