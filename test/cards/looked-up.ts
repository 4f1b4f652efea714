import { requestsInWords, stateInWords } from '../../flows/who-in-words.ts'
import { helpdesk } from '../../flows/helpdesk.ts'
import type { World } from '../../flows/world.ts'
import type { Status } from '../../src/directory/port.ts'
import type { Enrolment } from '../../src/enrolment/port.ts'
import { asking, bad, good, say, type Card } from '../../src/story/card.ts'

const person = { id: '', account: '', displayName: '' }
const rules = { minLength: 12, history: 5, complexity: true, minAgeMs: 0, lockoutThreshold: 5, lockoutMs: 0 }
const open: Status = {
  person,
  locked: false,
  lockedByAdmin: false,
  disabled: false,
  accountExpired: false,
  passwordExpired: false,
  mustChange: false,
  policy: { ...rules, source: 'default' },
  badPasswords: 0,
}
const worst: Status = {
  ...open,
  locked: true,
  lockedSince: 1,
  lockedUntil: 2,
  disabled: true,
  accountExpired: true,
  mustChange: true,
  protected: { reason: 'privileged', detail: '' },
  badPasswords: 5,
  passwordSetAt: 1,
}
const nothing: Enrolment = {
  person: '',
  handle: '',
  factors: [],
  bindings: [],
  starts: [],
  failures: {},
  consecutive: {},
}
const actor = { platform: 'slack', tenant: 'T', user: 'U' }
const much: Enrolment = {
  ...nothing,
  factors: (['webauthn', 'totp', 'recovery-codes'] as const).map((type) => ({
    id: type,
    type,
    label: '',
    addedAt: 1,
    data: {},
  })),
  bindings: [{ actor, at: 1, suspended: 'profile' }],
  starts: [1],
  unlocks: [1],
  lastResetAt: 1,
}
const flows = [
  { flow: '', at: 1, waits: false },
  { flow: '', at: 1, waits: true },
  { flow: '', at: 1, waits: false, outcome: 'denied' },
  { flow: '', at: 1, waits: false, outcome: 'done' },
]
const title = say('who.title', { name: '', account: '' })

/** What somebody reads who looks a person up. */
export const lookedUp = (world: Pick<World, 'helpdesk'>): readonly Card[] => [
  good(title, [...stateInWords(open, undefined), ...requestsInWords(open, nothing, [], 2), say('who.told')]),
  bad(title, [...stateInWords(worst, 1), ...requestsInWords(worst, much, flows, 2), say('who.told')]),
  bad(title, stateInWords({ ...open, lockedByAdmin: true, passwordExpired: true }, undefined)),
  asking(say('who.usage'), [say('who.usage.line')]),
  bad(say('who.too-often'), [say('who.too-often.line', { until: '' }), helpdesk(world)]),
  ...(['who.refused', 'who.none', 'who.ambiguous'] as const).map((id) =>
    bad(say(id), [say(`${id}.line`), helpdesk(world)]),
  ),
]
