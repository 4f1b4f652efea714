import type { Factor } from '../../src/factors/port.ts'
import { asking, bad, say, type Card, type WebAsk } from '../../src/story/card.ts'
import { end, type AskStep, type Here } from '../../src/story/story.ts'
import { alert } from '../alerts.ts'
import type { Facts } from '../facts.ts'
import { helpdesk } from '../helpdesk.ts'
import { continueInBrowser, stopOnPage } from '../pages.ts'
import { open, proveFactor } from '../proving.ts'
import type { World } from '../world.ts'
import { holds } from './assess-risk.ts'

/** Whoever has a factor proves one before any is added or removed: a stolen password must not enrol the thief's own. */
export const proveHeld: AskStep<Facts, World> = {
  name: 'prove-held',
  settled: ({ factors, added = [], provedAt }) =>
    provedAt !== undefined || factors.every((f) => added.includes(f.id)),
  screens: {
    person: () => continueInBrowser(say('enrol.chat-title')),
    browser(facts, here, world): Card<WebAsk> {
      const ways = offered(facts, here, world)
      if (ways.length === 0) return bad(say('prove.no-way'), [helpdesk(world)], [stopOnPage])
      return asking(say('prove.title'), [say('enrol.prove-held')], [...ways.map((f) => f.proves), stopOnPage])
    },
  },
  hearsFrom: () => ['browser'],
  async hear(facts, answer, world, here) {
    const turn = await proveFactor(facts, answer, world, here, offered(facts, here, world), (proof) => ({
      proofs: [...facts.proofs, proof],
      provedAt: proof.at,
    }))
    if (turn.kind !== 'again' || turn.counts === undefined) return turn
    const tries = { ...here.tries, [turn.counts]: (here.tries[turn.counts] ?? 0) + 1 }
    if (offered(facts, { ...here, tries }, world).length > 0) return turn
    return end<Facts>('out-of-tries', { ...turn, tells: [alert(here, facts, 'alert.out-of-tries')] })
  },
}

const offered = (facts: Facts, here: Here, { factors }: World): readonly Factor[] =>
  factors.filter((f) => holds(facts, f.type) && open(f, here))
