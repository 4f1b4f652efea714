import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'

/** Cost of one hash: `memory` in KiB, as RFC 9106 names them. */
export interface Argon2Cost {
  readonly memory: number
  readonly passes: number
}

/** 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet): about 30 ms on a small server. */
export const usualCost: Argon2Cost = { memory: 19_456, passes: 2 }

/** A hash with all that is needed to check against it, whatever is usual by then. */
export const argon2Hash = z.object({
  salt: z.string(),
  hash: z.string(),
  memory: z.number().int().positive(),
  passes: z.number().int().positive(),
})
export type Argon2Hash = z.infer<typeof argon2Hash>

const derive = promisify(argon2)

const tag = async (message: string, salt: Buffer, { memory, passes }: Argon2Cost): Promise<Buffer> =>
  inTurn(() => derive('argon2id', { message, nonce: salt, parallelism: 1, tagLength: 32, memory, passes }))

const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()]
let turns = 0

/**
 * Two at a time. Node hashes on the four threads that also write the audit file and look up names: hundreds of codes sent at
 * once would otherwise hold up both, and with them everybody's reset.
 */
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const lane = turns++ % lanes.length
  const mine = Promise.resolve(lanes[lane]).then(work)
  lanes[lane] = Promise.allSettled([mine])
  return mine
}

/** Argon2id (RFC 9106) of `message` under a fresh 128-bit salt. */
export const hashed = async (message: string, cost: Argon2Cost): Promise<Argon2Hash> => {
  const salt = randomBytes(16)
  const hash = await tag(message, salt, cost)
  return { salt: salt.toString('base64url'), hash: hash.toString('base64url'), ...cost }
}

/** Whether `message` has this hash; takes the same time either way. */
export const matches = async (message: string, against: Argon2Hash): Promise<boolean> => {
  const hash = Buffer.from(against.hash, 'base64url')
  const found = await tag(message, Buffer.from(against.salt, 'base64url'), against)
  return hash.length === found.length && timingSafeEqual(hash, found)
}
