import type { Kept, Enrolment } from '../src/enrolment/port.ts'
import type { EnrolledFactor } from '../src/factors/port.ts'
import type { Standing } from '../src/approval/port.ts'
import { pendingFor } from '../src/approval/port.ts'
import { sameActor, type Actor, type Here } from '../src/story/story.ts'
import type { ApprovalRequest, Approver } from './approval-facts.ts'
import type { Facts } from './facts.ts'
import { personOf } from './steps/identify.ts'
import type { World } from './world.ts'

/** A sign-in method or chat account of an approver that is newer than this signs nothing: whoever took an account over waits. */
export const approverRestsMs = 72 * 60 * 60_000
/** Requests that one approver may have in hand. */
export const mostPending = 3
/** How long a request is theirs who said that they would call (ms). */
export const claimLastsMs = 5 * 60_000

/** Why somebody may not decide about this request at all. */
export type NotApprover = 'yourself' | 'not-linked' | 'suspended' | 'frozen' | 'account' | 'no-right'
/** Why they may not say yes just now. */
export type NotNow = 'resting' | 'no-passkey' | 'already' | 'claimed' | 'too-many'

/** An approver with what is kept of them. */
export interface Deciding {
  readonly approver: Approver
  readonly enrolment: Kept<Enrolment>
  readonly standing: Kept<Standing>
}

/**
 * Whether the human behind this chat account may decide about this request: linked, in good standing, with the right to, and not
 * the one who asks, by directory person and by chat account. Asked at each press, again when they sign, and at the commit.
 */
export const approverOf = async (
  actor: Actor,
  facts: Facts,
  world: World,
): Promise<Deciding | { readonly no: NotApprover; readonly person?: string }> => {
  const subject = personOf(facts).id
  if (sameActor(actor, facts.actor)) return { no: 'yourself', person: subject }
  const bound = (await world.enrolments.boundTo(actor)).value
  if (bound === undefined) return { no: 'not-linked' }
  const { person, suspended } = bound
  if (person === subject) return { no: 'yourself', person }
  if (suspended !== undefined) return { no: 'suspended', person }
  const status = await world.people.status(person)
  if (status === undefined || status.disabled || status.accountExpired || status.lockedByAdmin)
    return { no: 'account', person }
  if ((await world.freezes.of(person)).value.frozenAt !== undefined) return { no: 'frozen', person }
  if (!(await world.approvals.rights.mayApprove(person, subject))) return { no: 'no-right', person }
  return {
    approver: { id: person, name: status.person.displayName, actor },
    enrolment: await world.enrolments.of(person),
    standing: await world.approvals.standings.of(person),
  }
}

/** Whether they may say yes now; undefined = they may. */
export const mayNotYet = (
  { approver, enrolment, standing }: Deciding,
  { given, claimed }: ApprovalRequest,
  here: Here,
): NotNow | undefined => {
  if (given.some(({ by }) => by.id === approver.id)) return 'already'
  if (isClaimed(claimed, here.now) && claimed?.by.id !== approver.id) return 'claimed'
  if (isResting(enrolment.value, standing.value, approver.actor, here.now)) return 'resting'
  if (passkeysOf(enrolment.value, standing.value, here.now).length === 0) return 'no-passkey'
  return pendingFor(standing.value, here.id, here.now) >= mostPending ? 'too-many' : undefined
}

/** Whether somebody else's word that they would call still keeps the request theirs. */
export const isClaimed = (claimed: ApprovalRequest['claimed'], now: number): boolean =>
  claimed !== undefined && now - claimed.at < claimLastsMs

/** The passkeys that may sign. */
export const passkeysOf = (
  { factors }: Enrolment,
  standing: Standing,
  now: number,
): readonly EnrolledFactor[] =>
  factors.filter(({ type, addedAt }) => type === 'webauthn' && !isNew(addedAt, standing, now))

const isResting = (
  { factorsChangedAt, bindings }: Enrolment,
  standing: Standing,
  actor: Actor,
  now: number,
) =>
  [factorsChangedAt, bindings.find((b) => sameActor(b.actor, actor))?.at].some(
    (at) => at !== undefined && isNew(at, standing, now),
  )

/** What an operator saw when they appointed somebody is not new, or nobody could ever approve in a fresh installation. */
const isNew = (at: number, { appointedAt }: Standing, now: number): boolean =>
  now - at < approverRestsMs && !(appointedAt !== undefined && at <= appointedAt)
