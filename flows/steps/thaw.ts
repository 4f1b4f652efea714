import { left, lifted } from '../../src/freeze/port.ts'
import { say } from '../../src/story/card.ts'
import { end, learn, type WorkStep } from '../../src/story/story.ts'
import { notice } from '../alerts.ts'
import { chatUser } from '../chat-user.ts'
import type { Facts } from '../facts.ts'
import { helpdesk } from '../helpdesk.ts'
import type { World } from '../world.ts'
import { lifting } from './identify-frozen.ts'
import { personOf } from './identify.ts'
import { evidenceLastsMs } from './prove-identity.ts'
import { tellEverywhere } from './tell-owner.ts'

/** Lifts the freeze, if the passkey that was proved may do so now; told to everybody who was told of the freeze. */
export const thaw: WorkStep<Facts, World> = {
  name: 'thaw',
  noReturn: true,
  settled: (facts) => facts.thawedAt !== undefined,
  async work(facts, world, here) {
    const person = personOf(facts)
    const enrolment = await world.enrolments.of(person.id)
    const standing = await world.freezes.of(person.id)
    const { frozenAt } = standing.value
    if (frozenAt === undefined) return end<Facts>('not-frozen')
    const may = lifting(enrolment.value, frozenAt, world, here.now, facts.restsMs)
    const jkt = facts.binding.paired?.jkt
    const proof = facts.proofs.find(
      (p) =>
        p.evidence === 'webauthn' &&
        p.jkt === jkt &&
        here.now - p.at <= evidenceLastsMs &&
        may.some((f) => f.id === p.id && f.addedAt <= p.at),
    )
    if (proof === undefined) return refusal(facts, person.id)
    return learn<Facts>(
      { thawedAt: here.now },
      {
        events: [{ event: 'self-service.unfrozen', detail: { person: person.id, factor: proof.factor } }],
        writes: [world.freezes.keep(standing, lifted(left(standing.value, here.id), here.now))],
        tells: [
          notice(here, facts, 'alert.unfrozen'),
          ...(await tellEverywhere(
            facts,
            world,
            here,
            'unfrozen',
            say('told.unfrozen', { account: person.account }),
            [say('told.at', { at: `@${here.now}` }), say('told.not-you'), helpdesk(world)],
          )),
        ],
      },
    )
  },
}

const refusal = ({ actor }: Facts, person: string) => {
  const detail = { reason: 'no-passkey', person, ...chatUser(actor) }
  return end<Facts>('no-passkey', { events: [{ event: 'flow.refused', detail }] })
}
