import { minute } from '../lib/clock.ts'
import { weekdays, type Hours, type Weekday } from './rule.ts'

const dayMinutes = 24 * 60

/** When self-service is open: the wall clock of the company counts, summer time included. */
export class OpeningHours {
  readonly #wall: Intl.DateTimeFormat

  /** `timeZone`: IANA name. */
  constructor(timeZone: string) {
    this.#wall = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
  }

  /** When it opens next (ms since the epoch), undefined = it is open. */
  opensAt(hours: Hours, now: number): number | undefined {
    const { day, at } = this.#local(now)
    const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)]
    const opens = (days: number): boolean => hours.days.includes(weekdays[(day + days + 14) % 7] ?? 'mon')
    const open =
      from < to ? opens(0) && at >= from && at < to : (opens(0) && at >= from) || (opens(-1) && at < to)
    if (open) return undefined
    const days = [0, 1, 2, 3, 4, 5, 6, 7].find((n) => opens(n) && (n > 0 || from > at)) ?? 0
    const about = now - (now % minute) + (days * dayMinutes + from - at) * minute
    // An hour may have come or gone on the way.
    const off = (from - this.#local(about).at + 1.5 * dayMinutes) % dayMinutes
    return about + (off - dayMinutes / 2) * minute
  }

  #local(ms: number): { readonly day: number; readonly at: number } {
    const parts = new Map(this.#wall.formatToParts(ms).map(({ type, value }) => [type, value]))
    const name = (parts.get('weekday') ?? '').slice(0, 3).toLowerCase()
    const day = weekdays.findIndex((one: Weekday) => one === name)
    return { day, at: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) }
  }
}

/** Minutes since midnight of `HH:MM`. */
export const minutesOf = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * 60 + minutes
}
