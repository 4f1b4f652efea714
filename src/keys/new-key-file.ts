import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Fault } from '../story/errors.ts'

/** Writes 32 random bytes, in base64, to a new file that only its owner may read. Never over an existing one: it may be a key in use. */
export const newKeyFile = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    const why = exists ? 'is there already, and may be a key in use' : 'cannot be written'
    throw new Fault('ERR_CONFIG', `${path} ${why}`, { cause })
  }
}
