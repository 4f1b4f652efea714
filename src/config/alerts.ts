import { z } from 'zod'
import type { AlertSettings } from '../alerts/port.ts'
import { minute, second } from '../lib/clock.ts'
import type { ConfigFault } from './port.ts'
import { isRaw, type Raw } from './read-yaml.ts'
import { text } from './text.ts'

const count = (least: number, most: number) => z.int().min(least).max(most)

const time = text(
  (value) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value),
  'is not a time of day',
  'write it as in `22:00`, in the zone of timeZone',
)

/** The section `alerts`, one key at a time. */
export const alertsSchema = z
  .strictObject({
    quiet: z.strictObject({ from: time, until: time }).optional(),
    newCardAfterMinutes: count(5, 240).default(60),
    ownCardsAnHour: count(1, 100).default(2),
    mostCardsAnHour: count(1, 60).default(4),
    underAttack: z
      .strictObject({
        requestsOfOne: count(2, 1000).default(5),
        peopleFromOneNetwork: count(2, 150).default(5),
        peopleLockedOut: count(2, 150).default(10),
      })
      .prefault({}),
    outageAfterSeconds: count(10, 3600).default(60),
    lockoutsEverySeconds: count(0, 300).default(5),
    lookupsAnHour: count(1, 1000).default(30),
  })
  .prefault({})

/** Quiet hours that never end, or never begin, are a slip of the pen. */
export const alertsFaults = (raw: Raw): ConfigFault[] => {
  const alerts = raw['alerts']
  const quiet = isRaw(alerts) ? alerts['quiet'] : undefined
  if (!isRaw(quiet) || typeof quiet['from'] !== 'string' || quiet['from'] !== quiet['until']) return []
  return [{ key: 'alerts.quiet', says: 'begins when it ends', fix: 'leave out quiet, or set two times' }]
}

/** The checked keys as the service has them. */
export const settledAlerts = (written: z.output<typeof alertsSchema>, timeZone: string): AlertSettings => {
  const { quiet, underAttack } = written
  return {
    ...(quiet && { quiet: { from: minutes(quiet.from), until: minutes(quiet.until), timeZone } }),
    idleMs: written.newCardAfterMinutes * minute,
    ownCards: written.ownCardsAnHour,
    mostAnHour: written.mostCardsAnHour,
    everyMs: drawnEveryMs,
    hammered: underAttack.requestsOfOne,
    subjects: underAttack.peopleFromOneNetwork,
    sprayed: underAttack.peopleLockedOut,
    outageMs: written.outageAfterSeconds * second,
    lockoutsMs: written.lockoutsEverySeconds * second,
    lookups: written.lookupsAnHour,
  }
}

/** Well within what every platform takes for one channel. */
const drawnEveryMs = 5 * second

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))

/** What is in force where nobody says otherwise. */
export const usualAlerts = settledAlerts(alertsSchema.parse({}), 'UTC')
