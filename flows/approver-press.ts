import { claims, drops, presses, type Press, type PressAnswer } from '../src/approval/port.ts'
import { say, type Phrase } from '../src/story/card.ts'
import { never } from '../src/story/errors.ts'
import type { AuditEvent } from '../src/story/event.ts'
import { end, learn, show, type Answer, type Here, type Turn } from '../src/story/story.ts'
import type { ApprovalRequest } from './approval-facts.ts'
import {
  approverOf,
  claimLastsMs,
  isClaimed,
  mayNotYet,
  type Deciding,
  type NotApprover,
  type NotNow,
} from './approver.ts'
import { chatUser } from './chat-user.ts'
import type { Facts } from './facts.ts'
import type { World } from './world.ts'

/** How long a door is good (ms). */
const doorLastsMs = 5 * 60_000

const isPress = (value: unknown): value is Press => presses.some((press) => press === value)

/**
 * A press on the card in an alert channel. Whoever stole an approver's chat can look, claim, and say no; a yes takes a passkey
 * on our page (EA 2021: a bought chat session was enough to talk to).
 */
export const pressed = async (
  facts: Facts,
  request: ApprovalRequest,
  { actor, value }: Answer,
  world: World,
  here: Here,
): Promise<Turn<Facts>> => {
  if (actor === undefined || !isPress(value)) return show(told([say('approval.pardon')]))
  const deciding = await approverOf(actor, facts, world)
  if ('no' in deciding) return no(deciding.no, { press: value, ...whom(deciding), ...chatUser(actor) })
  const detail = { press: value, approver: deciding.approver.id, ...chatUser(actor) }
  switch (value) {
    case 'approve': {
      const not = mayNotYet(deciding, request, here)
      return not === undefined ? doorFor(request, deciding, world, here) : no(not, detail, request)
    }
    case 'deny':
      return denied(request, deciding, detail, world, here)
    case 'call': {
      const not = mayNotYet(deciding, request, here)
      return not === undefined ? claimed(request, deciding, detail, world, here) : no(not, detail, request)
    }
    case 'release':
      return released(request, deciding, detail, world, here)
    default:
      return never(value)
  }
}

const told = (says: readonly Phrase[]): Extract<PressAnswer, { says: unknown }> => ({ says })

/** A no to an approver: why, and what next. It changes nothing, so it makes nobody's card older. */
export const no = (
  why: NotApprover | NotNow | 'signature',
  detail: NonNullable<AuditEvent['detail']>,
  request?: ApprovalRequest,
): Turn<Facts> => {
  const name = request?.claimed?.by.name ?? ''
  const until = `@${(request?.claimed?.at ?? 0) + claimLastsMs}`
  const says = why === 'claimed' ? say('approval.no.claimed', { name, until }) : say(`approval.no.${why}`)
  return show({ says: [says] }, [{ event: 'approval.refused', detail: { why, ...detail } }])
}

const whom = ({ person }: { readonly person?: string }) => (person === undefined ? {} : { approver: person })

/** One live door for each approver: a newer one closes the older. */
const doorFor = (
  request: ApprovalRequest,
  { approver, standing }: Deciding,
  world: World,
  here: Here,
): Turn<Facts> => {
  const { token, hash } = world.approvals.door()
  const expiresAt = here.now + doorLastsMs
  const others = request.doors.filter((d) => d.by.id !== approver.id && d.expiresAt > here.now)
  const approval = { ...request, doors: [...others, { hash, by: approver, expiresAt }] }
  const pending = claims(standing.value, here.id, expiresAt, here.now)
  const reveal: PressAnswer = { token, expiresAt }
  return learn<Facts>(
    { approval },
    { reveal: { ...reveal }, writes: [world.approvals.standings.keep(standing, pending)] },
  )
}

const denied = (
  request: ApprovalRequest,
  { approver, standing }: Deciding,
  detail: NonNullable<AuditEvent['detail']>,
  world: World,
  here: Here,
): Turn<Facts> =>
  end<Facts>('denied', {
    facts: { approval: { ...request, doors: [], denied: { by: approver, at: here.now } } },
    events: [{ event: 'approval.denied', detail }],
    writes: [world.approvals.standings.keep(standing, drops(standing.value, here.id))],
    reveal: { says: [say('approval.you-denied')] },
  })

/** Said aloud to the others: they need not call as well. */
const claimed = (
  request: ApprovalRequest,
  { approver, standing }: Deciding,
  detail: NonNullable<AuditEvent['detail']>,
  world: World,
  here: Here,
): Turn<Facts> =>
  learn<Facts>(
    { approval: { ...request, claimed: { by: approver, at: here.now } } },
    {
      events: [{ event: 'approval.claimed', detail }],
      writes: [
        world.approvals.standings.keep(
          standing,
          claims(standing.value, here.id, here.now + claimLastsMs, here.now),
        ),
      ],
      reveal: { says: [callThem(request), say('approval.then')] },
    },
  )

const callThem = ({ shown: { phone } }: ApprovalRequest): Phrase =>
  phone === undefined ? say('approval.no-number') : say('approval.number', { number: phone })

const released = (
  request: ApprovalRequest,
  { approver, standing }: Deciding,
  detail: NonNullable<AuditEvent['detail']>,
  world: World,
  here: Here,
): Turn<Facts> => {
  if (request.claimed?.by.id !== approver.id) {
    return isClaimed(request.claimed, here.now)
      ? no('claimed', detail, request)
      : show(told([say('approval.not-claimed')]))
  }
  return learn<Facts>(
    { approval: { ...request, claimed: undefined } },
    {
      events: [{ event: 'approval.released', detail }],
      writes: [world.approvals.standings.keep(standing, drops(standing.value, here.id))],
      reveal: { says: [say('approval.released')] },
    },
  )
}
