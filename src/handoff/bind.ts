import { minute } from '../lib/clock.ts'
import { sameText } from '../lib/ids.ts'
import type { Keyring } from '../lib/keys.ts'
import type { Attachment, Binding, BindingProtocol, BrowserContext } from './port.ts'

/** SP 800-63B-4 3.1.3 allows ten minutes; these are shorter on purpose. */
export const linkLastsMs = 5 * minute
export const codeLastsMs = 3 * minute
const mostAttachments = 3
const digits = 6

/** CHAT-BIND over a keyring that makes the pairing codes. Stops flow fixation, device-code phishing and link scanners (SECURITY.md). */
export const bindingProtocol = (keyring: Keyring): BindingProtocol => {
  /** Under the key it was first shown with: while keys are changed, replicas make under different ones. */
  const codeOf = (flow: string, a: Pick<Attachment, 'jkt' | 'salt' | 'key'>): string | undefined => {
    const bytes = keyring.digest(a.key ?? keyring.current, 'pairing', `${flow}|${a.jkt}|${a.salt}`)
    return bytes && sixDigits(bytes)
  }

  /** Two browsers of one flow never show the same code, or typing it would not say which one is meant. */
  const distinct = (flow: string, others: readonly Attachment[], made: Attachment): Attachment => {
    const taken = others.map((o) => codeOf(flow, o))
    let next = made
    for (let n = 1; taken.includes(codeOf(flow, next)); n++) next = { ...made, salt: `${made.salt}.${n}` }
    return next
  }

  return {
    issue: (binding, linkHash, now) =>
      binding.paired !== undefined
        ? binding
        : { ...binding, link: { hash: linkHash, expiresAt: now + linkLastsMs }, attachments: [] },

    attach(flow, binding, call, now) {
      const { link, paired, attachments } = binding
      const refused = { verdict: 'refused' as const, binding }
      if (link === undefined || !sameText(link.hash, call.linkHash)) return refused
      if (paired !== undefined) {
        if (paired.jkt !== call.jkt) return { verdict: 'intruder', binding }
        return {
          verdict: 'again',
          binding: { ...binding, paired: { ...paired, cookieHash: call.cookieHash, context: call.context } },
        }
      }
      if (link.expiresAt <= now) return refused
      if (attachments.some((a) => a.jkt === call.jkt)) {
        const { cookieHash, context } = call
        const again = attachments.map((a) => (a.jkt === call.jkt ? { ...a, cookieHash, context } : a))
        return { verdict: 'again', binding: { ...binding, attachments: again } }
      }
      if (attachments.length >= mostAttachments) return refused
      const { jkt, cookieHash, context, salt } = call
      const made = distinct(flow, attachments, {
        jkt,
        cookieHash,
        context,
        at: now,
        salt,
        key: keyring.current,
        codeExpiresAt: now + codeLastsMs,
      })
      const second = attachments.length > 0
      return {
        verdict: second ? 'second' : 'attached',
        binding: { ...binding, attachments: [...attachments, made], second: binding.second || second },
      }
    },

    resume: ({ paired, ...binding }, jkt, cookieHash, context) =>
      paired?.jkt === jkt ? { ...binding, paired: seenAgain(paired, cookieHash, context) } : undefined,

    code(flow, binding, jkt, now) {
      const one = binding.attachments.find((a) => a.jkt === jkt)
      if (one === undefined || one.codeExpiresAt <= now) return undefined
      const code = codeOf(flow, one)
      return code === undefined ? undefined : { code, expiresAt: one.codeExpiresAt }
    },

    renew(flow, binding, jkt, now) {
      const others = binding.attachments.filter((a) => a.jkt !== jkt)
      const fresh = (a: Attachment): Attachment =>
        distinct(flow, others, {
          ...a,
          salt: `${a.salt}+`,
          key: keyring.current,
          codeExpiresAt: now + codeLastsMs,
        })
      return { ...binding, attachments: binding.attachments.map((a) => (a.jkt === jkt ? fresh(a) : a)) }
    },

    pair(flow, binding, typed, now): Binding | undefined {
      const live = binding.attachments.filter((a) => a.codeExpiresAt > now)
      const chosen = live.find((a) => {
        const code = codeOf(flow, a)
        return code !== undefined && sameText(code, typed)
      })
      if (chosen === undefined) return undefined
      const { jkt, cookieHash, context } = chosen
      return { ...binding, attachments: [], paired: { jkt, cookieHash, context, at: now } }
    },
  }
}

/** The same browser with a new cookie, where it is now. */
const seenAgain = (
  paired: NonNullable<Binding['paired']>,
  cookieHash: string,
  context: BrowserContext = paired.context,
): NonNullable<Binding['paired']> => ({ ...paired, cookieHash, context })

const sixDigits = (bytes: Buffer): string =>
  (bytes.readBigUInt64BE(0) % BigInt(10 ** digits)).toString().padStart(digits, '0')
