import { randomToken, sameText, sha256 } from '../lib/ids.ts'
import type { Clock } from '../lib/clock.ts'
import type { Secret } from '../lib/secret.ts'
import type { Heard } from '../story/engine.ts'
import { Fault } from '../story/errors.ts'
import type { Answer } from '../story/story.ts'
import type { View } from '../story/view.ts'
import type { ApproverPort, Opened, Signed } from './port.ts'

/** What the doors need of a flow: which are there. */
interface Doored {
  readonly approval?:
    | { readonly doors: readonly { readonly hash: string; readonly expiresAt: number }[] }
    | undefined
}

export interface ApproverDoorParts {
  readonly flows: {
    hear(id: string, answer: Answer): Promise<Heard<Doored>>
    view(id: string): Promise<View<Doored> | undefined>
  }
  readonly clock: Clock
  /** Told when something outside was down; the page only hears "unavailable". */
  readonly failed: (fault: Fault) => void
}

/**
 * The approver's page as it speaks with a conversation. The secret of the door is hashed here and goes no further. Whoever has none
 * that is good is told the same, whatever the flow: a stranger's call looks at it once and moves nothing.
 */
export const approverDoor = ({ flows, clock, failed }: ApproverDoorParts): ApproverPort => {
  const isGood = async (flow: string, hash: string): Promise<boolean> => {
    const seen = await flows.view(flow)
    const doors = seen?.outcome === undefined ? (seen?.facts.approval?.doors ?? []) : []
    return doors.some((door) => sameText(door.hash, hash) && door.expiresAt > clock.now())
  }

  const asked = async <T>(
    flow: string,
    token: Secret,
    name: string,
    value: Readonly<Record<string, unknown>>,
    isAnswer: (reveal: unknown) => reveal is T,
  ): Promise<T | Unanswered> => {
    try {
      const door = sha256(token.reveal())
      if (!(await isGood(flow, door))) return { kind: 'void' }
      const eventId = `${name}:${randomToken(16)}`
      const heard = await flows.hear(flow, { from: 'approver', name, value: { ...value, door }, eventId })
      if (heard.verdict === 'unavailable' || heard.verdict === 'busy') return { kind: 'unavailable' }
      return isAnswer(heard.reveal) ? heard.reveal : refusal(heard.reveal)
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      failed(cause)
      return { kind: 'unavailable' }
    }
  }

  return {
    open: (flow, token) => asked(flow, token, 'approval-options', {}, isOpened),
    sign: (flow, token, assertion) => asked(flow, token, 'approval-signed', assertion, isSigned),
  }
}

type Unanswered = Exclude<Signed, { kind: 'approved' }>

const kindOf = (reveal: unknown): unknown =>
  typeof reveal === 'object' && reveal !== null && 'kind' in reveal ? reveal.kind : undefined
const isOpened = (reveal: unknown): reveal is Extract<Opened, { kind: 'open' }> => kindOf(reveal) === 'open'
const isSigned = (reveal: unknown): reveal is Extract<Signed, { kind: 'approved' }> =>
  kindOf(reveal) === 'approved'
const isRefused = (reveal: unknown): reveal is Pick<Extract<Signed, { kind: 'refused' }>, 'says'> =>
  typeof reveal === 'object' && reveal !== null && 'says' in reveal

const refusal = (reveal: unknown): Unanswered =>
  isRefused(reveal) ? { kind: 'refused', says: reveal.says } : { kind: 'void' }
