import type { Keyring } from '../lib/keys.ts'
import type { AllowedMakes } from './attestation.ts'
import type { Argon2Cost } from './argon2.ts'
import type { Factor, Nonces } from './port.ts'
import { recoveryCodes } from './recovery-codes.ts'
import { totp } from './totp.ts'
import { webauthn } from './webauthn.ts'

export interface FactorDependencies {
  readonly keyring: Keyring
  readonly nonces: Nonces
  /** Where our pages are: scheme, host and port, and the domain passkeys belong to. */
  readonly origin: string
  readonly rpId: string
  /** The name shown beside passkeys and codes. */
  readonly issuer: string
  /** Whether a code of the app may be given in a chat form. */
  readonly totpInChat?: boolean
  /** Which makes of authenticator may be enrolled; undefined = any. */
  readonly makes?: AllowedMakes
  readonly recoveryCost?: Argon2Cost
}

/** Every kind of factor, in the order they are offered. */
export const factors = (deps: FactorDependencies): readonly Factor[] => [
  webauthn({
    rpId: deps.rpId,
    rpName: deps.issuer,
    origin: deps.origin,
    nonces: deps.nonces,
    ...(deps.makes && { makes: deps.makes }),
  }),
  totp({ issuer: deps.issuer, keyring: deps.keyring, inChat: deps.totpInChat ?? false }),
  recoveryCodes(deps.recoveryCost && { cost: deps.recoveryCost }),
]
