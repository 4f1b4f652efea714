import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Disk } from '../../src/audit/audit-file.ts'
import { entryOf } from '../../src/audit/entry.ts'
import type { Entry } from '../../src/audit/port.ts'

/** A private folder, gone with the test. */
export const folder = (): { path: string; [Symbol.dispose](): void } => {
  const path = mkdtempSync(join(tmpdir(), 'latchkey-audit-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export const entry = (id: string, detail: Record<string, string> = {}): Entry =>
  entryOf({ event: 'commit.intent', flow: 'f1', id, detail }, 1_000)

export const patient = (): AbortSignal => new AbortController().signal

/** The lines of an audit file, every one of which must be JSON. */
export const lines = (file: string): { seq: number; id: string; event: string }[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line): { seq: number; id: string; event: string } => JSON.parse(line))

/** A real disk that keeps a log of calls on the handle it opened first, and on which a call can be made to go wrong. */
export class FaultyDisk implements Disk {
  readonly calls: string[] = []
  /** Called before a write or a datasync; may wait or throw. */
  before: (call: string, handle: fs.FileHandle, bytes?: Buffer) => Promise<void> = async () => undefined

  stat = fs.stat
  async open(path: string, flags: number, mode?: number): Promise<fs.FileHandle> {
    const handle = await fs.open(path, flags, mode)
    const watched = {
      write: async (bytes: Buffer, offset: number, length: number) => {
        await this.before('write', handle, bytes)
        const result = await handle.write(bytes, offset, length)
        this.calls.push('write')
        return result
      },
      datasync: async () => {
        await this.before('datasync', handle)
        await handle.datasync()
        this.calls.push('datasync')
      },
    }
    return new Proxy(handle, {
      get: (target, name) => {
        if (name === 'write') return watched.write
        if (name === 'datasync') return watched.datasync
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }
}

/** What the system says when nothing fits any more. */
export const diskFull = (): Error =>
  Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
