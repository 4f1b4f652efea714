import { bands as order, type Band } from '../policy/port.ts'

/** The gravest of all; of none, the lightest. */
export const gravest = (bands: readonly Band[]): Band =>
  order[Math.max(0, ...bands.map((band) => order.indexOf(band)))] ?? 'deny'

/** From which score on a band begins; below the first: allow. */
export const bandsFrom = { 'step-up': 0, approval: 4, deny: 9 } as const

/** The band of a score (nats): below 0 it is more likely the person than not. What is no number is judged like the worst. */
export const bandOf = (score: number): Band => {
  if (score < bandsFrom['step-up']) return 'allow'
  if (score < bandsFrom.approval) return 'step-up'
  return score < bandsFrom.deny ? 'approval' : 'deny'
}

/** A score as it is told. */
export const rounded = (score: number): number => Math.round(score * 100) / 100
