import { noteSuccess, withoutBrowsers, type Enrolment, type Kept } from '../../src/enrolment/port.ts'
import type { EnrolledFactor, Factor } from '../../src/factors/port.ts'
import { again, learn, show, type Answer, type AskStep, type Here, type Turn } from '../../src/story/story.ts'
import { say } from '../../src/story/card.ts'
import type { Facts, HeldFactor } from '../facts.ts'
import { helpdesk } from '../helpdesk.ts'
import { confirmRemoval, enrolling, factorMenu } from '../factor-pages.ts'
import { continueInBrowser } from '../pages.ts'
import { ceremony, stillHeld } from '../proving.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'
import { tellEverywhere } from './tell-owner.ts'

/** Sign-in methods are added and removed here; every change is told to every address and starts the cooling period. */
export const manageFactors: AskStep<Facts, World> = {
  name: 'manage-factors',
  settled: (facts) => facts.finishedAt !== undefined,
  screens: {
    person: () => continueInBrowser(say('enrol.chat-title')),
    browser: (facts, _here, world) => {
      const begun = begunOf(facts, world)
      if (begun !== undefined) return enrolling(begun)
      const removing = facts.factors.find((f) => f.id === facts.removing)
      return removing === undefined ? factorMenu(facts, world) : confirmRemoval(removing)
    },
  },
  hearsFrom: () => ['browser'],
  async hear(facts, answer, world, here) {
    if (answer.name === 'back') return learn<Facts>({ pending: undefined, removing: undefined })
    const begun = begunOf(facts, world)
    if (begun !== undefined) return await enrol(begun, facts, answer, world, here)
    switch (answer.name) {
      case 'done':
        return learn<Facts>({ finishedAt: here.now })
      case 'add':
        return await begin(facts, answer, world, here)
      case 'remove': {
        const removing = facts.factors.find((f) => f.id === answer.value)?.id
        return removing === undefined ? again<Facts>([say('enrol.pardon')]) : learn<Facts>({ removing })
      }
      case 'forget-browsers':
        return await forgetBrowsers(facts, world)
      case 'remove-confirmed':
        return await remove(facts, world, here)
      default:
        return again<Facts>([say('enrol.pardon')])
    }
  },
}

/** All of them: which is which only a browser itself could tell. */
const forgetBrowsers = async (facts: Facts, world: World): Promise<Turn<Facts>> => {
  const kept = await world.enrolments.of(personOf(facts).id)
  const count = kept.value.browsers?.length ?? 0
  const events = [{ event: 'browser.forgotten' as const, detail: { count } }]
  const writes = [world.enrolments.keep(kept, withoutBrowsers(kept.value))]
  return learn({ browsers: undefined }, count === 0 ? {} : { events, writes })
}

const begunOf = ({ pending }: Facts, { factors }: World): Factor | undefined =>
  factors.find((f) => f.type === pending?.factor)

const begin = async (facts: Facts, answer: Answer, world: World, here: Here): Promise<Turn<Facts>> => {
  const factor = world.factors.find((f) => f.type === answer.value)
  if (factor === undefined) return again([say('enrol.pardon')])
  const { value } = await world.enrolments.of(personOf(facts).id)
  const data = await factor.begin(heldOf(factor, value), ceremony(facts, answer, value, here))
  return learn({ pending: { factor: factor.type, data } })
}

/** Options and secrets of a begun enrolment are handed out as often as asked; the confirming answer concludes it. */
const enrol = async (
  factor: Factor,
  facts: Facts,
  answer: Answer,
  world: World,
  here: Here,
): Promise<Turn<Facts>> => {
  const kept = await world.enrolments.of(personOf(facts).id)
  const held = heldOf(factor, kept.value)
  const bound = ceremony(facts, answer, kept.value, here)
  const data = facts.pending?.data ?? {}
  if (!factor.concludes.includes(answer.name)) return show(await factor.reveal(data, held, bound))
  if (unproved(facts, kept)) return proveFirst(facts, kept)
  const result = await factor.finish(data, held, answer.value, bound)
  if (result.kind === 'refused') {
    const detail = { factor: factor.type, reason: result.reason, during: 'enrolment' }
    return again([say(`prove.refused.${result.reason}`)], { events: [{ event: 'factor.refused', detail }] })
  }
  // One set of recovery codes at a time: a new one makes the old worthless.
  const stays = (f: EnrolledFactor) => factor.type !== 'recovery-codes' || f.type !== factor.type
  const factors = [...kept.value.factors.filter(stays), result.factor]
  const next = noteSuccess({ ...kept.value, factors }, factor.type)
  return learn(
    { pending: undefined, factors: factors.map(named), added: [...(facts.added ?? []), result.factor.id] },
    {
      ...(await changed('added', named(result.factor), facts, world, here, kept, next)),
      ...(result.reveal !== undefined && { reveal: result.reveal }),
    },
  )
}

const remove = async (facts: Facts, world: World, here: Here): Promise<Turn<Facts>> => {
  const kept = await world.enrolments.of(personOf(facts).id)
  if (unproved(facts, kept)) return proveFirst(facts, kept)
  const gone = kept.value.factors.find((f) => f.id === facts.removing)
  if (gone === undefined) return learn({ removing: undefined })
  const factors = kept.value.factors.filter((f) => f.id !== gone.id)
  return learn(
    {
      removing: undefined,
      factors: factors.map(named),
      ...(facts.proofs.some((p) => p.id === gone.id) && { removed: [...(facts.removed ?? []), gone.id] }),
    },
    await changed('removed', named(gone), facts, world, here, kept, { ...kept.value, factors }),
  )
}

/**
 * Whether there are factors of which none has been proved: one that came from elsewhere since this conversation looked, or
 * the one that was proved is gone. Stops a thief with password or stolen factor who waited here for the owner.
 */
const unproved = ({ proofs, added = [], removed }: Facts, { value: { factors } }: Kept<Enrolment>): boolean =>
  stillHeld(proofs, factors, removed).length === 0 && factors.some((f) => !added.includes(f.id))

/** With the factors as they are now, the step that asks for one of them is not settled any more. */
const proveFirst = ({ proofs, removed }: Facts, { value: { factors } }: Kept<Enrolment>): Turn<Facts> =>
  learn({
    factors: factors.map(named),
    proofs: stillHeld(proofs, factors, removed),
    provedAt: undefined,
    pending: undefined,
    removing: undefined,
  })

const changed = async (
  did: 'added' | 'removed',
  factor: HeldFactor,
  facts: Facts,
  world: World,
  here: Here,
  kept: Kept<Enrolment>,
  next: Enrolment,
) => ({
  events: [
    {
      event: did === 'added' ? ('factor.enrolled' as const) : ('factor.removed' as const),
      detail: { factor: factor.type },
    },
  ],
  writes: [world.enrolments.keep(kept, { ...next, factorsChangedAt: here.now })],
  tells: await tellEverywhere(
    facts,
    world,
    here,
    `${did}:${factor.id}`,
    say(`told.${did}`, { label: factor.label }),
    [say('told.at', { at: `@${here.now}` }), say('told.not-you'), helpdesk(world)],
  ),
})

const named = ({ id, type, label }: EnrolledFactor): HeldFactor => ({ id, type, label })

const heldOf = (factor: Factor, { factors }: Enrolment): readonly EnrolledFactor[] =>
  factors.filter((f) => f.type === factor.type)
