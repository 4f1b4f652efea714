import type { House } from './house/port.ts'
import { minute, second } from './lib/clock.ts'
import type { Log } from './lib/log.ts'
import { apartInWords, apartMs, mostApartMs, type Timekeeper } from './lib/timekeeper.ts'
import { bad, say } from './story/card.ts'

export interface ClockWatchParts {
  readonly clock: Timekeeper
  readonly log: Log
  /** Names this process. */
  readonly replica: string
  readonly alerts: House['alerts']
  /** Told of what could not be done; it is done at the next look. */
  readonly failed: (cause: unknown) => void
}

const everyMs = minute

/**
 * Compares this machine's clock with the store's each minute, and whenever the store is asked for the time anyway: says in the
 * log when they come apart and when they agree again, and alarms once each time they do come apart.
 */
export const clockWatch = ({ clock, log, replica, alerts, failed }: ClockWatchParts) => {
  let off = false
  let alarmed = false
  const alarm = async (ahead: number): Promise<void> => {
    alarmed = true
    const apart = apartInWords(ahead)
    try {
      const says = say('alert.clock', { replica, apart, most: `${mostApartMs / second}` })
      await alerts.raise(bad(says, [say('alert.clock-fix')]), `clock:${replica}`)
    } catch (cause) {
      alarmed = false
      failed(cause)
    }
  }
  clock.looked = (ahead) => {
    const now = Math.abs(ahead) > apartMs
    if (now !== off) log(now ? 'clock.off' : 'clock.right', { aheadMs: ahead })
    off = now
    if (!off) alarmed = false
    else if (!alarmed) void alarm(ahead)
  }
  let timer: NodeJS.Timeout | undefined
  return {
    async start(): Promise<void> {
      await clock.look()
      timer = setInterval(() => void clock.look().catch(failed), everyMs)
      timer.unref()
    },
    stop: (): void => clearInterval(timer),
  }
}
