import { day, hour } from '../../lib/clock.ts'
import { say } from '../../story/card.ts'
import { clamp, type Signal } from './signal.ts'

/** Small on purpose: people who are locked out keep no hours. */
const [least, most] = [-0.3, 0.7]
const weight = 8
/** Below this nothing is known of a person's day. */
const enough = 10

/** Whether this person signs in about this time of day (an hour more or less, UTC). Counts in the sum only, for no floor (F12). */
export const hours: Signal = ({ history, now }) => {
  if (history.signIns.length < enough) return []
  const about = history.signIns.filter(({ at }) => isAbout(at, now)).length
  const share = (about + weight / 8) / (history.signIns.length + weight)
  const adds = clamp(0.3 * Math.log(1 / 8 / share), least, most)
  return [{ name: 'hours', adds, says: say(adds > 0 ? 'risk.hours.unusual' : 'risk.hours.usual') }]
}

const isAbout = (at: number, now: number): boolean => {
  const apart = Math.abs((at % day) - (now % day))
  return Math.min(apart, day - apart) <= 1.5 * hour
}
