import type { Clock } from '../lib/clock.ts'
import type { Origin } from '../activity/port.ts'
import { minute } from '../lib/clock.ts'
import { randomToken, sameText, sha256 } from '../lib/ids.ts'
import type { Nonces } from '../factors/port.ts'
import type { LimitsPort } from '../limits/port.ts'
import type { Heard } from '../story/engine.ts'
import { Fault, never } from '../story/errors.ts'
import type { Answer } from '../story/story.ts'
import type { View } from '../story/view.ts'
import {
  knocks,
  recognised,
  unbound,
  type Binding,
  type CallAnswer,
  type HandoffPort,
  type Recognised,
  type SignedCall,
} from './port.ts'
import { withDevice } from './device-proof.ts'
import { openedCookie } from './cookie.ts'
import { pace } from './pace.ts'
import { claimedKey, verifyProof, type Proved } from './proof.ts'
import { strangers } from './strangers.ts'

/** What the protocol needs of a flow: its binding, and how its person reads times. */
interface Bound {
  readonly binding: Binding
  readonly profile?: { readonly timeZone?: string }
}

/** What the protocol needs of the engine: flows that hold a binding. */
export interface BoundFlows {
  hear(id: string, answer: Answer): Promise<Heard<Bound>>
  view(id: string): Promise<View<Bound> | undefined>
  /** The same once the work that is owed is done. */
  upToDate(id: string): Promise<View<Bound> | undefined>
}

export interface HandoffParts {
  readonly flows: BoundFlows
  readonly nonces: Nonces
  readonly limits: LimitsPort
  readonly clock: Clock
  /** Origin, without a slash at its end. */
  readonly baseUrl: string
  /** Turns the thumbprint of a browser's lasting key into what the store keeps of it. */
  readonly deviceMark: (thumbprint: string) => string
  /** Told when something outside was down; the browser only hears "unavailable". */
  readonly failed: (fault: Fault) => void
}

/** What stands between a caller and the flows; a search of the protocol weakens one at a time to see what follows. */
export interface Defences extends Recognised {
  readonly verify: typeof verifyProof
  /** Turns the secret of a link or cookie into what the store keeps. */
  readonly hash: (secret: string) => string
}

export const defences: Defences = { ...recognised, verify: verifyProof, hash: sha256 }

/** What comes with a knock: the link it has, and what is kept of the browser. */
type Entry = {
  readonly linkHash?: string
  readonly browser?: string
  readonly origin?: Origin
  readonly salt?: string
}

const cookieSeconds = (24 * 60 * minute) / 1000
const gone: CallAnswer = { kind: 'refused', why: 'gone' }
const later: CallAnswer = { kind: 'refused', why: 'unavailable' }

/**
 * CHAT-BIND v1 as our pages speak it. Unknown, expired and killed flows answer alike, after the same calls of the store:
 * a stranger's call looks twice at the flow and moves nothing, not even what is due.
 */
