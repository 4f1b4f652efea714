import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { setImmediate as turn } from 'node:timers/promises'
import { unreadable } from './intake.ts'

const unzip = promisify(gunzip)

/** Unpacked; a batch of lines is read piece by piece, a JSON array in one go, which nothing may take long (bytes). */
const [mostBytes, mostArrayBytes] = [8 * 1024 * 1024, 1024 * 1024]
export const mostEvents = 5000
const atOnce = 200

/** Why a body is not taken at all. */
export type BodyFault = 'size' | 'count' | 'encoding' | 'json'

/**
 * The events of a body: a JSON array, or one JSON value in each line. A line that is no JSON is `unreadable` in its place. Stops
 * whoever has a source's secret from taking the process's memory or time: a zip bomb ends at the bound.
 */
export const eventsIn = async (
  body: Uint8Array,
  encoding: string | null,
): Promise<readonly unknown[] | BodyFault> => {
  const plain = await unpacked(body, encoding)
  if (typeof plain === 'string') return plain
  const text = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString('utf8')
  if (/^\s*\[/.test(text.slice(0, 1000))) return plain.byteLength > mostArrayBytes ? 'size' : array(text)
  return await lines(text)
}

const unpacked = async (body: Uint8Array, encoding: string | null): Promise<Uint8Array | BodyFault> => {
  if (encoding === null || encoding === 'identity') return body.byteLength > mostBytes ? 'size' : body
  if (encoding !== 'gzip') return 'encoding'
  try {
    return await unzip(body, { maxOutputLength: mostBytes })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    return code === 'ERR_BUFFER_TOO_LARGE' ? 'size' : 'encoding'
  }
}

const array = (text: string): readonly unknown[] | BodyFault => {
  const value = jsonIn(text)
  if (!Array.isArray(value)) return 'json'
  return value.length > mostEvents ? 'count' : value
}

const lines = async (text: string): Promise<readonly unknown[] | BodyFault> => {
  const events: unknown[] = []
  let from = 0
  while (from < text.length) {
    const end = text.indexOf('\n', from)
    const line = text.slice(from, end < 0 ? text.length : end).trim()
    from = end < 0 ? text.length : end + 1
    if (line === '') continue
    if (events.length === mostEvents) return 'count'
    events.push(jsonIn(line))
    if (events.length % atOnce === 0) await turn()
  }
  return events
}

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return unreadable
  }
}
