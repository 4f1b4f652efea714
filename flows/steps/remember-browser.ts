import { withBrowser } from '../../src/enrolment/port.ts'
import { isBarred, left } from '../../src/freeze/port.ts'
import type { EvidenceType } from '../../src/policy/port.ts'
import { learn, type WorkStep } from '../../src/story/story.ts'
import type { Facts } from '../facts.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'

/** The classes of what is proved: something that stays with its owner, and something that was written down or handed out. */
const classes: readonly (readonly EvidenceType[])[] = [
  ['webauthn-presence', 'totp'],
  ['recovery-code', 'access-pass'],
]

/**
 * The last step of a conversation that went well: its browser is known of this person from now on, and where it was is usual. Only where enough was
 * proved in this very browser, a verified passkey or two classes of factor, of which the directory's password is one that
 * counts beside a method added here. Stops a thief who gets no further than the page, or through with less, from looking like the
 * owner the next time; one who gets through with stolen factors is known until the owner says "that wasn't me".
 */
export const rememberBrowser: WorkStep<Facts, World> = {
  name: 'remember-browser',
  settled: (facts) => facts.rememberedAt !== undefined || confirmed(facts) === undefined,
  async work(facts, world, here) {
    const device = confirmed(facts)
    if (device === undefined) return learn<Facts>({ rememberedAt: here.now })
    const person = personOf(facts).id
    const kept = await world.enrolments.of(person)
    const standing = await world.freezes.of(person)
    // Said while the directory was written: it could not be stopped any more, and is nothing to know its browser by.
    if (isBarred(standing.value, here.id)) return learn<Facts>({ rememberedAt: here.now })
    const { origin } = facts.binding.paired?.context ?? {}
    if (origin) await world.ownSignIns?.note({ person, flow: here.id, at: here.now, origin })
    return learn<Facts>(
      { rememberedAt: here.now },
      {
        events: [
          { event: 'browser.known', detail: { browser: facts.binding.paired?.context.browser ?? '' } },
        ],
        // Over the standing that was read: a "that wasn't me" in between makes the write fail. It is over with it.
        writes: [
          world.enrolments.keep(kept, withBrowser(kept.value, device, here.now)),
          world.freezes.keep(standing, left(standing.value, here.id)),
        ],
      },
    )
  },
}

/** The mark of the browser that has proved enough to be known by; undefined = it has not, or shows no key. */
const confirmed = (facts: Facts): string | undefined => {
  const { binding, proofs, passwordProof, added = [] } = facts
  const { paired } = binding
  if (paired === undefined || binding.second) return undefined
  const here = proofs.filter((proof) => proof.jkt === paired.jkt).map((proof) => proof.evidence)
  if (here.includes('webauthn')) return paired.context.origin?.device
  // What needed a human's look has not shown by itself that it was the owner.
  const band = (facts.reassessed ?? facts.assessment)?.band
  const isUsual = band === undefined || band === 'allow' || band === 'step-up'
  const two = classes.every((one) => one.some((type) => here.includes(type)))
  const enrolled = passwordProof?.jkt === paired.jkt && (here.length > 0 || added.length > 0)
  return isUsual && (two || enrolled) ? paired.context.origin?.device : undefined
}
