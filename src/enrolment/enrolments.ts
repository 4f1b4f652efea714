import type { z } from 'zod'
import { randomToken } from '../lib/ids.ts'
import { Fault } from '../story/errors.ts'
import type { Store } from '../story/record.ts'
import type { Actor } from '../story/story.ts'
import type { Enrolment, EnrolmentsPort } from './port.ts'
import { storedBinding, storedEnrolment } from './schema.ts'

/**
 * Enrolments in `store`, durable: one value per person, one per linked chat identity. A stored value that is not
 * ours to the letter is a `Fault` ERR_RECORD_TAMPERED, never a guess.
 *
 * Of somebody unknown, `of` answers an empty enrolment with a fresh WebAuthn handle: keep it before the handle is
 * given to an authenticator, or the next reading makes another one.
 */
export const enrolments = (store: Store): EnrolmentsPort => ({
  async of(person) {
    const stored = await store.read(personKey(person))
    if (stored === undefined) return { value: empty(person), rev: 0 }
    const value = parsed(storedEnrolment, stored.value, stored.key)
    if (value.person === person) return { value, rev: stored.rev }
    throw new Fault('ERR_RECORD_TAMPERED', `${stored.key} holds somebody else's enrolment`)
  },

  keep: kept,

  async reserve(read, next) {
    return (await store.write([kept(read, next)])) ? { value: next, rev: read.rev + 1 } : undefined
  },

  async boundTo(actor) {
    const stored = await store.read(actorKey(actor))
    if (stored === undefined) return { value: undefined, rev: 0 }
    return { value: parsed(storedBinding, stored.value, stored.key), rev: stored.rev }
  },

  bind: (actor, read, to) => ({
    key: actorKey(actor),
    rev: read.rev,
    value: to === undefined ? null : JSON.stringify(to),
  }),
})

const kept: EnrolmentsPort['keep'] = (read, next) => {
  if (next.person !== read.value.person) throw new TypeError('an enrolment stays with its person')
  return { key: personKey(next.person), rev: read.rev, value: JSON.stringify(next) }
}

/** Escaped, so that no id can reach into another's key: `a:b` under `c` is not `a` under `b:c`. */
const key = (kind: string, ...ids: readonly string[]): string =>
  [kind, ...ids.map((id) => encodeURIComponent(id))].join(':')
const personKey = (person: string): string => key('person', person)
const actorKey = ({ platform, tenant, user }: Actor): string => key('actor', platform, tenant, user)

const empty = (person: string): Enrolment => ({
  person,
  handle: randomToken(32),
  factors: [],
  bindings: [],
  starts: [],
  failures: {},
  consecutive: {},
})

const parsed = <T>(schema: z.ZodType<T>, text: string, at: string): T => {
  const result = schema.safeParse(json(text, at))
  if (result.success) return result.data
  const where = result.error.issues.map((issue) => issue.path.join('.')).join(', ')
  throw new Fault('ERR_RECORD_TAMPERED', `${at} is not as we write it, at: ${where}`)
}

const json = (text: string, at: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new Fault('ERR_RECORD_TAMPERED', `${at} is not JSON`)
  }
}
