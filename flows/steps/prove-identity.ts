import type { Factor } from '../../src/factors/port.ts'
import type { EvidenceType, Purpose } from '../../src/policy/port.ts'
import { asking, bad, say, type Card, type WebAsk } from '../../src/story/card.ts'
import { end, show, type AskStep, type Here } from '../../src/story/story.ts'
import { alert } from '../alerts.ts'
import type { Facts, Proof } from '../facts.ts'
import { helpdesk } from '../helpdesk.ts'
import { continueInBrowser, stopOnPage } from '../pages.ts'
import { open, proveFactor } from '../proving.ts'
import type { World } from '../world.ts'
import { heldEvidence, holds } from './assess-risk.ts'

/** Evidence older than this at the commit is renewed by one touch of a factor already used. */
export const evidenceLastsMs = 10 * 60_000

/** As much evidence as the policy asks for in this band, all from the paired browser. */
export const proveIdentityFor = (purpose: Purpose): AskStep<Facts, World> => ({
  name: 'prove-identity',
  settled: (facts) => facts.provedAt !== undefined,
  screens: {
    person(facts, here, world): Card {
      const forms = offeredInChat(facts, here, world, purpose).flatMap(({ inChat }) =>
        inChat ? [inChat.ask] : [],
      )
      if (forms.length === 0) return continueInBrowser(say('prove.chat-title'))
      const card = continueInBrowser(say('prove.chat-title'), [say('continue.line'), say('prove.in-chat')])
      return { ...card, asks: [...forms, ...card.asks] }
    },
    browser(facts, here, world): Card<WebAsk> {
      const ways = offered(facts, here, world, purpose)
      if (ways.length === 0) return bad(say('prove.no-way'), [helpdesk(world)], [stopOnPage])
      const line = facts.proofs.length === 0 ? say('prove.first') : say('prove.next')
      return asking(say('prove.title'), [line], [...ways.map((f) => f.proves), stopOnPage])
    },
  },
  hearsFrom: () => ['browser', 'person'],
  async hear(facts, answer, world, here) {
    const ways = (answer.from === 'person' ? offeredInChat : offered)(facts, here, world, purpose)
    // A stray message in chat must not make the page stale under the person's fingers.
    if (answer.from === 'person' && ways.every(({ inChat }) => inChat?.ask.name !== answer.name))
      return show({})
    const turn = await proveFactor(facts, answer, world, here, ways, (proof) =>
      proved(facts, proof, world, purpose),
    )
    if (turn.kind !== 'again' || turn.counts === undefined) return turn
    const tries = { ...here.tries, [turn.counts]: (here.tries[turn.counts] ?? 0) + 1 }
    if (offered(facts, { ...here, tries }, world, purpose).length > 0) return turn
    return end<Facts>('out-of-tries', { ...turn, tells: [alert(here, facts, 'alert.out-of-tries')] })
  },
})

export const proveIdentity = proveIdentityFor('reset')

/** The judgement that counts now. */
export const judgedOf = ({ reassessed, assessment }: Facts) => {
  const judged = reassessed ?? assessment
  if (judged === undefined) throw new TypeError('asked for proof before the risk was assessed')
  return judged
}

/** What can still bring the person closer, best first. A renewal asks for one of the factors already used. */
const offered = (facts: Facts, here: Here, world: World, purpose: Purpose): readonly Factor[] => {
  const given = evidenceOf(facts.proofs)
  const enough = isEnough(given, facts, world, purpose)
  const left = world.factors.filter((f) => holds(facts, f.type) && open(f, here))
  const usable = left.map((f) => f.evidence)
  const wanted = enough ? given : world.policy.next(given, usable, judgedOf(facts), purpose)
  return wanted
    .map((type) => left.find((f) => f.evidence === type || f.inChat?.evidence === type))
    .filter((f): f is Factor => f !== undefined)
}

/**
 * The forms in chat that bring the person closer, where an operator allows any. Never a renewal: one touch in chat would
 * make evidence of the browser fresh without the browser.
 */
const offeredInChat = (facts: Facts, here: Here, world: World, purpose: Purpose): readonly Factor[] => {
  const given = evidenceOf(facts.proofs)
  const left = world.factors.filter((f) => holds(facts, f.type) && open(f, here))
  return left.filter(({ inChat }) => {
    if (inChat === undefined) return false
    const usable = [...left.map((f) => f.evidence), inChat.evidence]
    return world.policy.next(given, usable, judgedOf(facts), purpose).includes(inChat.evidence)
  })
}

/**
 * Whether it is all that this person can be asked for: enough by itself, or with approvers and nothing they hold would make fewer
 * of them do. What they hold and have no tries left for counts as held: burnt tries are no way past a factor.
 */
const isEnough = (given: readonly EvidenceType[], facts: Facts, world: World, purpose: Purpose): boolean => {
  const judged = judgedOf(facts)
  const sufficiency = world.policy.suffices(given, judged, purpose)
  if (sufficiency === 'sufficient' || sufficiency === 'insufficient') return sufficiency === 'sufficient'
  return world.policy.next(given, heldEvidence(facts, world), judged, purpose).length === 0
}

export const evidenceOf = (proofs: readonly Proof[]): readonly EvidenceType[] => [
  ...new Set(proofs.map((p) => p.evidence)),
]

const proved = (facts: Facts, proof: Proof, world: World, purpose: Purpose): Partial<Facts> => {
  const enough = (proofs: readonly Proof[]) => isEnough(evidenceOf(proofs), facts, world, purpose)
  const renewal = enough(facts.proofs)
  const others = ofPaired(facts).filter((p) => p.evidence !== proof.evidence)
  const proofs = [...others.map((p) => (renewal ? { ...p, at: proof.at } : p)), proof]
  return enough(proofs) ? { proofs, provedAt: proof.at } : { proofs }
}

/** The proofs of the paired browser; beside them what was given in chat, which the policy counts for little. */
export const ofPaired = ({ proofs, binding: { paired } }: Facts): readonly Proof[] =>
  proofs.filter((p) => (p.evidence === 'totp-in-chat' ? p.jkt === undefined : p.jkt === paired?.jkt))

/**
 * Whether this evidence, fresh and all of the paired browser, is enough beside so many approvals: asked again right before the
 * commit (P1, P4).
 */
export const stillProved = (
  facts: Facts,
  world: World,
  now: number,
  purpose: Purpose,
  approvals = 0,
): boolean => {
  const fresh = evidenceOf(ofPaired(facts).filter((p) => now - p.at <= evidenceLastsMs))
  const given = [...fresh, ...Array.from({ length: approvals }, () => 'approval' as const)]
  return world.policy.suffices(given, judgedOf(facts), purpose) === 'sufficient'
}
