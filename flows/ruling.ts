import type { Status } from '../src/directory/port.ts'
import type { EvidenceType, Ruling } from '../src/policy/port.ts'
import { say } from '../src/story/card.ts'
import { end, type Conclusion, type Here, type Tell } from '../src/story/story.ts'
import { alert } from './alerts.ts'
import { chatUser } from './chat-user.ts'
import type { Facts } from './facts.ts'
import type { World } from './world.ts'

/** The rule that holds for somebody now, as the directory shows them; `held` is what their sign-in methods can prove. */
export const rulingFor = (
  { policy }: Pick<World, 'policy'>,
  { person: { account }, dn, groups }: Pick<Status, 'person' | 'dn' | 'groups'>,
  now: number,
  held?: readonly EvidenceType[],
): Ruling =>
  policy.ruling(
    { account, ...(dn !== undefined && { dn }), ...(groups && { groups }), ...(held && { holds: held }) },
    now,
  )

/** What a rule alone forbids, said before the person is sent anywhere; undefined = go on. */
export const forbidden = (
  facts: Facts,
  ruling: Ruling,
  here: Here,
  person: Status['person'],
): Conclusion<Facts> | undefined => {
  const outcome = ruling.refuses ? 'by-policy' : ruling.closed?.band === 'deny' ? 'closed' : undefined
  if (outcome === undefined) return undefined
  const { rule, policy, undecided } = ruling
  const detail = {
    reason: outcome,
    detail: outcome,
    person: person.id,
    rule,
    policy,
    ...chatUser(facts.actor),
  }
  return end<Facts>(outcome, {
    facts: { ruled: ruledOf(ruling) },
    events: [{ event: 'flow.refused', detail }],
    tells: undecided ? [undecidedAlert(here, { ...facts, person })] : [],
  })
}

/** What of a ruling the last card tells. */
export const ruledOf = ({ words, closed }: Ruling): NonNullable<Facts['ruled']> => ({
  ...(words !== undefined && { words }),
  ...(closed && { opensAt: closed.opensAt }),
})

/** The directory hides what a rule asks for: the operator has to know, for nobody else can mend it. */
export const undecidedAlert = (here: Here, facts: Facts): Tell => ({
  ...alert(here, facts, 'alert.rule-undecided', {}, [say('alert.rule-undecided.fix')]),
  // On a card of its own: the next refusal of the same person must not cover it.
  topic: { kind: 'person', about: `rule-undecided:${facts.person?.id ?? ''}`, loud: true },
})
