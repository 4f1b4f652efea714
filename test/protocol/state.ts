import type { Facts } from '../../flows/facts.ts'
import type { EvidenceType } from '../../src/policy/port.ts'
import type { FlowRecord } from '../../src/story/record.ts'
import type { Snapshot } from '../flows/walking/walk-store.ts'
import { actorOf, idOf, type Account, type Seat } from './approvers.ts'

/** Who acts, and whose chat, browser and account it is. */
export type Side = 'victim' | 'attacker'
export type BrowserName = Side | 'scanner'
export const browserNames: readonly BrowserName[] = ['victim', 'attacker', 'scanner']

/** What can be known: by whom is a matter of where it was seen. Values are the real ones. */
export type Item =
  | { readonly kind: 'link'; readonly flow: string; readonly value: string }
  | { readonly kind: 'cookie'; readonly flow: string; readonly value: string }
  | { readonly kind: 'code'; readonly flow: string; readonly value: string; readonly of: BrowserName }
  /** A link to the approver's page, for whoever pressed from this chat account. */
  | { readonly kind: 'door'; readonly flow: string; readonly value: string; readonly of: Account }
  /** What a passkey made of the challenge that a door for this request showed. */
  | {
      readonly kind: 'signature'
      readonly flow: string
      readonly value: string
      readonly of: Seat
      readonly sent: boolean
    }
export type Place =
  | `${Side} chat`
  | `${BrowserName} browser`
  | `${Seat} chat`
  | `${'grace' | 'attacker'} passkey`
export interface Seen {
  readonly place: Place
  readonly item: Item
}

/** Evidence that the server took, as we saw it given: our own account of it, not the server's. */
export interface Given {
  readonly flow: string
  readonly evidence: EvidenceType
  /** The browser that signed the call; chat is nobody's browser. */
  readonly by: BrowserName | 'chat'
  readonly at: number
}

/** A typed code that paired a browser, as we saw it. */
export interface Typed {
  readonly flow: string
  readonly chat: Side
  readonly of: BrowserName
}

/** A yes that the server took, as we saw it signed: whose passkey, over which request. */
export interface Yes {
  readonly flow: string
  readonly by: Seat
  readonly over: string
}

/** The whole world between two moves. */
export interface State {
  readonly snapshot: Snapshot
  readonly now: number
  /** Everything secret that was ever shown, as far as it still means anything. */
  readonly seen: readonly Seen[]
  /** The one cookie a browser of the victim keeps for us. */
  readonly jar: string | undefined
  readonly given: readonly Given[]
  readonly typed: readonly Typed[]
  readonly yeses: readonly Yes[]
  /** Flows begun, oldest first: V1, V2 about the victim's account, A1 about the attacker's. */
  readonly flows: readonly string[]
  /** Whose password the victim's account got last. */
  readonly owned: Side | undefined
  readonly waited: number
  /** The victim was made a Domain Admin meanwhile: out of bounds from then on. */
  readonly promoted: boolean
}

export const subject = (flow: string): Side => (flow.startsWith('V') ? 'victim' : 'attacker')

const read = new WeakMap<object, FlowRecord<Facts>>()

/** The record of a flow; each stored text is parsed once. */
export const recordIn = (snapshot: Snapshot, flow: string): FlowRecord<Facts> => {
  const entry = snapshot.get(`flow:${flow}`)
  if (entry === undefined) throw new Error(`no flow ${flow}`)
  const known = read.get(entry)
  if (known !== undefined) return known
  const record: FlowRecord<Facts> = JSON.parse(entry.value)
  read.set(entry, record)
  return record
}

/** The attacker took an approver's account over. */
export const hasJoined = ({ snapshot }: State): boolean => {
  const { platform, tenant, user } = actorOf('grace, taken over')
  return snapshot.has(`actor:${platform}:${tenant}:${user}`)
}

/** The attacker is one of the approvers. */
export const isAppointed = ({ snapshot }: State): boolean =>
  snapshot.get('approvers:appointed')?.value.includes(idOf.attacker) === true
