import type { Assessment } from '../policy/port.ts'
import { say, type Phrase } from '../story/card.ts'
import { bandOf, gravest, rounded } from './bands.ts'
import { boundedAnswers } from './signals/answers.ts'

/**
 * A judgement as it would have been had the questions been answered so: the score moves by `change`, -2 to +3 at most, and nothing
 * beside it; no floor, and nothing a rule asks for. Once only: what comes out is moved by no answers any more.
 */
export const answered = (judged: Assessment, change: number): Assessment => {
  const { byScore, easesAt, eased, ...rest } = judged
  if (byScore === undefined) return judged
  const moved = boundedAnswers(change)
  const scores = bandOf(byScore.score + moved)
  const band = gravest([byScore.floor, scores])
  // Answered badly, evidence may no longer take the place of a human's look; answered well, no other does.
  const worse = moved > 0 ? bandOf(byScore.yielding + moved) : 'allow'
  const least = eased && gravest([eased.band, worse])
  const eases = least !== undefined && gravest([least, band]) !== least
  return {
    ...rest,
    ...unusual(rest, scores !== 'allow'),
    band,
    score: rounded(byScore.score + moved),
    // Time alone helps where time alone holds it there.
    ...(easesAt !== undefined && band === judged.band && scores !== band && { easesAt }),
    ...(eased && eases && { eased: { ...eased, band: least } }),
  }
}

/** With everything answered well. */
export const answeredBest = (judged: Assessment): Assessment => answered(judged, -Infinity)

/** The score's own reason, which stands where the score asks for anything. */
const unusual = ({ reasons, said }: Assessment, is: boolean): Partial<Assessment> => {
  if (reasons.includes('unusual') === is) return {}
  const others = reasons.filter((reason) => reason !== 'unusual')
  const words = said?.filter(({ id }) => id !== 'risk.unusual')
  const own: Phrase = say('risk.unusual')
  return is
    ? { reasons: [...others, 'unusual'], ...(words && { said: [...words, own] }) }
    : { reasons: others, ...(words && { said: words }) }
}
