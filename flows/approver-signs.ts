import { grants, pairings, type Signed } from '../src/approval/port.ts'
import { Secret } from '../src/lib/secret.ts'
import { bad, say } from '../src/story/card.ts'
import { learn, show, type Answer, type Here, type Tell, type Turn } from '../src/story/story.ts'
import type { ApprovalRequest, Door, Given } from './approval-facts.ts'
import { approverOf, mayNotYet, passkeysOf, type Deciding } from './approver.ts'
import { no } from './approver-press.ts'
import { snapshot } from './approving.ts'
import { chatUser } from './chat-user.ts'
import type { Facts } from './facts.ts'
import { personOf } from './steps/identify.ts'
import type { World } from './world.ts'

/** So many yeses between the same two people in 30 days are looked into. */
const pairAllowed = 2

const voidDoor = show({ kind: 'void' })

/** On our page, behind a door that is good: what is to be signed with a fresh challenge over it, or the signature. */
export const atTheDoor = async (
  facts: Facts,
  request: ApprovalRequest,
  answer: Answer,
  world: World,
  here: Here,
): Promise<Turn<Facts>> => {
  const hash = hashIn(answer)
  const door = request.doors.find((one) => one.hash === hash && one.expiresAt > here.now)
  if (door === undefined) return voidDoor
  const deciding = await approverOf(door.by.actor, facts, world)
  const detail = { approver: door.by.id, ...chatUser(door.by.actor) }
  if ('no' in deciding) return no(deciding.no, detail)
  if (deciding.approver.id !== door.by.id) return voidDoor
  const not = mayNotYet(deciding, request, here)
  if (not !== undefined) return no(not, detail, request)
  if (answer.name === 'approval-options') return await offered(request, door, deciding, world, here)
  if (answer.name !== 'approval-signed') return voidDoor
  return await signed(facts, request, answer, deciding, world, here)
}

const hashIn = ({ value }: Answer): unknown =>
  typeof value === 'object' && !(value instanceof Secret) ? value['door'] : undefined

const offered = async (
  request: ApprovalRequest,
  { expiresAt }: Door,
  { enrolment, standing }: Deciding,
  world: World,
  here: Here,
): Promise<Turn<Facts>> => {
  const held = passkeysOf(enrolment.value, standing.value, here.now)
  const { options, nonce } = await world.approvals.signing.challenge(held, request.digest, here.now)
  return show({ kind: 'open', snapshot: snapshot(request), options, nonce, expiresAt })
}

/**
 * The yes itself: one of the approver's own passkeys over H (P4). Who signed what, the passkey as it must be kept, the standing
 * and the alarm are one write with it.
 */
const signed = async (
  facts: Facts,
  request: ApprovalRequest,
  answer: Answer,
  deciding: Deciding,
  world: World,
  here: Here,
): Promise<Turn<Facts>> => {
  const { approver, enrolment, standing } = deciding
  const held = passkeysOf(enrolment.value, standing.value, here.now)
  const { signing, standings } = world.approvals
  const verdict = await signing.verify(held, request.digest, enrolment.value.handle, answer.value, here.now)
  const detail = { approver: approver.id, ...chatUser(approver.actor) }
  if (verdict.kind === 'refused') return no('signature', { ...detail, refusal: verdict.reason })
  const called = request.claimed?.by.id === approver.id
  const given: Given = {
    by: approver,
    factor: verdict.factor.id,
    digest: request.digest,
    at: here.now,
    ...(called && { called: true }),
  }
  const approval: ApprovalRequest = {
    ...request,
    given: [...request.given, given],
    doors: request.doors.filter(({ by }) => by.id !== approver.id),
    claimed: called ? undefined : request.claimed,
  }
  const factors = enrolment.value.factors.map((f) => (f.id === verdict.factor.id ? verdict.factor : f))
  const complete = approval.given.length >= request.shown.needed
  const subject = personOf(facts)
  const granted = grants(standing.value, here.id, subject.id, here.now)
  const pair = pairings(granted, (await standings.of(subject.id)).value, here.now)
  const { digest, shown } = request
  const yes = { ...detail, person: subject.id, digest, factor: verdict.factor.id, band: shown.band, called }
  const reveal: Signed = {
    kind: 'approved',
    complete,
    says: [say(complete ? 'approval.you-approved' : 'approval.one-more')],
  }
  return learn<Facts>(
    { approval },
    {
      reveal: { ...reveal },
      events: [
        { event: 'approval.granted', detail: { ...yes, complete } },
        ...(pair > pairAllowed
          ? [{ event: 'approval.collusion' as const, detail: { ...detail, person: subject.id, times: pair } }]
          : []),
      ],
      tells: [
        ...(complete ? [goOn(here)] : []),
        ...(pair > pairAllowed ? [pairAlert(here, facts, deciding, pair)] : []),
      ],
      writes: [
        world.enrolments.keep(enrolment, { ...enrolment.value, factors }),
        standings.keep(standing, granted),
      ],
    },
  )
}

/** The person waits with the page in the background; a card that changes in place rings nothing. */
const goOn = (here: Here): Tell => ({
  key: `${here.id}:${here.ver}:approved`,
  to: { kind: 'person' },
  card: { tone: 'good', title: say('approval.go-on'), lines: [say('approval.go-on-line')], asks: [] },
})

const pairAlert = (here: Here, facts: Facts, { approver }: Deciding, times: number): Tell => ({
  key: `${here.id}:${here.ver}:pair`,
  to: { kind: 'alerts' },
  card: bad(
    say('alert.approval-pair', {
      name: approver.name,
      other: personOf(facts).displayName,
      times: String(times),
    }),
    [say('alert.approval-pair.next'), say('alert.reference', { reference: here.id })],
  ),
})
