import { say } from '../../src/story/card.ts'
import { learn, sameActor, type WorkStep } from '../../src/story/story.ts'
import { chatUser } from '../chat-user.ts'
import type { Facts } from '../facts.ts'
import { helpdesk } from '../helpdesk.ts'
import type { World } from '../world.ts'
import { isChanged, personOf } from './identify.ts'
import { tellEverywhere } from './tell-owner.ts'

/** Pins the chat identity to the directory person, once password and held factors proved it is theirs. */
export const linkIdentity: WorkStep<Facts, World> = {
  name: 'link-identity',
  settled: (facts) => facts.linkedAt !== undefined,
  async work(facts, world, here) {
    const { actor } = facts
    const person = personOf(facts)
    const bound = await world.enrolments.boundTo(actor)
    const kept = await world.enrolments.of(person.id)
    const known = bound.value?.person === person.id && bound.value.suspended === undefined
    if (known && !isChanged(facts, kept.value, world)) return learn<Facts>({ linkedAt: here.now })
    const others = kept.value.bindings.filter((b) => !sameActor(b.actor, actor))
    const link = { actor, at: here.now, mark: world.marks.make(actor, facts.profile) }
    return learn<Facts>(
      { linkedAt: here.now },
      {
        events: [{ event: 'binding.made', detail: { ...chatUser(actor), person: person.id } }],
        writes: [
          world.enrolments.keep(kept, { ...kept.value, bindings: [...others, link] }),
          world.enrolments.bind(actor, bound, { person: person.id }),
        ],
        tells: await tellEverywhere(
          facts,
          world,
          here,
          'linked',
          say('told.linked', { account: person.account }),
          [say('told.at', { at: `@${here.now}` }), say('told.not-you'), helpdesk(world)],
        ),
      },
    )
  },
}
