/** One line to append to an owner's log. */
export interface LogEntry {
  /** Names the log: letters, digits, `-` and `_`. */
  readonly owner: string
  readonly line: string
  /** What is in the line, a short name each of the same letters; by them a repetition is told. */
  readonly tags: readonly string[]
}

export interface LogAppended {
  /** For each tag whether it was unknown. Without any, the line was not kept. */
  readonly fresh: readonly boolean[]
  /** How many lines wait to be folded into the snapshot. */
  readonly lines: number
}

/** What is kept of an owner: a snapshot, and the lines that came after it. */
export interface OwnersLog {
  /** Counts the snapshots; 0 = there was none yet. */
  readonly rev: number
  readonly snapshot?: string
  readonly lines: readonly string[]
}

/**
 * Logs that are appended to without being read, and folded now and then: for what comes in masses, where a compare-and-set
 * for each would cost too much. Nothing of a flow is kept here. Every method rejects with `Fault` ERR_STORE.
 */
export interface LogStore {
  /**
   * Durable when it resolves; after a fault some entries may be kept and others not, and may be appended again. Each log is
   * forgotten `ttlMs` after its last line. Of each log the last thousand tags or so are remembered.
   */
  append(entries: readonly LogEntry[], ttlMs: number): Promise<readonly LogAppended[]>
  read(owner: string): Promise<OwnersLog>
  /** Puts a snapshot in the place of what `read` gave; false when another was quicker, or the log was dropped. */
  fold(owner: string, was: OwnersLog, snapshot: string, ttlMs: number): Promise<boolean>
  drop(owner: string): Promise<void>
  close(): Promise<void>
}
