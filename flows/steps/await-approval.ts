import { takeBackStart } from '../../src/enrolment/port.ts'
import { bad, say, waiting, type Card } from '../../src/story/card.ts'
import { end, learn, type AskStep, type Conclusion, type Here } from '../../src/story/story.ts'
import { approverCard } from '../approval-cards.ts'
import type { ApprovalRequest } from '../approval-facts.ts'
import { atTheDoor } from '../approver-signs.ts'
import { pressed } from '../approver-press.ts'
import { approvalLastsMs } from '../approving.ts'
import type { Facts } from '../facts.ts'
import { helpdesk } from '../helpdesk.ts'
import { stopOnPage } from '../pages.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'

/** When nobody has answered by then, approvers are called once more (ms). */
const escalatesMs = 5 * 60_000

/** So often within an hour approvers are called once more for one person. */
const mostCalls = 3

/** The person waits, and never learns why; approvers are asked, and decide in their own time, which is not the person's. */
export const awaitApproval: AskStep<Facts, World> = {
  name: 'await-approval',
  waits: true,
  settled: ({ approval }) => approval === undefined || approval.given.length >= approval.shown.needed,
  screens: {
    person: (_facts, _here, world) => waits(world, [say('approval.wait-in-chat')]),
    browser: (_facts, _here, world) => waits(world, [say('approval.wait-on-page')]),
    approver: (facts, here) => approverCard(requestOf(facts), here),
  },
  hearsFrom: () => ['approver'],
  async hear(facts, answer, world, here) {
    // Of one person never more than one waits: a newer conversation, in whichever chat of theirs, is the one that counts.
    const { liveFlow } = (await world.enrolments.of(personOf(facts).id)).value
    if (liveFlow !== here.id) return end<Facts>('replaced', { events: [{ event: 'flow.replaced' }] })
    const hears = answer.name === 'approval' ? pressed : atTheDoor
    return await hears(facts, requestOf(facts), answer, world, here)
  },
  alarm: {
    dueAt: ({ approval }) =>
      approval &&
      approval.shown.askedAt + (approval.escalatedAt === undefined ? escalatesMs : approvalLastsMs),
    sound: async (facts, world, here) => {
      const request = requestOf(facts)
      return here.now - request.shown.askedAt < approvalLastsMs
        ? escalated(facts, request, here)
        : await unanswered(facts, request, world)
    },
  },
}

const waits = (world: World, lines: Card['lines']): Card =>
  waiting(say('approval.wait-title'), [...lines, helpdesk(world)], [stopOnPage])

const requestOf = ({ approval }: Facts): ApprovalRequest => {
  if (approval === undefined) throw new TypeError('awaited an approval that nobody was asked for')
  return approval
}

/**
 * A new card rings in the channel of whoever is on call, so that each request has one there; but one person's requests ring no more
 * often than their second mentions do.
 */
const onCallCard = ({ card, shown: { times = 1 } }: ApprovalRequest): string =>
  `${card}-${Math.min(times, mostCalls)}`

/** A second mention, for whoever looked away; and the card before whoever is on call. */
const escalated = (facts: Facts, request: ApprovalRequest, here: Here): Conclusion<Facts> => {
  const { displayName: name, account } = personOf(facts)
  return learn<Facts>(
    { approval: { ...request, escalatedAt: here.now, onCall: request.onCall ?? onCallCard(request) } },
    {
      events: [{ event: 'approval.escalated', detail: { person: personOf(facts).id } }],
      tells: [
        {
          key: `${here.id}:${here.ver}:escalated`,
          to: { kind: 'alerts' },
          // Whoever asks again and again does not ring the channel again and again.
          hourly: JSON.stringify([
            'approval-waits',
            personOf(facts).id,
            Math.min(request.shown.times ?? 1, mostCalls),
          ]),
          card: bad(say('alert.approval-waits', { name, account }), [
            say('alert.approval-waits.next', { until: `@${request.shown.askedAt + approvalLastsMs}` }),
            say('alert.reference', { reference: here.id }),
          ]),
        },
      ],
    },
  )
}

/** Nobody said no, so it costs the person no start; nobody said yes, so it goes no further. */
const unanswered = async (
  facts: Facts,
  request: ApprovalRequest,
  world: World,
): Promise<Conclusion<Facts>> => {
  const { id } = personOf(facts)
  const kept = await world.enrolments.of(id)
  const { at = 0 } = facts.binding.paired ?? {}
  return end<Facts>('no-one-answered', {
    facts: { approval: { ...request, doors: [], claimed: undefined } },
    events: [{ event: 'approval.unanswered', detail: { person: id, given: request.given.length } }],
    writes: [world.enrolments.keep(kept, takeBackStart(kept.value, at))],
  })
}
