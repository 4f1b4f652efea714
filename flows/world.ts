import type { ApprovalsPort } from '../src/approval/port.ts'
import type { OwnSignIns } from '../src/activity/port.ts'
import type { CommitPort, MatchBy, PeoplePort, RefusalReason } from '../src/directory/port.ts'
import type { EnrolmentsPort, ProfileMarks } from '../src/enrolment/port.ts'
import type { FreezePort } from '../src/freeze/port.ts'
import type { Factor, QuestionsPort } from '../src/factors/port.ts'
import type { BindingProtocol } from '../src/handoff/port.ts'
import type { PasswordRules, PolicyPort } from '../src/policy/port.ts'
import type { RiskPort } from '../src/risk/port.ts'
import type { PhraseId } from '../src/words/en.ts'

export interface Helpdesk {
  readonly phone?: string
  readonly url?: string
}

/** What a flow may use: ports, nothing more. */
export interface World {
  readonly people: PeoplePort
  readonly commit: CommitPort
  /** What a refusal of the directory means: words for the person, the fix for the operator, whether another password helps. */
  readonly refusal: (reason: RefusalReason) => {
    readonly person: PhraseId
    readonly operator: string
    readonly another: boolean
  }
  /** By which attribute a chat profile's e-mail proposes a person. */
  readonly matchBy: MatchBy
  readonly enrolments: EnrolmentsPort
  readonly marks: ProfileMarks
  /** Whether a person has frozen self-service for themselves. */
  readonly freezes: FreezePort
  /** In the order they are offered. */
  readonly factors: readonly Factor[]
  readonly policy: PolicyPort
  readonly risk: RiskPort
  readonly approvals: ApprovalsPort
  /** What our own conversations teach of a person's habits; absent where nothing is kept of them. */
  readonly ownSignIns?: OwnSignIns
  /** What people may be asked about their recent sign-ins; absent = nothing is known of any, and no step asks. */
  readonly questions?: QuestionsPort
  readonly rules: PasswordRules
  readonly binding: BindingProtocol
  readonly helpdesk: Helpdesk
  /** Whether mail can be sent: without it chat is the only notification address. */
  readonly sendsMail: boolean
}
