import { isMainThread, Worker, workerData } from 'node:worker_threads'

/** No value takes so long (s), unless it never ends. */
const patience = 90
const room = 64 * 1024

export interface Watchdog {
  /** A value is about to be tried. */
  tries(what: string): void
  stop(): Promise<void>
}

/** Ends the process, naming the value, when one value holds the thread for good: nothing on that thread could say so. */
export const watchdog = (): Watchdog => {
  const shared = new SharedArrayBuffer(room)
  const [count, text] = [new Int32Array(shared, 0, 2), Buffer.from(shared, 8)]
  const worker = new Worker(new URL(import.meta.url), { workerData: shared })
  return {
    tries(what) {
      Atomics.store(count, 1, text.write(what))
      Atomics.add(count, 0, 1)
    },
    async stop() {
      await worker.terminate()
    },
  }
}

const guard = (shared: SharedArrayBuffer): void => {
  const [count, text] = [new Int32Array(shared, 0, 2), Buffer.from(shared, 8)]
  let [seen, since] = [-1, 0]
  setInterval(() => {
    const now = Atomics.load(count, 0)
    since = now === seen ? since + 1 : 0
    seen = now
    if (since < patience) return
    process.stderr.write(`hangs: ${text.toString('utf8', 0, Atomics.load(count, 1))}\n`)
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1000)
  }, 1000)
}

if (!isMainThread && workerData instanceof SharedArrayBuffer) guard(workerData)
