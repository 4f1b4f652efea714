import { disowned, type Standing, type Talk, type Verdict } from '../../src/freeze/port.ts'
import { withoutBrowsers, type Enrolment, type Kept } from '../../src/enrolment/port.ts'
import { asking, good, say, type Card, type ChatAsk, type Phrase } from '../../src/story/card.ts'
import { Fault } from '../../src/story/errors.ts'
import { learn, type Conclusion, type Here, type WorkStep } from '../../src/story/story.ts'
import { stopKey } from '../../src/story/ward.ts'
import { alert } from '../alerts.ts'
import { chatUser } from '../chat-user.ts'
import type { Disowning, Facts, KnownPerson } from '../facts.ts'
import { helpdesk } from '../helpdesk.ts'
import type { World } from '../world.ts'
import { speaksFor } from './identify.ts'

/** Freezes, stops what is on, alarms and records it, all in one write. What was nobody's changes nothing and looks the same. */
export const freeze: WorkStep<Facts, World> = {
  name: 'freeze',
  noReturn: true,
  settled: (facts) => facts.disowning?.came !== undefined,
  async work(facts, world, here) {
    const disowning = facts.disowning ?? { via: 'chat' }
    const id = facts.person?.id ?? (await speaksFor(facts, world))
    if (id === undefined) return learn<Facts>({ disowning: { ...disowning, came: 'frozen' } })
    const standing = await world.freezes.of(id)
    const verdict = disowned(standing.value, { via: disowning.via, now: here.now })
    if (verdict.next === undefined) return learn<Facts>({ disowning: { ...disowning, came: verdict.came } })
    const person = facts.person ?? (await named(id, facts, world))
    await world.ownSignIns?.disown(id, here.now)
    const known = await world.enrolments.of(id)
    const turn = concluded({ ...facts, person, disowning }, world, here, standing, verdict, verdict.next)
    return forgetting(turn, known, world)
  },
}

const concluded = (
  facts: Facts & { readonly person: KnownPerson; readonly disowning: Disowning },
  world: World,
  here: Here,
  standing: Parameters<World['freezes']['keep']>[0],
  { came, ends, alarms }: Verdict,
  next: Standing,
): Conclusion<Facts> => {
  const { person, disowning } = facts
  const { via, about } = disowning
  const detail = {
    person: person.id,
    via,
    ends: ends.map((t) => t.flow),
    ...(via === 'chat' && chatUser(facts.actor)),
    ...(about?.reference !== undefined && { about: about.reference }),
  }
  const changed = standing.value.frozenAt !== next.frozenAt
  const event = changed ? ('self-service.frozen' as const) : ('self-service.disowned' as const)
  const still = came === 'frozen' ? ('alert.still-frozen' as const) : ('alert.stopped' as const)
  const title = changed ? ('alert.frozen' as const) : still
  return learn<Facts>(
    { person, disowning: { ...disowning, came, changed } },
    {
      events: [{ event, detail }],
      writes: [
        world.freezes.keep(standing, next),
        ...ends.map(({ flow }) => ({ key: stopKey(flow, here.id), rev: 0, value: '{}', dueAt: here.now })),
      ],
      tells: alarms ? [alert(here, facts, title, {}, circumstances(ends, disowning))] : [],
    },
  )
}

/**
 * No browser is known of the person afterwards: a thief's may be among them, and nobody can tell which. Theirs are asked for
 * more once, and known again after their next conversation.
 */
const forgetting = (
  turn: Conclusion<Facts>,
  known: Kept<Enrolment>,
  { enrolments }: World,
): Conclusion<Facts> => {
  const count = known.value.browsers?.length ?? 0
  if (count === 0) return turn
  return {
    ...turn,
    events: [...(turn.events ?? []), { event: 'browser.forgotten', detail: { count } }],
    writes: [...(turn.writes ?? []), enrolments.keep(known, withoutBrowsers(known.value))],
  }
}

/** What the helpdesk must know at once: what it is about, and whether the directory is being written at this moment. */
const circumstances = (ends: readonly Talk[], { via, about }: Disowning): readonly Phrase[] => [
  say(`alert.not-me.${via}`),
  ...(about === undefined ? [] : [say('alert.not-me.about'), about.says]),
  ...(about?.reference === undefined ? [] : [say('alert.reference', { reference: about.reference })]),
  ...ends.map(({ flow, acting }) =>
    say(acting === undefined ? 'alert.not-me.ended' : 'alert.not-me.acting', { reference: flow }),
  ),
]

/** The directory only lends a name: one that is down must not keep a freeze from happening. */
const named = async (id: string, { profile }: Facts, world: World): Promise<KnownPerson> => {
  const unnamed = { id, account: '–', displayName: profile.displayName }
  try {
    const found = (await world.people.status(id))?.person
    return found === undefined ? unnamed : { id, account: found.account, displayName: found.displayName }
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    return unnamed
  }
}

const begin = (value: 'unfreeze' | 'reset-password', label: Phrase): ChatAsk => ({
  kind: 'choice',
  name: 'start',
  options: [{ value, label }],
})

export const unfreezeButton = begin('unfreeze', say('frozen.unfreeze'))

/** Why nothing goes on and who can change that: the helpdesk, or the person with a passkey. */
export const frozenLines = (world: World): readonly Phrase[] => [
  say('frozen.what'),
  say('frozen.how'),
  helpdesk(world),
]

/** The last card of a "that wasn't me". */
export const notMeEnd = ({ disowning }: Facts, outcome: string, world: World): Card => {
  if (outcome !== 'done') return asking(say('ended.cancelled'), [say('not-me.kept'), helpdesk(world)])
  return disowning?.came === 'stopped'
    ? good(say('not-me.stopped'), [say('not-me.stopped-line'), helpdesk(world)])
    : good(say('ended.frozen'), frozenLines(world), [unfreezeButton])
}
