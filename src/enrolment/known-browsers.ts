import { day } from '../lib/clock.ts'
import type { Enrolment, KnownBrowser } from './port.ts'

/** How many a person is known by, and for how long after each was last confirmed. */
export const browsersKept = { most: 8, lastsMs: 180 * day } as const

/** Those that still count. One confirmed in a time to come counts as well: a clock set back forgets nobody. */
export const knownBrowsers = ({ browsers = [] }: Enrolment, now: number): readonly KnownBrowser[] =>
  browsers.filter(({ lastAt }) => now - lastAt < browsersKept.lastsMs)

/** Whether this person is known by the browser with this mark (F1). */
export const knowsBrowser = (enrolment: Enrolment, device: string | undefined, now: number): boolean =>
  device !== undefined && knownBrowsers(enrolment, now).some((one) => one.device === device)

/** The enrolment with this browser confirmed; of too many the one that was not seen for longest goes. */
export const withBrowser = (enrolment: Enrolment, device: string, now: number): Enrolment => {
  const known = knownBrowsers(enrolment, now)
  const since = known.find((one) => one.device === device)?.since ?? now
  const others = known
    .filter((one) => one.device !== device)
    .toSorted((a, b) => b.lastAt - a.lastAt)
    .slice(0, browsersKept.most - 1)
  return { ...enrolment, browsers: [{ device, since, lastAt: now }, ...others] }
}

/** The enrolment of somebody whom no browser is known of. */
export const withoutBrowsers = ({ browsers: _forgotten, ...rest }: Enrolment): Enrolment => rest
