import { hash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'

/** `bytes` of operating-system randomness as base64url: 16 for a public id, 32 for a secret (ASVS 11.5.1). */
export const randomToken = (bytes: 16 | 32): string => randomBytes(bytes).toString('base64url')

/** A uniform integer in [0, below). */
export const randomBelow = (below: number): number => randomInt(below)

/** SHA-256 of UTF-8 text, base64url. */
export const sha256 = (text: string): string => hash('sha256', text, 'base64url')

/** Compares without telling by time where two strings differ; unequal lengths are unequal (ASVS 11.2.4). */
export const sameText = (a: string, b: string): boolean => {
  const [x, y] = [Buffer.from(sha256(a)), Buffer.from(sha256(b))]
  return timingSafeEqual(x, y)
}
