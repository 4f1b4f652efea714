import type { House } from '../../../src/house/port.ts'
import type { Actor } from '../../../src/story/story.ts'
import { enrolled } from '../../support/talk.ts'
import type { Town } from '../../support/world.ts'

/**
 * `employee` and `colleague` have set up recovery, `newcomer` has not; the platform vouches for the address of all three, and for
 * that of nobody `unconfirmed`. The others once had, too, and are not what they were.
 */
export const kinds = [
  'employee',
  'colleague',
  'newcomer',
  'unconfirmed',
  'guest',
  'stranger',
  'bot',
  'deleted',
] as const
export type Kind = (typeof kinds)[number]

/** Somebody's hands and eyes on a platform. */
export interface Somebody {
  readonly actor: Actor
  says(text: string): Promise<void>
  /** Types into the form that the card offers, and sends it. */
  types(text: string): Promise<void>
  presses(button: string): Promise<void>
  /** The newest card as it stands now, to be pressed later. */
  card(): unknown
  /** Presses a button of a card that was kept, or that somebody else has before them. */
  pressesOn(card: unknown, button: string): Promise<void>
  /** Everything on the newest card; empty = nothing was ever shown to them. */
  sees(): string
  /** The address behind the newest card's link. */
  link(): string | undefined
}

/** A platform with the house behind it. */
export interface Stage {
  readonly who: Readonly<Record<Kind, Somebody>>
  stop(): Promise<void>
}

/** The house of a town as an adapter has it; `rest` resolves when all that was accepted has been heard and drawn. */
export const houseOf = (town: Town): { readonly house: House; readonly rest: () => Promise<void> } => {
  const under = new Set<string>()
  const house: House = {
    inbox: {
      accept: async (event) => {
        const accepted = await town.at.house.inbox.accept(event)
        if (accepted) under.add(event.ids.join())
        return accepted
      },
    },
    hear: async (event) => {
      await town.at.house.hear(event)
      under.delete(event.ids.join())
    },
    outbox: { put: (...given) => town.at.house.outbox.put(...given) },
    bindings: {
      suspend: (...given) => town.at.house.bindings.suspend(...given),
      remove: (...given) => town.at.house.bindings.remove(...given),
    },
    alerts: { raise: (...given) => town.at.house.alerts.raise(...given) },
  }
  const rest = async (): Promise<void> => {
    while (under.size > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await town.at.rest()
  }
  return { house, rest }
}

/** Joan is whoever is no employee any more; each of them is still linked to her, as if nobody had noticed. */
const person: Readonly<Record<Exclude<Kind, 'newcomer' | 'unconfirmed'>, string>> = {
  employee: 'ada',
  colleague: 'joan',
  guest: 'joan',
  stranger: 'joan',
  bot: 'joan',
  deleted: 'joan',
}

/** Links the people of a stage to those of the directory. */
export const settleIn = async (town: Town, who: Stage['who']): Promise<void> => {
  for (const name of ['ada', 'joan']) await enrolled(town, name)
  const { world, store } = town.at
  for (const [kind, name] of Object.entries(person)) {
    const found = kinds.find((k) => k === kind)
    if (found === undefined) throw new Error(`no ${kind}`)
    const { actor } = who[found]
    const bound = await world.enrolments.boundTo(actor)
    if (!(await store.write([world.enrolments.bind(actor, bound, { person: `id-${name}` })])))
      throw new Error('not linked')
  }
}
