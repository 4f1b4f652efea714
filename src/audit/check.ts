import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Finding } from '../directory/port.ts'

const roomy = 100 * 1024 * 1024

/** Whether the audit file can be appended to, without writing anything; a running service may hold it meanwhile. */
export const checkAuditFile = async (path: string): Promise<Finding> => {
  const name = 'audit'
  try {
    const place = await nearest(path)
    await access(place, constants.W_OK)
    const { bavail, bsize } = await statfs(place)
    if (bavail * bsize < roomy)
      return {
        name,
        ok: false,
        says: `less than 100 MB left for ${path}`,
        fix: 'make room, or name a larger disk',
      }
    return { name, ok: true, says: `${path} can be written` }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    return {
      name,
      ok: false,
      says: `${path} cannot be written (${code})`,
      fix: 'let the user who runs Latchkey write there, or change audit.file',
    }
  }
}

/** The file, or the first folder above it that exists. */
const nearest = async (path: string): Promise<string> => {
  try {
    await stat(path)
    return path
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    if (!missing || dirname(path) === path) throw cause
    return nearest(dirname(path))
  }
}
