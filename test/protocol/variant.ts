import type { ApprovalsPort } from '../../src/approval/port.ts'
import type { PeoplePort } from '../../src/directory/port.ts'
import type { EnrolmentsPort } from '../../src/enrolment/port.ts'
import type { FactorType } from '../../src/factors/port.ts'
import type { Defences } from '../../src/handoff/handoff.ts'
import type { BindingProtocol } from '../../src/handoff/port.ts'
import type { PolicyPort } from '../../src/policy/port.ts'

/** The functions of the server that a variant may weaken. Nothing else of the server is ever replaced or described anew. */
export interface Parts {
  readonly binding: BindingProtocol
  readonly defences: Defences
  readonly policy: PolicyPort
  readonly approvals: ApprovalsPort
  readonly enrolments: EnrolmentsPort
  readonly people: PeoplePort
}

export type Weakness = (parts: Parts) => Partial<Parts>

/** One protocol to be searched. */
export interface Variant {
  readonly name: string
  /** What the two enrolled. */
  readonly bothHold: readonly FactorType[]
  readonly weaknesses: readonly Weakness[]
  /** As an operator may set it: the code of the app in a form in chat (`policy.totpInChat`). */
  readonly appCodeInChat?: true
  /** There are approvers; absent = nobody may approve, and what would need it is refused. */
  readonly approvers?: true
  /** What was claimed once is free again: no nonce is good just once. */
  readonly claimsForgotten?: true
  /** Both were reset an hour ago, so a human must look (F7). */
  readonly flagged?: true
}

/** 4e of the design: an authenticator app, and by our policy a recovery code beside it. */
export const withCodes: Variant = {
  name: 'app and recovery codes',
  bothHold: ['totp', 'recovery-codes'],
  weaknesses: [],
}

/** 6 of the design. */
export const withPasskey: Variant = { name: 'passkey', bothHold: ['webauthn'], weaknesses: [] }

/** The same where an operator lets the code of the app be typed into chat. */
export const withCodeInChat: Variant = {
  ...withCodes,
  name: 'recovery code, and code of the app in chat',
  appCodeInChat: true,
}

export const without = (variant: Variant, name: string, ...weaknesses: readonly Weakness[]): Variant => ({
  ...variant,
  name: `${variant.name}, ${name}`,
  weaknesses,
})

const asked = { approvers: true, weaknesses: [] } as const

/** A request that one approver must look at. The owner is an approver too, and a careless operator lets the list stand so. */
export const withOneApproval: Variant = {
  ...asked,
  name: 'app, recovery codes and passkey, one approver asked',
  bothHold: ['totp', 'recovery-codes', 'webauthn'],
  flagged: true,
}

/** The same of somebody with a passkey and nothing else. */
export const withPasskeyApproved: Variant = {
  ...asked,
  name: 'passkey, one approver asked',
  bothHold: ['webauthn'],
  flagged: true,
}

/** Nothing odd, but an app alone is never enough. */
export const withAppApproved: Variant = {
  ...asked,
  name: 'app alone, one approver asked',
  bothHold: ['totp'],
}

/** What takes two humans. */
export const withTwoApprovals: Variant = {
  ...asked,
  name: 'app alone, two approvers asked',
  bothHold: ['totp'],
  flagged: true,
}
