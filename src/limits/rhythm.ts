import { minute } from '../lib/clock.ts'

/** How long one count runs. */
export const bucketMs = 10 * minute
/** How much the newest bucket says of the habit: half of it is forgotten in half a day. */
const weight = 0.01
/** Buckets after which there is a habit to compare with: half a day. */
const habitAfter = 72
/** How many different users of one bucket are told apart. */
const mostUsers = 512

/** How often something usually happens: exponentially weighted mean and variance of whole buckets, and who is in the present one. */
export interface Rhythm {
  /** Number of the bucket that is counted now. */
  readonly bucket: number
  /** Keyed hashes of who was counted in it. */
  readonly users: readonly string[]
  readonly mean: number
  readonly variance: number
  /** How many buckets taught it. */
  readonly learned: number
}

export const noRhythm: Rhythm = { bucket: 0, users: [], mean: 0, variance: 0, learned: 0 }

/** The rhythm with everything up to now folded in; a bucket in which nothing happened teaches, too. */
export const upTo = (rhythm: Rhythm, now: number): Rhythm => {
  const bucket = Math.floor(now / bucketMs)
  if (rhythm.bucket === 0) return { ...noRhythm, bucket }
  // A clock set back goes on in the bucket that was begun.
  if (bucket <= rhythm.bucket) return rhythm
  const first = folded(rhythm, rhythm.users.length)
  const empty = Math.min(bucket - rhythm.bucket - 1, 2 * habitAfter)
  const rest = Array.from({ length: empty }).reduce<Rhythm>((so) => folded(so, 0), first)
  return { ...rest, bucket, users: [] }
}

/** A wave must not teach that waves are usual: of a bucket far above the habit only so much is learned. */
const folded = (rhythm: Rhythm, count: number): Rhythm => {
  const { mean, variance, learned } = rhythm
  const most = !isHabit(rhythm) ? count : mean + 3 * deviation(rhythm)
  const off = Math.min(count, most) - mean
  const share = Math.max(weight, 1 / (learned + 1))
  return {
    ...rhythm,
    mean: mean + share * off,
    variance: (1 - share) * (variance + share * off * off),
    learned: learned + 1,
  }
}

/** At least that of chance alone (Poisson), and never nothing. */
const deviation = ({ mean, variance }: Rhythm): number => Math.sqrt(Math.max(variance, mean, 1))

/** The rhythm with this user in the present bucket. */
export const withUser = (rhythm: Rhythm, user: string, now: number): Rhythm => {
  const { users, ...rest } = upTo(rhythm, now)
  return { ...rest, users: users.includes(user) ? users : [...users, user].slice(-mostUsers) }
}

export const isHabit = ({ learned }: Rhythm): boolean => learned >= habitAfter

/** How far the present bucket is above the habit, in standard deviations; 0 while it is not, or while there is no habit. */
export const above = (rhythm: Rhythm, now: number): number => {
  const present = upTo(rhythm, now)
  if (!isHabit(present)) return 0
  return Math.max(0, (present.users.length - present.mean) / deviation(present))
}
