import type { Assessment, Band, Eased, EvidenceType } from '../policy/port.ts'
import { bandOf, gravest, rounded } from './bands.ts'
import type { Judged, Standing } from './floors/floor.ts'
import { floors } from './floors/index.ts'
import { reasonsInWords } from './in-words.ts'
import type { Scored } from './scored.ts'

/**
 * The gravest of the score's band and every floor that stands, with all reasons: more that is known against a request never
 * lowers it. A place alone asks for no human where a passkey stands beside a known browser, or beside a second class
 * of factor (`eased`); a crowd alone asks for none where a passkey stands in a known browser, and for no more than one anywhere
 * else. What else was found still does.
 */
export const judge = (judged: Judged): Assessment => {
  const { request, scored } = judged
  const standing = floors.flatMap((floor) => floor(judged) ?? [])
  const scores = scored === undefined ? 'allow' : bandOf(scored.score)
  const floor = gravest(standing.map((s) => s.band))
  const band = gravest([floor, scores])
  const eased = easedBy(judged, standing, band)
  const easesAt = whenEased(standing, band, scores)
  const unusual = scores === 'allow' ? [] : (['unusual'] as const)
  const reasons = [...standing.map(({ reason }) => reason), ...unusual]
  return {
    band,
    reasons,
    said: reasonsInWords(judged, reasons),
    model: scored === undefined ? 'floors-1' : `floors-1+${scored.model}`,
    ...(scored !== undefined && {
      score: rounded(scored.score),
      byScore: { score: scored.score, yielding: yielding(judged, scored), floor },
    }),
    ...(request.startsExceeded && { only: ['webauthn'] }),
    ...(easesAt !== undefined && { easesAt }),
    ...(eased !== undefined && { eased }),
  }
}

/** When time alone lowers the band: when the last of all that hold it there has come down; never where one of them stays. */
const whenEased = (standing: readonly Standing[], band: Band, scores: Band): number | undefined => {
  if (scores === band) return undefined
  const easings = standing.filter((floor) => floor.band === band).map((floor) => floor.easesAt ?? Infinity)
  const last = Math.max(...easings)
  return Number.isFinite(last) ? last : undefined
}

/** What may stand in the place of a human's look at a strange place (F2) in a known browser: a passkey, verified, here. */
const aPasskey: Eased['by'] = [['webauthn']]
/** In an unknown browser a second class of factor beside it. */
const besideAnother: Eased['by'] = (['totp', 'recovery-code', 'access-pass'] as const).map(
  (other): readonly EvidenceType[] => ['webauthn', other],
)

const easedBy = (
  { request, scored }: Judged,
  standing: readonly Standing[],
  band: Band,
): Eased | undefined => {
  const without = (yields: Yields): Band =>
    gravest([
      ...standing.filter((floor) => !yields(floor)).map((floor) => floor.band),
      scored === undefined ? 'allow' : bandOf(left(scored, yields)),
    ])
  // Only of a crowd is a no the work of others; what refuses this request by itself yields to nothing.
  if (without(byCrowd) === 'deny') return undefined
  const known = request.knownDevice === true
  if (!known && band === 'deny') return { band: 'approval', by: aPasskey }
  const least = gravest([without(known ? byCrowdOrPlace : byPlace), 'step-up'])
  if (gravest([least, band]) === least) return undefined
  return { band: least, by: known ? aPasskey : besideAnother }
}

/** Whether something that was found yields to the evidence. */
type Yields = (found: Pick<Standing, 'place' | 'crowd'>) => boolean

const byPlace: Yields = ({ place }) => place === true
const byCrowd: Yields = ({ crowd }) => crowd === true
const byCrowdOrPlace: Yields = (found) => byPlace(found) || byCrowd(found)

/** The score without what yields; what speaks for it there counts no more, either. */
const left = ({ score, terms }: Scored, yields: Yields): number =>
  terms.reduce((sum, term) => (yields(term) ? sum - term.adds : sum), score)

/** The most that is left of the score by any evidence that takes a human's place here. */
const yielding = ({ request }: Judged, scored: Scored): number =>
  Math.max(left(scored, byCrowd), left(scored, request.knownDevice === true ? byCrowdOrPlace : byPlace))
