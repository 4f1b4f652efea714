import { day } from '../../lib/clock.ts'
import { say } from '../../story/card.ts'
import { clamp, type Signal } from './signal.ts'

/** A holiday and an illness are shorter (ms). */
const quiet = 60 * day
const aMonth = 30 * day
/** Small: whoever comes back from a long leave is locked out as well. */
const [least, most] = [0.3, 1]

/**
 * An account that nobody has signed in with for long is what thieves look for, since nobody misses it. By the directory's own
 * note of the last sign-in, or a later one that is known: Active Directory's is up to a fortnight late and moves at an
 * administrator's look as well (MS-ADA1, lastLogonTimestamp), so one that is recent speaks for nobody.
 */
export const dormant: Signal = ({ history, signedInAt, now }) => {
  if (signedInAt === undefined) return []
  const last = Math.max(signedInAt, ...history.signIns.map(({ at }) => at))
  if (!(now - last >= quiet)) return []
  const months = Math.floor((now - last) / aMonth)
  const adds = clamp(months / 6, least, most)
  return [{ name: 'dormant', adds, says: say('risk.dormant', { n: String(months) }) }]
}
