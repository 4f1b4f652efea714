import { z } from 'zod'
import { Fault } from '../story/errors.ts'
import { parsed, type Change, type Store } from '../story/record.ts'
import type { Kept } from '../enrolment/port.ts'

export interface Roster {
  /** Directory ids of those whom an operator appointed with a command, in that order. */
  readonly appointed: readonly string[]
}

const stored = z.looseObject({ appointed: z.array(z.string().min(1)) })
const key = 'approvers:appointed'

/** The appointed approvers in `store`, or none at revision 0. `Fault` ERR_RECORD_TAMPERED for what is not ours to the letter. */
export const roster = async (store: Pick<Store, 'read'>): Promise<Kept<Roster>> => {
  const found = await store.read(key)
  if (found === undefined) return { value: { appointed: [] }, rev: 0 }
  const read = stored.safeParse(parsed<unknown>(found.value))
  if (!read.success) throw new Fault('ERR_RECORD_TAMPERED', `${key} is not as we write it`)
  return { value: read.data, rev: found.rev }
}

/** The change that replaces the roster that was read. */
export const keepRoster = (read: Kept<Roster>, next: Roster): Change => ({
  key,
  rev: read.rev,
  value: JSON.stringify(next),
})
