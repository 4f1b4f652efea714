import { bands as order, type Band } from '../policy/port.ts'

/** The gravest of all; of none, the lightest. */
export const gravest = (bands: readonly Band[]): Band =>
  order[Math.max(0, ...bands.map((band) => order.indexOf(band)))] ?? 'deny'

/** The band of a score (nats): below 0 it is more likely the person than not. What is no number is judged like the worst. */
export const bandOf = (score: number): Band => {
  if (score < 0) return 'allow'
  if (score < 4) return 'step-up'
  return score < 9 ? 'approval' : 'deny'
}
