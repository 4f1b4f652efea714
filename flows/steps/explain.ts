import { nobody, type Status } from '../../src/directory/port.ts'
import { unlocksUsedUp, type Enrolment } from '../../src/enrolment/port.ts'
import type { Purpose } from '../../src/policy/port.ts'
import { Fault } from '../../src/story/errors.ts'
import type { AuditEvent } from '../../src/story/event.ts'
import { learn, type WorkStep } from '../../src/story/story.ts'
import { chatUser } from '../chat-user.ts'
import type { Facts } from '../facts.ts'
import { lockOf, type Lock } from '../lock.ts'
import { rulingFor } from '../ruling.ts'
import type { World } from '../world.ts'
import { isChanged, unfit } from './identify.ts'

/** What keeps somebody out, as far as it may be told in chat. */
export type Trouble =
  /** This chat speaks for nobody in the directory. */
  | 'not-eligible'
  | 'guest'
  | 'stranger'
  | 'bot'
  | 'deleted'
  | 'unlinked'
  | 'suspended'
  | 'gone'
  | 'directory-down'
  /** Only people can mend it. */
  | 'disabled'
  | 'account-expired'
  | 'locked-by-admin'
  /** The person can. */
  | 'locked'
  | 'locked-and-expired'
  | 'must-change'
  | 'password-expired'
  | 'open'

export interface Explained {
  readonly trouble: Trouble
  readonly lock?: Lock
  /** What self-service can do about it for this very person; nothing for protected people, who hear the same words. */
  readonly helps: readonly Purpose[]
}

/** What was found of whoever asks; `enrolment` only for the one whom this chat was linked to by proof, and is still. */
export interface Found {
  readonly explained: Explained
  readonly enrolment?: Enrolment
  /** How long their sign-in methods rest after a change (ms), where the directory could be asked. */
  readonly coolingMs?: number
  readonly event: AuditEvent
}

/**
 * What is wrong with the account, to the one whom this chat was linked to by proof, and to nobody else. Whoever asks, the
 * store and the directory are asked the same questions in the same order, so neither calls nor time tell who is known.
 */
export const findTrouble = async (facts: Facts, world: World, now: number): Promise<Found> => {
  const bound = (await world.enrolments.boundTo(facts.actor)).value
  const status = await statusOf(world, bound?.person ?? nobody)
  const enrolment = (await world.enrolments.of(bound?.person ?? nobody)).value
  const who = stranger(facts, bound, isChanged(facts, enrolment, world))
  const explained = who === undefined ? told(status, enrolment, world, now) : { trouble: who, helps: [] }
  const detail = {
    trouble: explained.trouble,
    ...(bound !== undefined && { person: bound.person }),
    ...chatUser(facts.actor),
  }
  const seen = status === undefined || status === 'down' ? undefined : rulingFor(world, status, now)
  const cooling = seen && { coolingMs: seen.coolingMs }
  return {
    explained,
    event: { event: 'account.explained', detail },
    ...(who === undefined && { enrolment, ...cooling }),
  }
}

export const explain: WorkStep<Facts, World> = {
  name: 'explain',
  settled: (facts) => facts.explained !== undefined,
  async work(facts, world, here) {
    const { explained, event } = await findTrouble(facts, world, here.now)
    return learn<Facts>({ explained }, { events: [event] })
  },
}

/** A directory that does not answer is an answer too: nobody is left waiting for it. */
const statusOf = async (world: World, person: string): Promise<Status | 'down' | undefined> => {
  try {
    return await world.people.status(person)
  } catch (cause) {
    if (cause instanceof Fault && cause.code.startsWith('ERR_DIRECTORY')) return 'down'
    throw cause
  }
}

const stranger = (
  facts: Facts,
  bound: { readonly suspended?: string } | undefined,
  changed: boolean,
): Trouble | undefined => {
  const kind = unfit(facts)
  if (kind !== undefined) return kind
  if (bound === undefined) return 'unlinked'
  return bound.suspended === undefined && !changed ? undefined : 'suspended'
}

const told = (
  status: Status | 'down' | undefined,
  enrolment: Enrolment,
  world: World,
  now: number,
): Explained => {
  if (status === 'down') return { trouble: 'directory-down', helps: [] }
  if (status === undefined) return { trouble: 'gone', helps: [] }
  const trouble = troubleOf(status)
  const lock = status.locked && { lock: lockOf(status) }
  return { trouble, ...lock, helps: remedies(trouble, status, enrolment, world, now) }
}

/** What has to be mended first comes first: a lifted lock does not open an account that is switched off. */
const troubleOf = (status: Status): Trouble => {
  const expired = status.mustChange || status.passwordExpired
  if (status.disabled) return 'disabled'
  if (status.accountExpired) return 'account-expired'
  if (status.lockedByAdmin) return 'locked-by-admin'
  if (status.locked) return expired ? 'locked-and-expired' : 'locked'
  if (status.mustChange) return 'must-change'
  return status.passwordExpired ? 'password-expired' : 'open'
}

const remedies = (
  trouble: Trouble,
  status: Status,
  enrolment: Enrolment,
  world: World,
  now: number,
): Explained['helps'] => {
  const ruling = rulingFor(world, status, now)
  if (status.protected !== undefined || ruling.refuses) return []
  const held = world.factors.filter((f) => enrolment.factors.some((e) => e.type === f.type))
  const evidence = held.map((f) => f.evidence)
  return (mends[trouble] ?? []).filter(
    (purpose) =>
      world.policy.suffices(evidence, { band: 'allow', demands: ruling.demands }, purpose) === 'sufficient' &&
      (purpose !== 'unlock' || !unlocksUsedUp(enrolment, now)),
  )
}

/** What mends it, the best first. Nothing is learned of a locked account's password, so it cannot be changed from the old one. */
const mends: Partial<Record<Trouble, readonly Purpose[]>> = {
  locked: ['unlock', 'reset'],
  'locked-and-expired': ['unlock', 'reset'],
  'must-change': ['change', 'reset'],
  'password-expired': ['change', 'reset'],
  open: ['reset'],
}
