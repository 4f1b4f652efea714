import { say } from '../../story/card.ts'
import { clamp, type Signal } from './signal.ts'

/** Half a band at most for the person: who could look things up must not come nearer by it than that. */
const [least, most] = [-2, 3]

/** A change of the score by answers, within its bounds; what is no number counts like the worst. */
export const boundedAnswers = (change: number): number =>
  clamp(Number.isNaN(change) ? most : change, least, most)

/** What came of the questions about recent activity. No factor, and no floor moves by it. */
export const answers: Signal = ({ answers = 0 }) => {
  const adds = boundedAnswers(answers)
  if (adds === 0) return []
  return [{ name: 'answers', adds, says: say(adds > 0 ? 'risk.answers.wrong' : 'risk.answers.right') }]
}
