import { say } from '../../story/card.ts'
import { crowds } from '../port.ts'
import { clamp, type Signal } from './signal.ts'

const most = 4
/** So many standard deviations above the usual still happen on many a day. */
const ordinary = 2

/** More requests than usual, of this person, from this address, this network, in the whole company: what stands out most counts. */
export const velocity: Signal = ({ velocity = {} }) => {
  const [top] = crowds
    .map((of) => ({ of, by: velocity[of] ?? 0 }))
    .filter(({ by }) => by > ordinary)
    .toSorted((a, b) => b.by - a.by)
  if (top === undefined) return []
  const adds = clamp(top.by - ordinary, 0, most)
  return [{ name: 'velocity', adds, says: say(`risk.many.${top.of}`), crowd: true }]
}
