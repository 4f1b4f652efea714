import type { PasswordPolicy, RefusalReason } from '../src/directory/port.ts'
import type { FactorType, Pending, QuestionSet } from '../src/factors/port.ts'
import type { Binding } from '../src/handoff/port.ts'
import type { Profile } from '../src/house/port.ts'
import type { Assessment, EvidenceType } from '../src/policy/port.ts'
import type { Phrase } from '../src/story/card.ts'
import { sameActor, type Actor, type Notice } from '../src/story/story.ts'
import type { Reader } from '../src/words/render.ts'
import type { ApprovalRequest } from './approval-facts.ts'
import type { Lock } from './lock.ts'
import type { Explained } from './steps/explain.ts'

/** Evidence: what, when, and under which browser's key. */
export interface Proof {
  readonly evidence: EvidenceType
  readonly factor: FactorType
  /** Which one of this kind. */
  readonly id: string
  /** Absent = given in a chat form, tied to no browser. */
  readonly jkt?: string
  readonly at: number
}

/** What is asked, and what came of it; with neither, it was decided to ask nothing. */
export interface Questioning {
  readonly at: number
  /** While it is asked: the questions, and a keyed digest for each answer so far. */
  readonly set?: QuestionSet
  readonly marks?: readonly string[]
  /** Afterwards all that is kept: by how much the score changes. */
  readonly change?: number
}

export interface HeldFactor {
  readonly id: string
  readonly type: FactorType
  readonly label: string
}

export interface KnownPerson {
  /** The directory's immutable id. */
  readonly id: string
  readonly account: string
  readonly displayName: string
  readonly mail?: string
  /** Where to call them, as the directory has it. */
  readonly phone?: string
}

/** What may be known of a conversation: evidence, never positions. */
export interface Facts {
  /** Who began it, as the platform vouches. */
  readonly actor: Actor
  /** The platform's fresh facts about them, asked at the start. */
  readonly profile: Profile
  readonly binding: Binding
  readonly person?: KnownPerson
  /** The directory's rules for this person as read when the flow began; the directory is asked again at the commit. */
  readonly policy?: PasswordPolicy
  /** The factors this person holds, as read when the flow began and changed since: names only. */
  readonly factors: readonly HeldFactor[]
  readonly assessment?: Assessment
  /** Questions about recent sign-ins: asked once at most, after the proof. */
  readonly questions?: Questioning
  /** Judged again after the proof: may only add, but for what answers to questions change of the score. */
  readonly reassessed?: Assessment | undefined
  /** What approvers were asked, and what they said. */
  readonly approval?: ApprovalRequest | undefined
  /** When it was judged whether anybody must approve; gone when that must be judged anew. */
  readonly approvalJudgedAt?: number | undefined
  readonly proofs: readonly Proof[]
  /** When the proofs were enough; gone when they must be renewed. */
  readonly provedAt?: number | undefined
  /** The directory password was right, in this browser. */
  readonly passwordProof?: { readonly jkt: string; readonly at: number }
  /** The chat identity was linked to the person at this time. */
  readonly linkedAt?: number
  /** An enrolment that was begun and not confirmed. */
  readonly pending?: { readonly factor: FactorType; readonly data: Pending } | undefined
  /** Ids of the factors that this conversation added itself: those need no proof of their own. */
  readonly added?: readonly string[]
  /** Ids of proved factors that this conversation removed itself: what they proved still counts in it. */
  readonly removed?: readonly string[]
  /** What a rule of the policy has the person told that it refuses. */
  readonly ruled?: { readonly words?: string; readonly opensAt?: number }
  /** How long a sign-in method of theirs rests (ms), for the passkey that lifts a freeze. */
  readonly restsMs?: number
  /** A removal that waits for a yes. */
  readonly removing?: string | undefined
  /** The person said they are done with their sign-in methods. */
  readonly finishedAt?: number
  /** The old password is gone and the new one is not set. */
  readonly halfway?: true
  readonly committed?: { readonly at: number; readonly op: string }
  /** The lock that is to be lifted, as it was found when the flow began. */
  readonly lock?: Lock
  readonly unlocked?: { readonly at: number; readonly op: string }
  /** What was found to keep the person out. */
  readonly explained?: Explained
  /** Reference of an act whose outcome is foreign or unknown, for the helpdesk. */
  readonly reference?: string
  readonly refusal?: RefusalReason
  readonly toldAt?: number
  /** Too many starts, and no passkey: when the next is heard. */
  readonly startsAgainAt?: number
  /** The browser of this conversation is known of the person from now on. */
  readonly rememberedAt?: number
  /** How many browsers the person was known by when the flow began; absent = none. */
  readonly browsers?: number | undefined
  /** Somebody says "that wasn't me": by which way, to what, and what came of it. */
  readonly disowning?: Disowning
  /** Self-service was opened again in this conversation. */
  readonly thawedAt?: number
}

export interface Disowning {
  readonly via: 'chat' | 'mail'
  /** What they were looking at. */
  readonly about?: { readonly says: Phrase; readonly reference?: string }
  readonly confirmedAt?: number
  readonly came?: 'frozen' | 'stopped'
  /** Whether it changed anything; what changed nothing is not told. */
  readonly changed?: boolean
}

/** For whom the cards of a conversation are drawn. */
export const readerOf = ({ profile: { timeZone } }: Facts): Reader =>
  timeZone === undefined ? {} : { timeZone }

/** The facts every conversation begins with. */
export const beginning = (actor: Actor, profile: Profile, binding: Binding): Facts => ({
  actor,
  profile,
  binding,
  factors: [],
  proofs: [],
})

/** The same for somebody in chat who says "that wasn't me", about the conversation they see, if it is theirs. */
export const disowningInChat = (
  actor: Actor,
  profile: Profile,
  binding: Binding,
  seen?: { readonly id: string; readonly facts: Facts; readonly title: Phrase },
): Facts => {
  const own = seen !== undefined && sameActor(seen.facts.actor, actor) ? seen : undefined
  return {
    ...beginning(actor, profile, binding),
    disowning: { via: 'chat', ...(own && { about: { says: own.title, reference: own.id } }) },
  }
}

/** The same for the reader of a mail, who has confirmed it on our page. Nobody in chat is this actor. */
export const disowningByMail = ({ person, says, at, reference }: Notice, binding: Binding): Facts => {
  const actor: Actor = { platform: 'mail', tenant: '', user: person.id }
  const profile = { actor, displayName: person.displayName, kind: 'stranger', emailConfirmed: false } as const
  return {
    ...beginning(actor, profile, binding),
    person,
    disowning: { via: 'mail', about: { says, ...(reference && { reference }) }, confirmedAt: at },
  }
}
