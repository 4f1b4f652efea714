import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import type { ConfigFault, ConfigNote } from './port.ts'

/** What is seen of a file; `mode` and `uid` as `stat` has them. */
export interface SeenFile {
  readonly bytes: Buffer
  readonly mode: number
  readonly uid: number
  /** Whether this process could change it. */
  readonly writable: boolean
}

/** Reads one file, or says with a system code (ENOENT, EACCES…) why not. */
export type ReadFile = (path: string) => SeenFile | { readonly missing: string }

export const readFromDisk: ReadFile = (path) => {
  try {
    const { mode, uid } = statSync(path)
    return { bytes: readFileSync(path), mode, uid, writable: canWrite(path) }
  } catch (cause) {
    return { missing: codeOf(cause) }
  }
}

/** Trouble with a file that must exist, or undefined. */
export const missingFault = (key: string, path: string, code: string): ConfigFault => ({
  key,
  says:
    code === 'ENOENT'
      ? `names ${path}, which does not exist`
      : `names ${path}, which cannot be read (${code})`,
  fix: code === 'ENOENT' ? 'create the file, or correct the path' : 'let the user who runs Latchkey read it',
})

/**
 * Stops another user of the machine from reading or replacing a secret. Nobody but the owner may write it; nobody
 * but the owner may read it, save where root owns it: so do Docker and Kubernetes mount secrets. Where such a file
 * is not mounted read-only, that is worth a note.
 */
export const exposure = (
  key: string,
  path: string,
  file: SeenFile,
): { readonly fault: ConfigFault } | { readonly note: ConfigNote } | undefined => {
  const others = file.mode & 0o077
  if (others === 0) return undefined
  const fix = `chmod 600 ${path}`
  if ((others & 0o022) !== 0)
    return { fault: { key, says: `names ${path}, which others may change (mode ${octal(file)})`, fix } }
  if (file.uid !== 0)
    return { fault: { key, says: `names ${path}, which others may read (mode ${octal(file)})`, fix } }
  if (!file.writable) return undefined
  return { note: { key, says: `names ${path}, which others may read (mode ${octal(file)}); better: ${fix}` } }
}

const octal = (file: SeenFile): string => (file.mode & 0o777).toString(8).padStart(4, '0')

const canWrite = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch (cause) {
    if (['EACCES', 'EROFS', 'EPERM'].includes(codeOf(cause))) return false
    throw cause
  }
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown'
