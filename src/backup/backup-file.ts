import { access, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Keyring } from '../lib/keys.ts'
import { Fault } from '../story/errors.ts'
import { linesOf } from './lines.ts'

const header = z.object({
  latchkey: z.literal('backup'),
  version: z.int().positive(),
  /** Names this backup in the audit and in what was restored from it. */
  id: z.string().min(1),
  key: z.string(),
  at: z.int().positive(),
})
export type BackupHeader = z.output<typeof header>

const version = 1
const beginsWith = '{"latchkey":"backup",'
const last = z.object({ count: z.int().nonnegative() })

/** Binds a frame to its file and its place, and the last one to being last: stops cutting, moving and mixing. */
const bound = (head: string, n: number, isLast: boolean): string => JSON.stringify([head, n, isLast])

/**
 * Writes a new file, owner-only, under its name once all of it is on disk and was read back; on any fault nothing is left.
 * Each batch is one line of AES-256-GCM under the keyring's current key. `ready` is awaited before the file gets its name.
 */
export const writeBackup = async (
  path: string,
  keyring: Keyring,
  made: Pick<BackupHeader, 'id' | 'at'>,
  batches: AsyncIterable<readonly unknown[]>,
  ready: (count: number) => Promise<void>,
): Promise<number> => {
  const part = `${path}.${made.id}.part`
  if (await exists(path)) throw new Fault('ERR_CONFIG', `${path} is there already: name a new file`)
  const file = await orFault(`${part} cannot be written`, open(part, 'wx', 0o600))
  try {
    const count = await orFault(`${part} cannot be written`, fill(file, keyring, made, batches))
    for await (const _frame of readFrames(part, keyring)) continue
    await ready(count)
    await orFault(`${path} cannot be written`, settle(part, path))
    return count
  } catch (cause) {
    await rm(part, { force: true })
    throw cause
  }
}

const fill = async (
  file: FileHandle,
  keyring: Keyring,
  made: Pick<BackupHeader, 'id' | 'at'>,
  batches: AsyncIterable<readonly unknown[]>,
): Promise<number> => {
  try {
    const head = JSON.stringify({
      latchkey: 'backup',
      version,
      ...made,
      key: keyring.current,
    } satisfies BackupHeader)
    const line = async (text: string, n: number, isLast: boolean): Promise<unknown> =>
      file.write(`${keyring.seal('backup', text, bound(head, n, isLast))}\n`)
    await file.write(`${head}\n`)
    let [count, n] = [0, 0]
    for await (const batch of batches) {
      await line(JSON.stringify(batch), n, false)
      count += batch.length
      n += 1
    }
    await line(JSON.stringify({ count }), n, true)
    await file.sync()
    return count
  } finally {
    await file.close()
  }
}

const settle = async (part: string, path: string): Promise<void> => {
  await rename(part, path)
  const folder = await open(dirname(path), 'r')
  await folder.sync()
  await folder.close()
}

/** The header, once it looks like one of ours; whether it is genuine the first frame tells. */
export const readHeader = async (path: string): Promise<BackupHeader> =>
  parseHead(path, await firstLine(path))

const firstLine = async (path: string): Promise<string> => {
  const file = await orFault(`${path} cannot be read`, open(path, 'r'))
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0)
    return buffer.subarray(0, bytesRead).toString('utf8').split('\n', 1)[0] ?? ''
  } finally {
    await file.close()
  }
}

const parseHead = (path: string, line: string): BackupHeader => {
  const parsed =
    line.startsWith(beginsWith) && line.endsWith('}') ? header.safeParse(orNothing(line)) : undefined
  if (parsed?.success !== true) throw new Fault('ERR_CONFIG', `${path} is no backup of Latchkey`)
  if (parsed.data.version !== version)
    throw new Fault(
      'ERR_CONFIG',
      `${path} was made by a newer release (backup version ${parsed.data.version})`,
    )
  return parsed.data
}

const orNothing = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/**
 * The batches of a backup, in order, each once it verified; after the last one the file is known to be whole. A `Fault`
 * ERR_CONFIG where it is foreign, damaged, cut off, or its key is not there. To change nothing on a bad file, read it to its
 * end once before anything is done.
 */
export async function* readFrames(path: string, keyring: Keyring): AsyncGenerator<string> {
  const head = await firstLine(path)
  const { key } = parseHead(path, head)
  if (!keyring.ids.includes(key))
    throw new Fault(
      'ERR_CONFIG',
      `${path} was made under key ${key}: put that key at the end of keys, or name its file with --key`,
    )
  const damaged = new Fault(
    'ERR_CONFIG',
    `${path} is damaged, or its key ${key} holds other bytes than when it was made`,
  )
  let [n, count] = [-1, 0]
  let whole = false
  for await (const line of linesOf(path)) {
    n += 1
    if (n === 0) continue
    if (whole) throw damaged
    const frame = keyring.open('backup', line, bound(head, n - 1, false))
    if (frame === undefined) {
      const end = keyring.open('backup', line, bound(head, n - 1, true))
      if (end === undefined || last.parse(JSON.parse(end)).count !== count) throw damaged
      whole = true
      continue
    }
    count += z.array(z.unknown()).parse(JSON.parse(frame)).length
    yield frame
  }
  if (!whole) throw new Fault('ERR_CONFIG', `${path} is cut off: its end is missing`)
}

const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const orFault = async <T>(says: string, work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (cause) {
    throw cause instanceof Fault ? cause : new Fault('ERR_CONFIG', says, { cause })
  }
}
