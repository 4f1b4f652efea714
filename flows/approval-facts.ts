import type { Band, EvidenceType, Purpose, Reason } from '../src/policy/port.ts'
import type { Phrase } from '../src/story/card.ts'
import type { Actor } from '../src/story/story.ts'

/** What approvers are shown of a request, pinned when they are asked: a yes is over this and nothing else. */
export interface Shown {
  readonly flow: string
  readonly person: { readonly id: string; readonly account: string; readonly displayName: string }
  readonly purpose: Purpose
  readonly band: Band
  readonly reasons: readonly Reason[]
  /** The reasons in words. */
  readonly said: readonly Phrase[]
  readonly evidence: readonly EvidenceType[]
  /** Thumbprint of the paired browser's key, and what can be said of that browser. */
  readonly jkt: string
  readonly browser: string
  /** ISO 3166-1 alpha-2; absent = not known. */
  readonly country?: string
  /** Hash of the policy in force, and the rule in it, where there are rules. */
  readonly policy: string
  readonly rule?: string
  /** Where to call the person, as the directory has it; absent = it has none. */
  readonly phone?: string
  readonly needed: 1 | 2
  readonly askedAt: number
  /** How often approvers were asked for this person within the hour, this time included; absent = for the first time. */
  readonly times?: number
}

/** Somebody who decides: a directory person, in the chat account that they pressed from. */
export interface Approver {
  readonly id: string
  readonly name: string
  readonly actor: Actor
}

/** A way to our page for one approver; of its secret only the hash is kept. */
export interface Door {
  readonly hash: string
  readonly by: Approver
  readonly expiresAt: number
}

/** A yes: who signed which digest, with which of their passkeys, and when. */
export interface Given {
  readonly by: Approver
  /** Id of the factor that signed. */
  readonly factor: string
  readonly digest: string
  readonly at: number
  /** They had said before that they would call the person. */
  readonly called?: true
}

export interface ApprovalRequest {
  readonly shown: Shown
  /** SHA-256 over the canonical form of `shown`: what is signed. */
  readonly digest: string
  /** Names the card that approvers see it on: requests of one person within the hour share one. */
  readonly card: string
  readonly escalatedAt?: number
  /** Names the card on which whoever is on call sees it as well, once they were called in this conversation. */
  readonly onCall?: string
  readonly claimed?: { readonly by: Approver; readonly at: number } | undefined
  readonly doors: readonly Door[]
  readonly given: readonly Given[]
  readonly denied?: { readonly by: Approver; readonly at: number }
}
