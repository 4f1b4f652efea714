import { hour, minute } from '../../lib/clock.ts'
import { say, type Phrase } from '../../story/card.ts'
import { kilometres } from '../country-centres.ts'
import { placeName } from '../places.ts'
import type { Scene, Signal } from './signal.ts'

const impossible = Math.log(0.4 / 0.01)
const possible = -0.5
/** An airliner's speed (km/h), and a distance (km) below which the centres of countries say nothing. */
const [fastest, near] = [900, 500]

interface Journey {
  readonly from: string
  readonly to: string
  readonly distance: number
  /** Milliseconds. */
  readonly took: number
}

/** Could this person be here, having last signed in there? Between the centres of countries, so a border is crossed for free. */
export const travel: Signal = (scene) => {
  const journey = lastJourney(scene)
  if (journey === undefined) return []
  const [here, last] = [placeName(journey.to), placeName(journey.from)]
  if (outruns(journey)) {
    return [{ name: 'travel', place: true, adds: impossible, says: tooFast(journey.took, { here, last }) }]
  }
  const says =
    journey.from === journey.to
      ? say('risk.travel.stayed', { here })
      : say('risk.travel.possible', { here, last })
  return [{ name: 'travel', place: true, adds: possible, says }]
}

/** Whether nobody could have come from the last sign-in to here (F2). */
export const isTooFast = (scene: Scene): boolean => {
  const journey = lastJourney(scene)
  return journey !== undefined && outruns(journey)
}

const lastJourney = ({ history, origin, now }: Scene): Journey | undefined => {
  const to = origin.network?.country
  const last = history.signIns.find(({ network }) => network?.country !== undefined)
  const from = last?.network?.country
  if (to === undefined || last === undefined || from === undefined) return undefined
  const distance = kilometres(from, to)
  return distance === undefined ? undefined : { from, to, distance, took: Math.max(0, now - last.at) }
}

const outruns = ({ distance, took }: Journey): boolean =>
  distance > near && distance > (took / hour) * fastest

const tooFast = (took: number, places: Readonly<Record<string, string>>): Phrase => {
  const minutes = Math.max(2, Math.round(took / minute))
  return minutes < 120
    ? say('risk.travel.minutes', { ...places, n: String(minutes) })
    : say('risk.travel.hours', { ...places, n: String(Math.round(minutes / 60)) })
}