export const handoff = (
  { flows, nonces, limits, clock, baseUrl, deviceMark, failed }: HandoffParts,
  { verify, hash, ...known }: Defences = defences,
): HandoffPort => {
  const refusals = strangers(limits)
  const moves = pace(limits)

  const bindingOf = async (flow: string): Promise<Binding> =>
    (await flows.view(flow))?.facts.binding ?? unbound

  /**
   * Runs a call whose proof holds; everything outside that fails is "unavailable" and nothing more. An address that was
   * refused often must first hold something of ours, `holds`: a stranger then costs one reading and leaves nothing behind.
   */
  const proved = async (
    call: SignedCall,
    holds: () => Promise<boolean>,
    run: (proof: Proved) => Promise<CallAnswer>,
  ): Promise<CallAnswer> => {
    const { address = '' } = call
    try {
      if ((await refusals.known(address)) && !(await holds())) return gone
      const proof = await verify(call, baseUrl, nonces, clock.now())
      const answer: CallAnswer = proof === undefined ? { kind: 'refused', why: 'proof' } : await run(proof)
      if (answer.kind === 'refused' && (answer.why === 'gone' || answer.why === 'proof'))
        await refusals.refused(address)
      return answer
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      failed(cause)
      return later
    }
  }

  /** Whether a flow that is still on has anything to do with this browser. */
  const isAwaited = async ({ flow, jkt }: Proved, value: Entry): Promise<boolean> => {
    const seen = await flows.view(flow)
    if (seen === undefined || seen.outcome !== undefined) return false
    const { binding } = seen.facts
    // Over, though no sweep has said so yet: only to its own browser it makes a difference.
    const isLate = seen.expiresAt <= clock.now() && !seen.busy && binding.paired?.jkt !== jkt
    return !isLate && knocks(binding, jkt, value.linkHash, clock.now())
  }

  /** First contact and return end alike: with a new cookie for the browser that the flow let in. */
  const letIn = async (proof: Proved, name: 'attach' | 'resume', value: Entry = {}): Promise<CallAnswer> => {
    const secret = randomToken(32)
    const browser = { jkt: proof.jkt, cookieHash: hash(secret) }
    if (!(await isAwaited(proof, value))) {
      await flows.view(proof.flow) // As many looks as the way on takes.
      return gone
    }
    if (!(await moves.mayMove(proof.flow, proof.jkt))) return later
    const heard = await flows.hear(proof.flow, {
      from: 'browser',
      name,
      value,
      eventId: proof.nonce,
      browser,
    })
    await moves.heard(proof.flow, proof.jkt, heard)
    // The paired browser that comes back while its act is under way is asked to wait; to all others there is nothing.
    if (heard.verdict === 'busy' && heard.view?.facts.binding.paired?.jkt === proof.jkt) return later
    if (heard.reveal?.['letIn'] !== true) return gone
    return { kind: 'ok', cookie: `${proof.flow}.${secret}`, maxAge: cookieSeconds, changed: true }
  }

  return {
    nonce: () => nonces.make('proof', clock.now()),

    attach(call, flow, secret, context) {
      const linkHash = hash(secret.reveal())
      // A dead link is ours, too: in the wrong browser it must raise its alarm.
      const holds = async () => sameText((await bindingOf(flow)).link?.hash ?? '', linkHash)
      return proved(call, holds, async (proof) => {
        if (proof.flow !== flow) return { kind: 'refused', why: 'proof' }
        const seen = await withDevice(call, context, deviceMark)
        return await letIn(proof, 'attach', { linkHash, ...seen, salt: randomToken(16) })
      })
    },

    resume(call, flow, context) {
      // By the key that the proof claims: the flow being there must make no difference to anybody else.
      const holds = async () => {
        const [{ paired }, jkt] = [await bindingOf(flow), await claimedKey(call)]
        return jkt !== undefined && paired?.jkt === jkt
      }
      return proved(call, holds, async (proof) => {
        if (proof.flow !== flow) return { kind: 'refused', why: 'proof' }
        return await letIn(proof, 'resume', context && (await withDevice(call, context, deviceMark)))
      })
    },

    answer(call, name, value) {
      const cookie = openedCookie(call.cookie, hash)
      const holds = async () =>
        cookie !== undefined && isHeld(known, await bindingOf(cookie.flow), cookie.hash)
      return proved(call, holds, async (proof) => {
        if (cookie === undefined || cookie.flow !== proof.flow) return gone
        const browser = { jkt: proof.jkt, cookieHash: cookie.hash }
        const seen = await flows.view(proof.flow)
        if (seen === undefined || !isOurs(known, seen.facts.binding, cookie.hash, proof.jkt)) return gone
        if (!(await moves.mayMove(proof.flow, proof.jkt))) return later
        const answer = {
          from: 'browser' as const,
          name,
          value,
          eventId: proof.nonce,
          prompt: proof.prompt,
          browser,
        }
        const heard = await flows.hear(proof.flow, answer)
        await moves.heard(proof.flow, proof.jkt, heard)
        return outcome(heard)
      })
    },

    async page(cookie) {
      const held = openedCookie(cookie, hash)
      const first = held && (await flows.view(held.flow))
      if (held === undefined || first === undefined) return undefined
      if (!isHeld(known, first.facts.binding, held.hash)) return undefined
      const seen = first.owed ? ((await flows.upToDate(held.flow)) ?? first) : first
      const { step, prompt, notes, browser: card, outcome } = seen
      const { timeZone } = seen.facts.profile ?? {}
      return {
        step,
        prompt,
        notes,
        card,
        ...(outcome !== undefined && { outcome }),
        ...(timeZone !== undefined && { timeZone }),
      }
    },
  }
}

/** Whether this cookie was given to a browser of this flow. */
const isHeld = (known: Recognised, binding: Binding, cookieHash: string): boolean =>
  [binding.paired?.jkt, ...binding.attachments.map((a) => a.jkt)].some((jkt) =>
    isOurs(known, binding, cookieHash, jkt),
  )

const isOurs = (
  { fromPaired, fromAttached }: Recognised,
  binding: Binding,
  cookieHash: string,
  jkt: string | undefined,
): boolean => fromPaired(binding, jkt, cookieHash) || fromAttached(binding, jkt, cookieHash)

const outcome = (heard: Heard<unknown>): CallAnswer => {
  const { verdict } = heard
  switch (verdict) {
    case 'taken':
    case 'again':
    case 'duplicate':
    case 'over':
      return { kind: 'ok', changed: true, ...(heard.reveal && { reveal: heard.reveal }) }
    case 'shown':
      return { kind: 'ok', changed: false, ...(heard.reveal && { reveal: heard.reveal }) }
    case 'stale':
    case 'busy':
    case 'unheard':
      return { kind: 'refused', why: 'stale' }
    case 'gone':
      return gone
    case 'unavailable':
      return { kind: 'refused', why: 'unavailable' }
    default:
      return never(verdict)
  }
}
