import type { Facts } from '../flows/facts.ts'
import { resealedFacts } from '../flows/resealed-facts.ts'
import { keyPlace } from './activity/own-key.ts'
import type { Enrolment } from './enrolment/port.ts'
import { resealedEnrolment } from './enrolment/resealed.ts'
import type { Factor } from './factors/port.ts'
import { resealedEvent } from './house/inbox.ts'
import type { InnerSeals } from './store/inner-seals.ts'
import { parsed, type FlowRecord } from './story/record.ts'

/** Every place where something inside a record is encrypted by itself. */
export const innerSeals = (factors: readonly Factor[]): InnerSeals => ({
  person: (_key, value, each) =>
    JSON.stringify(
      resealedEnrolment(parsed<Enrolment>(value), factors, (sealed, bound) => each('seed', sealed, bound)),
    ),
  flow: (_key, value, each) => {
    const record = parsed<FlowRecord<Facts>>(value)
    const facts = resealedFacts(record.facts, factors, (sealed, bound) => each('seed', sealed, bound))
    return JSON.stringify({ ...record, facts })
  },
  installation: (key, value, each) => each('installation', value, key),
  activity: (key, value, each) => (key === keyPlace ? each('activity', value, key) : value),
  inbox: (key, value, each) => resealedEvent(key, value, (sealed, bound) => each('inbox', sealed, bound)),
})
