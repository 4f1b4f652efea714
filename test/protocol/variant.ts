import type { FactorType } from '../../src/factors/port.ts'
import type { Defences } from '../../src/handoff/handoff.ts'
import type { BindingProtocol } from '../../src/handoff/port.ts'
import type { PolicyPort } from '../../src/policy/port.ts'

/** The functions of the server that a variant may weaken. Nothing else of the server is ever replaced or described anew. */
export interface Parts {
  readonly binding: BindingProtocol
  readonly defences: Defences
  readonly policy: PolicyPort
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
