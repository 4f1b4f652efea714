import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose'
import { z } from 'zod'
import type { Defences } from '../../src/handoff/handoff.ts'
import type { EvidenceType } from '../../src/policy/port.ts'
import type { Weakness } from './variant.ts'

const claimed = z.object({ flow: z.string(), ver: z.string(), nonce: z.string() })

/** Proof of possession dropped: whatever public key a call shows is believed, and nobody looks at the signature. */
export const signaturesUnread: Weakness = ({ defences }) => ({
  defences: {
    ...defences,
    verify: async ({ proof = '' }) => {
      const { jwk = {} } = decodeProtectedHeader(proof)
      const text = Buffer.from(proof.split('.')[1] ?? '', 'base64url').toString()
      const { flow, ver, nonce } = claimed.parse(JSON.parse(text))
      return { jkt: await calculateJwkThumbprint(jwk, 'sha256'), flow, prompt: ver, nonce }
    },
  },
})

/** Hashing dropped: links and cookies stand in the store as they are. */
export const nothingHashed: Weakness = ({ defences }) => ({
  defences: { ...defences, hash: (secret) => secret },
})

/** Pairing dropped: the first browser that presents the link is the one, without a code. */
export const noPairing: Weakness = ({ binding }) => ({
  binding: {
    ...binding,
    attach(flow, before, call, now) {
      const attached = binding.attach(flow, before, call, now)
      if (before.paired !== undefined) return attached
      const { code } = binding.code(flow, attached.binding, call.jkt, now) ?? {}
      const paired = code === undefined ? undefined : binding.pair(flow, attached.binding, code, now)
      return paired === undefined ? attached : { ...attached, binding: paired }
    },
  },
})

const heardOnceAttached = (defences: Defences): Defences => ({
  ...defences,
  fromPaired: (known, jkt, cookieHash) =>
    defences.fromPaired(known, jkt, cookieHash) || defences.fromAttached(known, jkt, cookieHash),
})

/** Evidence of the flow, not of the browser: whoever came by the link is heard as the paired browser is. */
export const evidenceOfTheFlow: Weakness = ({ binding, defences }) => ({
  defences: heardOnceAttached(defences),
  binding: {
    ...binding,
    pair(flow, before, typed, now) {
      const paired = binding.pair(flow, before, typed, now)
      return paired && { ...paired, attachments: before.attachments }
    },
  },
})

/** A link that opens the flow again and again, to any browser, and is enough to be heard. */
export const reusableLink: Weakness = ({ binding, defences }) => ({
  defences: heardOnceAttached(defences),
  binding: {
    ...binding,
    attach(flow, before, call, now) {
      const { paired, ...open } = before
      const attached = binding.attach(flow, open, call, now)
      return paired === undefined || call.jkt === paired.jkt
        ? binding.attach(flow, before, call, now)
        : { ...attached, binding: { ...attached.binding, paired } }
    },
  },
})

/** The design's own policy where ours is stricter: a code of the app is enough. */
export const appAlone: Weakness = ({ policy }) => {
  const filledUp = (evidence: readonly EvidenceType[]): readonly EvidenceType[] =>
    evidence.includes('totp') ? [...evidence, 'recovery-code'] : evidence
  return {
    policy: {
      ...policy,
      suffices: (evidence, ...about) => policy.suffices(filledUp(evidence), ...about),
      next: (evidence, ...about) => policy.next(filledUp(evidence), ...about),
    },
  }
}
