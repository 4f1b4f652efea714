import { oddValue } from './odd-value.ts'

const epoch = 116_444_736_000_000_000n
const perMs = 10_000n
const never = 9_223_372_036_854_775_807n

/** A whole number of up to 64 bits; anything else is no answer of a directory. */
export const integer64 = (value: string): bigint => {
  if (!/^-?\d{1,19}$/.test(value)) throw oddValue('a number that is none')
  return BigInt(value)
}

/** The same of 32 bits, signed or not: flags beyond them would be lost without a word. */
export const integer32 = (value: string): number => {
  const number = Number(integer64(value))
  if (number < -(2 ** 31) || number >= 2 ** 32) throw oddValue('a number that is too large')
  return number
}

/** 100-nanosecond steps since 1601 (FILETIME, MS-DTYP 2.3.3) as milliseconds since 1970; 0 and the largest value mean never: undefined. */
export const filetimeMs = (value: string): number | undefined => {
  const ticks = integer64(value)
  return ticks === 0n || ticks >= never ? undefined : Number((ticks - epoch) / perMs)
}

/** A length of time as the directory keeps it: negative 100-nanosecond steps; the smallest value and 0 mean without end: 0. */
export const intervalMs = (value: string): number => {
  const ticks = integer64(value)
  return ticks === 0n || ticks <= -never ? 0 : Number(-ticks / perMs)
}

const generalized = /^(\d{4})(\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)?)?(?:[.,](\d+))?(?:Z|([+-])(\d\d)(\d\d)?)$/

/**
 * GeneralizedTime in each form of RFC 4517 3.3.13 (minutes, seconds and a fraction may be left out, the zone may not), in
 * milliseconds since 1970; undefined when it is something else, which the caller must not take for "no time".
 */
export const generalizedTimeMs = (value: string): number | undefined => {
  const parts = generalized.exec(value)
  if (parts === null) return undefined
  const of = (n: number): number => Number(parts[n] ?? 0)
  const unit = parts[6] !== undefined ? 1000 : parts[5] !== undefined ? 60_000 : 3_600_000
  const day = new Date(0)
  day.setUTCFullYear(of(1), of(2) - 1, of(3))
  // What the clock carries over is no date; second 60 is a leap second.
  const isDay = day.getUTCMonth() === of(2) - 1 && day.getUTCDate() === of(3)
  const isTime = of(4) <= 23 && of(5) <= 59 && of(6) <= 60 && of(9) <= 23 && of(10) <= 59
  if (!isDay || !isTime) return undefined
  const local = day.getTime() + of(4) * 3_600_000 + of(5) * 60_000 + of(6) * 1000
  const ahead = (of(9) * 60 + of(10)) * 60_000
  return local + Math.floor(Number(`0.${parts[7] ?? '0'}`) * unit) - (parts[8] === '-' ? -ahead : ahead)
}

/** Milliseconds since 1970 as GeneralizedTime to the second. */
export const generalizedTime = (ms: number): string => new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')
