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

/** GeneralizedTime as rootDSE has it, `20261123040619.0Z`, in milliseconds since 1970; undefined when it is something else. */
export const generalizedTimeMs = (value: string): number | undefined => {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(value) ?? []
  return y === undefined
    ? undefined
    : Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s))
}

/** Milliseconds since 1970 as GeneralizedTime to the second. */
export const generalizedTime = (ms: number): string => new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')
