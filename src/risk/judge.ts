import type { Assessment, Band, Eased, EvidenceType } from '../policy/port.ts'
import { say, type Phrase } from '../story/card.ts'
import { bandOf, gravest } from './bands.ts'
import type { Judged, Standing } from './floors/floor.ts'
import { floors } from './floors/index.ts'
import type { Scored } from './scored.ts'

/** How many terms of the score are told: those that weigh most. */
const mostTold = 3

/**
 * The gravest of the score's band and every floor that stands, with all reasons: more that is known against a request never
 * lowers it. A place alone asks for no human where a passkey stands beside a known browser, or beside a second class
 * of factor (`eased`); what else was found still does.
 */
export const judge = (judged: Judged): Assessment => {
  const { request, scored } = judged
  const standing = floors.flatMap((floor) => floor(judged) ?? [])
  const scores = scored === undefined ? 'allow' : bandOf(scored.score)
  const band = gravest(standing.map((s) => s.band).concat(scores))
  const eased = easedBy(judged, standing, band)
  const easesAt = whenEased(standing, band, scores)
  const unusual = scores === 'allow' ? [] : (['unusual'] as const)
  const reasons = [...standing.map(({ reason }) => reason), ...unusual]
  return {
    band,
    reasons,
    said: [...reasons.map((reason) => say(`risk.${reason}`)), ...told(scored)],
    model: scored === undefined ? 'floors-1' : `floors-1+${scored.model}`,
    ...(scored !== undefined && { score: Math.round(scored.score * 100) / 100 }),
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

/** What may stand in the place of a human's look at a strange place (F2): a passkey, verified, here. */
const inKnownBrowser: Eased['by'] = [['webauthn']]
/** In an unknown browser a second class of factor beside it. */
const besideAnother: Eased['by'] = (['totp', 'recovery-code', 'access-pass'] as const).map(
  (other): readonly EvidenceType[] => ['webauthn', other],
)

const easedBy = (
  { request, scored }: Judged,
  standing: readonly Standing[],
  band: Band,
): Eased | undefined => {
  if (band === 'deny') return undefined
  const rest = standing.filter(({ place }) => place !== true).map((s) => s.band)
  const without = scored === undefined ? 'allow' : bandOf(elsewhere(scored))
  const least = gravest([...rest, without, 'step-up'])
  if (least === band || gravest([least, band]) === least) return undefined
  return { band: least, by: request.knownDevice === true ? inKnownBrowser : besideAnother }
}

/** The score without what speaks against the place; what speaks for it counts no more, either. */
const elsewhere = ({ score, terms }: Scored): number =>
  terms.reduce((left, { place, adds }) => (place === true ? left - adds : left), score)

const told = (scored: Scored | undefined): readonly Phrase[] =>
  [...(scored?.terms ?? [])]
    .filter(({ says }) => says !== undefined)
    .sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds))
    .flatMap(({ says }) => says ?? [])
    .slice(0, mostTold)
