import type { PasswordPolicy, Person, Status } from '../directory/port.ts'
import { Secret } from '../lib/secret.ts'
import type { DemoPerson } from './port.ts'

/** An account of the pretended company, as its directory begins with. */
export interface DemoAccount extends Person {
  readonly mail: string
  readonly password: Secret
  readonly policy: Partial<PasswordPolicy>
  readonly disabled?: boolean
  readonly mustChange?: boolean
  readonly protected?: NonNullable<Status['protected']>
}

/** What somebody of the pretended company set up long ago: visibly made up, so that nobody takes it for a secret. */
export interface DemoEnrolment {
  readonly person: string
  /** The chat user it is linked to. */
  readonly user: string
  readonly daysAgo: number
  readonly totp: { readonly id: string; readonly seed: string }
  readonly recoveryCodes: { readonly id: string; readonly codes: readonly string[] }
}

interface Told {
  readonly account: string
  readonly displayName: string
  readonly story: string
  readonly password: string
  readonly enrolled?: true
  readonly locked?: true
  /** May approve for the others. */
  readonly approves?: true
  readonly status?: Pick<DemoAccount, 'disabled' | 'mustChange' | 'protected'>
}

const told: readonly Told[] = [
  {
    account: 'ada',
    displayName: 'Ada Kempe',
    story: 'Locked out, password forgotten. Her phone has an authenticator and recovery codes.',
    password: 'Winter-Lake-2026',
    enrolled: true,
    locked: true,
  },
  {
    account: 'grace',
    displayName: 'Grace Okoro',
    story:
      'Knows her password, Autumn-River-2026, and has nothing set up yet. Add a passkey: she may approve for others.',
    password: 'Autumn-River-2026',
    approves: true,
  },
  {
    account: 'kenji',
    displayName: 'Kenji Sato',
    story: 'Locked out, and knows his password, Golden-Bridge-2026. Ask why, and have the lock lifted.',
    password: 'Golden-Bridge-2026',
    enrolled: true,
    locked: true,
  },
  {
    account: 'max',
    displayName: 'Max Adler',
    story: 'Must choose a new password before he can sign in. He knows the old one, Summer-Field-2026.',
    password: 'Summer-Field-2026',
    enrolled: true,
    status: { mustChange: true },
  },
  {
    account: 'nina',
    displayName: 'Nina Rossi',
    story: 'Forgot her password and never set anything up.',
    password: 'Spring-Meadow-2026',
  },
  {
    account: 'dana',
    displayName: 'Dana Silva',
    story: 'Her account is switched off.',
    password: 'Cloudy-Harbour-2026',
    enrolled: true,
    status: { disabled: true },
  },
  {
    account: 'petra',
    displayName: 'Petra Novak',
    story: 'An administrator with special rights: self-service keeps its hands off.',
    password: 'Stormy-Island-2026',
    enrolled: true,
    status: { protected: { reason: 'privileged', detail: 'member of Domain Admins' } },
  },
  {
    account: 'vera',
    displayName: 'Vera Lindqvist',
    story:
      'Forgot her password, and is not where she always works. So she is asked what she did lately: her phone lists it.',
    password: 'Misty-Valley-2026',
    enrolled: true,
  },
]

const idOf = (index: number): string => `00000000-0000-4000-8000-00000000000${index + 1}`
const userOf = ({ account }: Told): string => `U-${account.toUpperCase()}`
const mailOf = ({ account }: Told): string => `${account}@latchkey.example`

/** Who the playground can pretend to be. */
export const demoPeople: readonly DemoPerson[] = told.map((one) => ({
  user: userOf(one),
  displayName: one.displayName,
  email: mailOf(one),
  account: one.account,
  story: one.story,
}))

/** Their accounts. A lock stays until somebody lifts it: a demonstration that unlocks itself while it is read is none. */
export const demoAccounts: readonly DemoAccount[] = told.map((one, index) => ({
  id: idOf(index),
  account: one.account,
  displayName: one.displayName,
  mail: mailOf(one),
  password: new Secret(one.password),
  policy: { lockoutMs: 0 },
  ...one.status,
}))

/** The ids of those who are locked out when the demonstration begins. */
export const demoLocked: readonly string[] = told.flatMap(({ locked }, index) =>
  locked === true ? [idOf(index)] : [],
)

/** The ids of those who may approve for the others. */
export const demoApprovers: readonly string[] = told.flatMap(({ approves }, index) =>
  approves === true ? [idOf(index)] : [],
)

/** Seeds are base 32, codes are Crockford's base 32 and begin differently within a set. */
export const demoEnrolments: readonly DemoEnrolment[] = told.flatMap((one, index) =>
  one.enrolled === true ? [enrolment(one, idOf(index))] : [],
)

function enrolment(one: Told, person: string): DemoEnrolment {
  const name = one.account.toUpperCase()
  const codes = Array.from({ length: 10 }, (_none, n) => {
    const digit = (n + 1) % 10
    return `${digit}${name.slice(0, 3)}-DEM0-C0DE-00${String(n + 1).padStart(2, '0')}`
  })
  return {
    person,
    user: userOf(one),
    daysAgo: 90,
    totp: { id: 'demonstration-totp', seed: `${name}${'DEMO'.repeat(8)}`.slice(0, 32) },
    recoveryCodes: { id: 'demonstration-codes', codes },
  }
}
