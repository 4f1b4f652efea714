import type { FileHandle } from 'node:fs/promises'

/** What stands at the end of an audit file. */
export interface Tail {
  /** Number of the last whole line; 0 = there is none. */
  readonly seq: number
  /** Bytes up to and with the last whole line. */
  readonly wholeBytes: number
  /** What follows it: a line that was being written when the power went, never acknowledged. */
  readonly torn: Buffer
}

/** The most that one write, and therefore one torn end, can hold. */
export const longestWrite = 1 << 18

const opening = '{"seq":'

/** Reads the end of the file; undefined when this is no audit file, which must not be touched. */
export const readTail = async (file: FileHandle, size: number): Promise<Tail | undefined> => {
  const head = await readAt(file, 0, Math.min(size, opening.length))
  const looksRight = opening.startsWith(head.toString('latin1')) || head.every((byte) => byte === 0)
  if (!looksRight) return undefined
  const from = Math.max(0, size - 2 * longestWrite)
  const end = await readAt(file, from, size - from)
  for (
    let newline = end.lastIndexOf(10);
    newline >= 0;
    newline = newline === 0 ? -1 : end.lastIndexOf(10, newline - 1)
  ) {
    const start = newline === 0 ? 0 : end.lastIndexOf(10, newline - 1) + 1
    const seq = seqOf(end.subarray(start, newline))
    if (seq !== undefined) return { seq, wholeBytes: from + newline + 1, torn: end.subarray(newline + 1) }
  }
  return from === 0 ? { seq: 0, wholeBytes: 0, torn: end } : undefined
}

const seqOf = (line: Buffer): number | undefined => {
  if (!line.subarray(0, opening.length).equals(Buffer.from(opening))) return undefined
  try {
    const value: unknown = JSON.parse(line.toString('utf8'))
    const seq: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'seq') : undefined
    return typeof seq === 'number' && Number.isSafeInteger(seq) ? seq : undefined
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}

/** Up to `length` bytes from `position`; fewer where the file ends. */
export const readAt = async (file: FileHandle, position: number, length: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}
