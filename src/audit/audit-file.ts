import { constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname } from 'node:path'
import { Fault } from '../story/errors.ts'
import { readTail } from './tail.ts'

/** What is asked of the disk; tests put a faulty one in its place. */
export interface Disk {
  open(path: string, flags: number, mode?: number): Promise<fs.FileHandle>
  stat(path: string): Promise<{ readonly dev: number; readonly ino: number; readonly size: number }>
}

interface Opened {
  readonly handle: fs.FileHandle
  readonly dev: number
  readonly ino: number
  size: number
}

/**
 * The file behind the sink. Appends whole lines and reports success only after fdatasync(2). After any doubt the
 * file is opened anew and its end examined; a torn line is moved to `<file>.torn`, never dropped.
 */
export class AuditFile {
  readonly #path: string
  readonly #disk: Disk
  #opened: Opened | undefined
  #seq = 0
  #foreign = false
  /** How many torn ends were moved aside since the start. */
  repaired = 0

  constructor(path: string, disk: Disk = fs) {
    this.#path = path
    this.#disk = disk
  }

  /** Number of the last line. */
  get seq(): number {
    return this.#seq
  }

  /** Ready to append; follows a file that logrotate(8) moved or truncated. */
  async ready(): Promise<void> {
    if (this.#foreign) throw this.#intruder()
    const opened = this.#opened
    if (opened === undefined) return this.#open()
    const now = await this.#stat()
    if (now?.ino === opened.ino && now.dev === opened.dev && now.size === opened.size) return
    const grown = now?.ino === opened.ino && now.dev === opened.dev && now.size > opened.size
    await this.release()
    if (!grown) return this.#open()
    this.#foreign = true
    throw this.#intruder()
  }

  /** Makes `text` (whole lines, the last of which is number `seq`) durable. At most `longestWrite` bytes (tail.ts). */
  async append(text: string, seq: number): Promise<void> {
    const opened = this.#opened
    if (opened === undefined) throw new TypeError('append before ready')
    const bytes = Buffer.from(text)
    try {
      for (let done = 0; done < bytes.length;)
        done += (await opened.handle.write(bytes, done, bytes.length - done)).bytesWritten
      await opened.handle.datasync()
    } catch (cause) {
      await this.release()
      throw cause
    }
    opened.size += bytes.length
    this.#seq = seq
  }

  async release(): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    await opened?.handle.close()
  }

  async #open(): Promise<void> {
    const { O_APPEND, O_CREAT, O_RDWR } = constants
    const handle = await this.#disk.open(this.#path, O_RDWR | O_APPEND | O_CREAT, 0o600)
    try {
      const { dev, ino, size } = await handle.stat()
      const before = size === 0 && this.#seq === 0 ? await this.#rotatedSeq() : 0
      const tail = await readTail(handle, size)
      if (tail === undefined)
        throw new Fault('ERR_AUDIT', `${this.#path} is not an audit file of Latchkey; name another`)
      if (tail.torn.length > 0) await this.#moveAside(handle, tail.torn, tail.wholeBytes)
      if (size === 0) await this.#syncDirectory()
      this.#seq = Math.max(this.#seq, tail.seq, before)
      this.#opened = { handle, dev, ino, size: tail.wholeBytes }
    } catch (cause) {
      await handle.close()
      throw cause
    }
  }

  async #moveAside(handle: fs.FileHandle, torn: Buffer, wholeBytes: number): Promise<void> {
    const aside = await this.#disk.open(
      `${this.#path}.torn`,
      constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT,
      0o600,
    )
    try {
      await aside.appendFile(`${JSON.stringify({ afterByte: wholeBytes, torn: torn.toString('base64') })}\n`)
      await aside.sync()
    } finally {
      await aside.close()
    }
    await handle.truncate(wholeBytes)
    await handle.sync()
    this.repaired += 1
  }

  /** A fresh file continues the numbers of the one that logrotate(8) put aside just before. */
  async #rotatedSeq(): Promise<number> {
    try {
      const rotated = await this.#disk.open(`${this.#path}.1`, constants.O_RDONLY)
      try {
        return (await readTail(rotated, (await rotated.stat()).size))?.seq ?? 0
      } finally {
        await rotated.close()
      }
    } catch (cause) {
      if (isMissing(cause)) return 0
      throw cause
    }
  }

  async #syncDirectory(): Promise<void> {
    const directory = await this.#disk.open(dirname(this.#path), constants.O_RDONLY)
    try {
      await directory.sync()
    } finally {
      await directory.close()
    }
  }

  async #stat(): Promise<{ readonly dev: number; readonly ino: number; readonly size: number } | undefined> {
    try {
      return await this.#disk.stat(this.#path)
    } catch (cause) {
      if (isMissing(cause)) return undefined
      throw cause
    }
  }

  #intruder(): Fault {
    return new Fault('ERR_AUDIT', `somebody else wrote to ${this.#path}: stop them, then restart`)
  }
}

const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
