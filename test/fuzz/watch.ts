/** CPU seconds for one value that count as a stall: far more than any input of a few kilobytes deserves. */
const stall = 3

/** What went wrong beside the claims. */
export interface Watch {
  readonly rejections: readonly string[]
  readonly stalls: readonly string[]
  /** A value is about to be tried: the one before it has taken what it took. */
  tries(what: string): void
  stop(): Promise<void>
}

/** Seconds that this thread has computed: waiting for a busy machine is no stall. */
const computed = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e6
}

/** Counts rejections that nobody handled, errors that nobody caught, and values that kept the event loop from turning. */
export const watch = (): Watch => {
  const rejections: string[] = []
  const stalls: string[] = []
  let [now, before] = ['the start', computed()]
  const tries = (what: string): void => {
    const after = computed()
    if (after - before > stall) stalls.push(`${(after - before).toFixed(1)} s: ${now}`)
    now = what
    before = after
  }
  const stray = (cause: unknown): void => void rejections.push(`${now}: ${String(cause)}`)
  process.on('unhandledRejection', stray).on('uncaughtException', stray)
  return {
    rejections,
    stalls,
    tries,
    async stop() {
      // What was rejected a moment ago is told only after a turn.
      await new Promise((resolve) => setImmediate(resolve))
      tries('the end')
      process.off('unhandledRejection', stray).off('uncaughtException', stray)
    },
  }
}
