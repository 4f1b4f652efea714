import { z } from 'zod'
import { Fault } from '../story/errors.ts'
import { parsed, type Store } from '../story/record.ts'
import type { Standing, StandingsPort } from './port.ts'

const time = z.number().int().nonnegative()

/** What is stored. Loose, so that a field of a newer release survives an older one's write. */
const stored = z.looseObject({
  person: z.string().min(1),
  appointedAt: time.exactOptional(),
  pending: z.array(z.looseObject({ flow: z.string(), until: time })),
  granted: z.array(z.looseObject({ subject: z.string(), at: time })),
  asked: z.looseObject({ card: z.string().min(1), at: time, times: time }).exactOptional(),
})

/**
 * Approvers' standings in `store`, durable, one value per person. A value that is not ours to the letter is a `Fault`
 * ERR_RECORD_TAMPERED: an appointment that cannot be read is never taken for one.
 */
export const standings = (store: Pick<Store, 'read'>): StandingsPort => ({
  async of(person) {
    const key = keyOf(person)
    const found = await store.read(key)
    if (found === undefined) return { value: { person, pending: [], granted: [] }, rev: 0 }
    const read = stored.safeParse(parsed<unknown>(found.value))
    if (read.success && read.data.person === person) return { value: read.data, rev: found.rev }
    throw new Fault('ERR_RECORD_TAMPERED', `${key} is not as we write it`)
  },

  keep(read, next: Standing) {
    if (next.person !== read.value.person) throw new TypeError('a standing stays with its person')
    return { key: keyOf(next.person), rev: read.rev, value: JSON.stringify(next) }
  },
})

const keyOf = (person: string): string => `approver:${encodeURIComponent(person)}`
