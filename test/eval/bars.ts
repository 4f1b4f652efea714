import type { Figures } from './figures.ts'
import { attackers, type Attacker } from './line.ts'

/** What the published model does in the world that these figures are held against (seed 7), in percent. */
export const reference: Readonly<Record<Attacker, number>> = {
  naive: 15.3,
  vpn: 79.7,
  targeted: 97.1,
  'very-targeted': 98.2,
}
/** How far from it (percentage points) the world still counts as hard enough; binding on the two fixed seeds. */
export const apart = 8

/** The most false alarms (percent) that ours may give. */
export const most: Readonly<Record<Attacker, number>> = {
  naive: 3,
  vpn: 4,
  targeted: 32,
  'very-targeted': 33,
}
/** The most legitimate attempts (percent) that a human has to look at. */
export const mostStopped = 1

/** Where the world is further from the reference than that, in words. */
export const astray = ({ freeman }: Pick<Figures, 'freeman'>): readonly string[] =>
  attackers
    .map((kind) => ({ kind, by: 100 * freeman[kind] - reference[kind] }))
    .filter(({ by }) => Math.abs(by) > apart)
    .map(({ kind, by }) => `Freeman is ${Math.abs(by).toFixed(1)} points from its reference: ${kind}`)

/** What ours missed, in words; empty = all was reached. */
export const missed = ({ ours, attackersBelowStepUp, stopped }: Figures): readonly string[] => [
  ...attackers
    .filter((kind) => 100 * ours[kind] > most[kind])
    .map((kind) => `too many false alarms: ${kind}`),
  ...(attackersBelowStepUp > 0 ? ['an attacker got through without a second step'] : []),
  ...(100 * stopped.held > mostStopped ? ['a human has to look at too many legitimate attempts'] : []),
]
