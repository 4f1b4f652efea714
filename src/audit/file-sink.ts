import { Fault } from '../story/errors.ts'
import { AuditFile, type Disk } from './audit-file.ts'
import { lineOf } from './entry.ts'
import { lockFile } from './lock.ts'
import type { Entry, Sink } from './port.ts'
import { longestWrite } from './tail.ts'

interface Waiting {
  readonly entries: readonly Entry[]
  readonly done: PromiseWithResolvers<void>
}

const longestQueue = 10_000

/**
 * An append-only file of JSON lines `{seq, at, event, flow?, id, …}`, owner-only. Whatever waits while the disk is
 * busy shares the next write and the next fdatasync. Opens at once, so that a file that cannot be written stops
 * the start and not the first reset; a second writer is refused.
 */
export const openFileSink = async (path: string, disk?: Disk): Promise<FileSink> => {
  const unlock = lockFile(path)
  const file = new AuditFile(path, disk)
  try {
    await file.ready()
  } catch (cause) {
    unlock()
    throw asFault(path, cause)
  }
  return new FileSink(path, file, unlock)
}

export class FileSink implements Sink {
  readonly name: string
  readonly #file: AuditFile
  readonly #unlock: () => void
  #queue: Waiting[] = []
  #busy: Promise<void> | undefined
  #closed = false

  constructor(path: string, file: AuditFile, unlock: () => void) {
    this.name = path
    this.#file = file
    this.#unlock = unlock
  }

  /** How many torn ends were found and moved to `<file>.torn`. */
  get repaired(): number {
    return this.#file.repaired
  }

  async append(entries: readonly Entry[], signal: AbortSignal): Promise<void> {
    if (this.#closed) throw new Fault('ERR_AUDIT', `${this.name} is closed`)
    if (this.#queue.length >= longestQueue) throw new Fault('ERR_AUDIT', `${this.name} has too much waiting`)
    if (signal.aborted) throw gaveUp(this.name)
    const waiting: Waiting = { entries, done: Promise.withResolvers() }
    const abandon = () => {
      this.#queue = this.#queue.filter((other) => other !== waiting)
      waiting.done.reject(gaveUp(this.name))
    }
    signal.addEventListener('abort', abandon, { once: true })
    this.#queue.push(waiting)
    this.#busy ??= this.#drain()
    try {
      await waiting.done.promise
    } finally {
      signal.removeEventListener('abort', abandon)
    }
  }

  /** Waits for what is under way, then lets go of file and lock. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#busy
    await this.#file.release()
    this.#unlock()
  }

  async #drain(): Promise<void> {
    await Promise.resolve()
    while (this.#queue.length > 0) {
      let batch: readonly Waiting[] = []
      try {
        await this.#file.ready()
        const { taken, text, seq } = this.#take()
        batch = taken
        if (text !== '') await this.#file.append(text, seq)
        for (const { done } of batch) done.resolve()
      } catch (cause) {
        const failed = batch.length > 0 ? batch : this.#queue.splice(0)
        for (const { done } of failed) done.reject(asFault(this.name, cause))
      }
    }
    this.#busy = undefined
  }

  /** Off the queue, in order, what fits into one write. */
  #take(): { readonly taken: readonly Waiting[]; readonly text: string; readonly seq: number } {
    const taken: Waiting[] = []
    let text = ''
    let { seq } = this.#file
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const lines = next.entries.map((entry, i) => lineOf(seq + 1 + i, entry)).join('')
      if (Buffer.byteLength(text + lines) > longestWrite) {
        if (taken.length > 0) break
        this.#queue.shift()
        next.done.reject(new Fault('ERR_AUDIT', 'too many events at once'))
        continue
      }
      this.#queue.shift()
      taken.push(next)
      text += lines
      seq += next.entries.length
    }
    return { taken, text, seq }
  }
}

const gaveUp = (name: string): Fault => new Fault('ERR_AUDIT', `${name} did not answer in time`)

const asFault = (name: string, cause: unknown): Fault =>
  cause instanceof Fault ? cause : new Fault('ERR_AUDIT', `${name} cannot be written`, { cause })
