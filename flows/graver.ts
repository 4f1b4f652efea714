import { bands, type Assessment, type Band, type Eased } from '../src/policy/port.ts'
import type { Phrase } from '../src/story/card.ts'
import { bothPinned } from './pinned.ts'

const higher = (a: Band, b: Band): Band => (bands.indexOf(a) >= bands.indexOf(b) ? a : b)

/** The band with the evidence that eases it, and which that is; where none does, as it is with any. */
const easing = ({ band, eased }: Assessment): Eased => eased ?? { band, by: [[]] }

/**
 * Two judgements of one request as one that is no lighter than either: with any evidence the band is the graver of the two, both
 * lists of reasons stand, and what one of them leaves out counts no more.
 */
export const graver = (a: Assessment, b: Assessment): Assessment => {
  const band = higher(a.band, b.band)
  const worse = a.band === band ? a : b
  const [one, other] = [easing(a), easing(b)]
  const eased = {
    band: higher(one.band, other.band),
    by: one.by.flatMap((set) => other.by.map((more) => [...new Set([...set, ...more])])),
  }
  const only = a.only ?? b.only
  const said = [...(a.said ?? []), ...(b.said ?? [])]
  // Answers were counted in by now: nothing moves it once more.
  const { eased: _eased, byScore: _byScore, ...kept } = worse
  return {
    ...kept,
    reasons: [...new Set([...a.reasons, ...b.reasons])],
    ...(said.length > 0 && { said: unlike(said) }),
    ...(only !== undefined && { only }),
    ...(eased.band !== band && { eased }),
    ...bothPinned(a, b),
  }
}

/** Each sentence once, with what was true when it was said last. */
const unlike = (all: readonly Phrase[]): readonly Phrase[] => [
  ...new Map(all.map((one) => [one.id, one])).values(),
]
