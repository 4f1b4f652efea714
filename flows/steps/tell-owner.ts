import { good, say, type Card, type Phrase } from '../../src/story/card.ts'
import { learn, sameActor, type Here, type Tell, type WorkStep } from '../../src/story/story.ts'
import { toEveryAddress } from '../addresses.ts'
import { wasntMe } from '../every-story.ts'
import type { Facts } from '../facts.ts'
import { helpdesk } from '../helpdesk.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'

/**
 * Tells every notification address, each under its own key: once is promised, twice is recognisable. The chat of this
 * conversation, every other linked one, and the mail: whoever stole one of them is not the only one who hears. Each carries a way
 * to say "that wasn't me": a button in chat, a link in the mail.
 */
export const tellEverywhere = async (
  facts: Facts,
  world: World,
  here: Here,
  what: string,
  title: Phrase,
  lines: readonly Phrase[],
): Promise<readonly Tell[]> => {
  const { id, account, displayName, mail } = personOf(facts)
  const linked = (await world.enrolments.of(id)).value.bindings
  const card: Card = good(title, lines, [wasntMe])
  const key = `${here.id}:${what}`
  const inThisChat: Tell = { key: `${key}:chat`, to: { kind: 'person' }, card }
  const bindings = linked.filter(({ actor }) => !sameActor(actor, facts.actor))
  const disowns = { person: { id, account, displayName }, says: title, at: here.now, reference: here.id }
  return [inThisChat, ...toEveryAddress({ key, card, bindings, mail, disowns })]
}

/** What a step tells when the act it follows is done. */
interface Told {
  readonly name: string
  /** Names the notice in its keys. */
  readonly what: string
  readonly title: Parameters<typeof say>[0]
  readonly doneAt: (facts: Facts) => number | undefined
  /** Said between when it was and what to do if it was not them. */
  readonly besides?: readonly Phrase[]
}

/** The step that tells the owner at every address, once. */
export const telling = ({ name, what, title, doneAt, besides = [] }: Told): WorkStep<Facts, World> => ({
  name,
  settled: (facts) => facts.toldAt !== undefined,
  work: async (facts, world, here) => {
    const at = say('told.at', { at: `@${doneAt(facts) ?? here.now}` })
    const lines = [at, ...besides, say('told.not-you'), helpdesk(world)]
    const account = say(title, { account: personOf(facts).account })
    const tells = await tellEverywhere(facts, world, here, what, account, lines)
    return learn<Facts>({ toldAt: here.now }, { tells })
  },
})

/** After a commit the owner hears of it in chat and at a second address, with what to do if it was not them (63B-4 4.6). */
export const tellOwner = telling({
  name: 'tell-owner',
  what: 'password-changed',
  title: 'told.password-changed',
  doneAt: (facts) => facts.committed?.at,
})
