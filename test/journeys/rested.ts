import { enrolments } from '../../src/enrolment/enrolments.ts'
import type { EnrolledFactor } from '../../src/factors/port.ts'
import { second } from '../../src/lib/clock.ts'
import { threeDays } from './employee.ts'
import { inStoreOf } from './store-of.ts'

/** Three days earlier, with the last code of an authenticator app. */
const earlier = ({ addedAt, data, ...factor }: EnrolledFactor): EnrolledFactor => {
  const { lastStep } = data
  const used = typeof lastStep === 'number' ? { lastStep: lastStep - threeDays / (30 * second) } : {}
  return { ...factor, addedAt: addedAt - threeDays, data: { ...data, ...used } }
}

/** The set-up of `person`, in the store of the service that `file` configures, is dated back by three days. */
export const rested = async (file: string, person: string): Promise<void> =>
  await inStoreOf(file, async (store) => {
    const kept = enrolments(store)
    const found = await kept.of(person)
    const { factors, bindings, factorsChangedAt } = found.value
    if (factors.length === 0 || factorsChangedAt === undefined) throw new Error('nothing is set up')
    const next = {
      ...found.value,
      factors: factors.map(earlier),
      bindings: bindings.map((one) => ({ ...one, at: one.at - threeDays })),
      factorsChangedAt: factorsChangedAt - threeDays,
    }
    return [kept.keep(found, next)]
  })
