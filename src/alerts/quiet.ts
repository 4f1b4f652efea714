import { minute } from '../lib/clock.ts'
import type { QuietHours } from './port.ts'

const dayMinutes = 24 * 60
const formats = new Map<string, Intl.DateTimeFormat>()

/** When the quiet hours that are on now end (ms since the epoch); undefined = they are not on. */
export const quietUntil = (now: number, quiet: QuietHours | undefined): number | undefined => {
  if (quiet === undefined) return undefined
  const { from, until, timeZone } = quiet
  const local = minuteOfDay(now, timeZone)
  const on = from < until ? local >= from && local < until : local >= from || local < until
  if (!on) return undefined
  const start = now - (now % minute)
  const end = start + ((until - local + dayMinutes) % dayMinutes) * minute
  // A clock that is put forward or back in between moves the end by an hour, or by half of one.
  const off = minuteOfDay(end, timeZone) - until
  return end - (((off + dayMinutes * 1.5) % dayMinutes) - dayMinutes / 2) * minute
}

const minuteOfDay = (now: number, timeZone: string): number => {
  const parts = formatOf(timeZone).formatToParts(now)
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0)
  return of('hour') * 60 + of('minute')
}

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  formats.set(timeZone, made)
  return made
}
