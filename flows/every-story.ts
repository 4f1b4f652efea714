import { acting, isBarred, isStopped, left, type Standing } from '../src/freeze/port.ts'
import { say, type ChatAsk } from '../src/story/card.ts'
import { end, type Here, type Story, type WardsWord } from '../src/story/story.ts'
import { admits } from './admits.ts'
import { chatUser } from './chat-user.ts'
import type { Facts } from './facts.ts'
import { attach, issueLink, resume } from './interrupts/attach.ts'
import { cancel, replace } from './interrupts/cancel.ts'
import type { World } from './world.ts'

/** On every card and notice: whoever did not begin this can stop it, and all self-service of theirs with it. */
export const wasntMe: ChatAsk = {
  kind: 'choice',
  name: 'aside',
  options: [{ value: 'not-me', label: say('not-me.button') }],
}

const unless =
  (bars: (standing: Standing, flow: string) => boolean) =>
  async ({ person, actor }: Facts, world: World, here: Here, op?: string): Promise<WardsWord<Facts>> => {
    if (person === undefined) return { holds: [] }
    const kept = await world.freezes.of(person.id)
    const holds = [world.freezes.keep(kept, acting(kept.value, here.id, op))]
    const talks = kept.value.talks.some(({ flow }) => flow === here.id)
    const word = { holds, ...(talks && { leaves: [world.freezes.keep(kept, left(kept.value, here.id))] }) }
    if (!bars(kept.value, here.id)) return word
    const reason = bars === isBarred && kept.value.frozenAt !== undefined ? 'frozen' : 'disowned'
    const detail = { reason, person: person.id, ...chatUser(actor) }
    const barred = end<Facts>(reason, { events: [{ event: 'flow.refused', detail }] })
    return { ...word, barred }
  }

/**
 * A frozen person's conversations end, whatever was proved before the freeze; one that was disowned stays ended when the
 * freeze is lifted (stops a thief who waits for that).
 */
export const unlessFrozen = unless(isBarred)

/** For the one that lifts a freeze: that of a thief who has a passkey ends once the owner says "that wasn't me" to it. */
export const unlessStopped = unless(isStopped)

/** What a story that acts for a person has besides its own steps: spread it, and nothing is forgotten. */
export const everyStory = {
  interrupts: [attach, resume, issueLink, cancel, replace],
  ward: unlessFrozen,
  aside: [wasntMe],
  admits,
} as const satisfies Partial<Story<Facts, World>>
