import type { Clock } from '../lib/clock.ts'
import { wholeMs } from './changes.ts'
import { mostTagText } from './log-scripts.ts'
import type { LogEntry, LogStore, OwnersLog } from './port.ts'

interface Kept extends OwnersLog {
  readonly lines: string[]
  readonly tags: string
  readonly until: number
}

const empty: Kept = { rev: 0, lines: [], tags: ',', until: 0 }

/** Logs in this process's memory, for the demonstration and for tests: the same promises as Redis while the process lives. */
export const memoryLogs = (clock: Clock): LogStore => {
  const logs = new Map<string, Kept>()
  const there = (owner: string): Kept => {
    const kept = logs.get(owner)
    if (kept === undefined || kept.until > clock.now()) return kept ?? empty
    logs.delete(owner)
    return empty
  }
  const append = ({ owner, line, tags }: LogEntry, ttlMs: number) => {
    const kept = there(owner)
    let known = kept.tags
    const fresh = tags.map((tag) => {
      const unknown = !known.includes(`,${tag},`)
      if (unknown) known += `${tag},`
      return unknown
    })
    const lines = fresh.includes(true) ? [...kept.lines, line] : kept.lines
    const until = clock.now() + wholeMs(ttlMs)
    if (lines !== kept.lines) logs.set(owner, { ...kept, lines, tags: known.slice(-mostTagText), until })
    return { fresh, lines: lines.length }
  }
  return {
    append: async (entries, ttlMs) => entries.map((entry) => append(entry, ttlMs)),
    async read(owner) {
      const { rev, snapshot, lines } = there(owner)
      return { rev, ...(snapshot !== undefined && { snapshot }), lines: [...lines] }
    },
    async fold(owner, was, snapshot, ttlMs) {
      const kept = there(owner)
      if (kept.rev !== was.rev || kept.lines[0] !== was.lines[0] || was.lines.length === 0) return false
      const lines = kept.lines.slice(was.lines.length)
      logs.set(owner, { ...kept, rev: kept.rev + 1, snapshot, lines, until: clock.now() + wholeMs(ttlMs) })
      return true
    },
    async drop(owner) {
      logs.delete(owner)
    },
    close: async () => {},
  }
}
