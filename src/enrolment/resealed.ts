import type { Factor, Reseal } from '../factors/port.ts'
import { withoutBrowsers } from './known-browsers.ts'
import type { Enrolment } from './port.ts'
import { boundTo } from './profile-marks.ts'

/** The enrolment with `each` put in the place of every encrypted part of its factors and of its links' marks. */
export const resealedEnrolment = (
  enrolment: Enrolment,
  factors: readonly Factor[],
  each: Reseal,
): Enrolment => ({
  ...enrolment,
  bindings: enrolment.bindings.map((link) =>
    link.mark === undefined ? link : { ...link, mark: each(link.mark, boundTo(link.actor)) },
  ),
  factors: enrolment.factors.map((held) => {
    const kind = factors.find((factor) => factor.type === held.type)
    if (kind?.resealed === undefined) return held
    return { ...held, data: kind.resealed(held.data, { person: enrolment.person, factor: held.id }, each) }
  }),
})

/** The enrolment as it comes back from a backup made at an unknown time before `now`: what may have been used since is not good again. */
export const burntEnrolment = (enrolment: Enrolment, factors: readonly Factor[], now: number): Enrolment => ({
  // A browser may have been disowned since.
  ...withoutBrowsers(enrolment),
  factors: enrolment.factors.map((held) => {
    const kind = factors.find((factor) => factor.type === held.type)
    return kind?.restored === undefined ? held : { ...held, data: kind.restored(held.data, now) }
  }),
})
