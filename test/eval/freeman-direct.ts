import { features, valuesOf } from './freeman.ts'
import type { Line } from './line.ts'

/** The same model straight from its formula, every count taken anew from all the lines: slow, and hard to get wrong. */
export const freemanDirect = (signIns: readonly Line[], attempt: Line): number => {
  const own = signIns.filter(({ user }) => user === attempt.user)
  if (own.length === 0) return Infinity
  const people = new Set(signIns.map(({ user }) => user)).size
  let score = 1 / people / (own.length / signIns.length)
  for (const [f, { weights }] of features.entries()) {
    const at = (line: Line, level: number): string => valuesOf(line)[f]![level]!
    const count = (lines: readonly Line[], level: number): number =>
      lines.filter((line) => at(line, level) === at(attempt, level)).length
    const levels = weights.map((_, level) => level)
    const coarser = levels.slice(1)
    const distinct = (lines: readonly Line[], level: number): number =>
      new Set(lines.map((line) => at(line, level))).size

    const same = signIns.filter((line) => at(line, 0) === at(attempt, 0))
    const M = 1 + coarser.reduce((sum, level) => sum + distinct(signIns, level), 0)
    const m = 1 + coarser.reduce((sum, level) => sum + distinct(same, level), 0)
    const c = same.length
    const p = (c === 0 ? 1 : c) / (signIns.length + M)
    const q = c === 0 ? 1 / m : c / (c + m)
    let G = weights[0] * q * p
    for (const level of coarser) G += weights[level]! * (count(signIns, level) / signIns.length)
    let L = 0
    for (const level of levels) L += weights[level]! * (count(own, level) / own.length)
    score *= G / (L === 0 ? G / 4 : L)
  }
  return score
}
