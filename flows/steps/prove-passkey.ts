import type { Factor } from '../../src/factors/port.ts'
import { asking, say, type Card, type WebAsk } from '../../src/story/card.ts'
import { type AskStep } from '../../src/story/story.ts'
import type { Facts } from '../facts.ts'
import { continueInBrowser, stopOnPage } from '../pages.ts'
import { proveFactor } from '../proving.ts'
import type { World } from '../world.ts'

/** A passkey with user verification; codes do not lift a freeze, for they can be relayed. */
export const provePasskey: AskStep<Facts, World> = {
  name: 'prove-passkey',
  settled: (facts) => facts.provedAt !== undefined,
  screens: {
    person: () => continueInBrowser(say('prove.chat-title')),
    browser: (_facts, _here, world): Card<WebAsk> =>
      asking(
        say('prove.title'),
        [say('unfreeze.prove')],
        [...passkeys(world).map((f) => f.proves), stopOnPage],
      ),
  },
  hearsFrom: () => ['browser'],
  hear: (facts, answer, world, here) =>
    proveFactor(facts, answer, world, here, passkeys(world), (proof) => ({
      proofs: [...facts.proofs, proof],
      provedAt: proof.at,
    })),
}

const passkeys = ({ factors }: World): readonly Factor[] => factors.filter((f) => f.evidence === 'webauthn')
