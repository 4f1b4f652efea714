import { keepRoster, roster } from '../../src/approval/roster.ts'
import { enrolments } from '../../src/enrolment/enrolments.ts'
import { hour, minute, systemClock } from '../../src/lib/clock.ts'
import { parsed, type FlowRecord } from '../../src/story/record.ts'
import type { Facts } from '../../flows/facts.ts'
import { inStoreOf } from './store-of.ts'

/** They were reset an hour ago: whoever asks again within a day is looked at by a human. */
export const resetAnHourAgo = async (file: string, person: string): Promise<void> =>
  await inStoreOf(file, async (store) => {
    const kept = enrolments(store)
    const found = await kept.of(person)
    return [kept.keep(found, { ...found.value, lastResetAt: systemClock.now() - hour })]
  })

/** May approve from now on. */
export const appointed = async (file: string, ...people: readonly string[]): Promise<void> =>
  await inStoreOf(file, async (store) => {
    const list = await roster(store)
    return [keepRoster(list, { appointed: [...list.value.appointed, ...people] })]
  })

/** Only these may, from now on. */
export const appointedAlone = async (file: string, ...people: readonly string[]): Promise<void> =>
  await inStoreOf(file, async (store) => [keepRoster(await roster(store), { appointed: people })])

/** Approvers were asked so long (ms) before they were. */
export const askedLongAgo = async (file: string, flow: string, ago = 15 * minute): Promise<void> =>
  await inStoreOf(file, async (store) => {
    const key = `flow:${flow}`
    const found = await store.read(key)
    const record = found && parsed<FlowRecord<Facts>>(found.value)
    const approval = record?.facts.approval
    if (found === undefined || record === undefined || approval === undefined)
      throw new Error('nobody was asked')
    const shown = { ...approval.shown, askedAt: approval.shown.askedAt - ago }
    const facts = { ...record.facts, approval: { ...approval, shown } }
    const value = JSON.stringify({ ...record, facts })
    return [{ key, rev: found.rev, value, dueAt: systemClock.now() }]
  })
