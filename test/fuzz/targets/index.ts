import type { Target } from '../claim.ts'
import { activityEvents } from './activity-events.ts'
import { auditLines } from './audit-lines.ts'
import { chatBodies } from './chat-bodies.ts'
import { filterBuilders } from './filters.ts'
import { ldapAnswers } from './ldap-answers.ts'
import { linkFragments } from './link-fragments.ts'
import { origins } from './origins.ts'
import { pageBodies } from './page-bodies.ts'
import { pairingCodes } from './pairing-codes.ts'
import { proofs } from './proofs.ts'
import { totpStrings } from './totp.ts'
import { webauthnResponses } from './webauthn.ts'
import { yaml } from './yaml.ts'

/** Every door that hears from outside. */
export const targets: readonly Target[] = [
  pageBodies,
  chatBodies,
  linkFragments,
  pairingCodes,
  totpStrings,
  webauthnResponses,
  proofs,
  filterBuilders,
  ldapAnswers,
  yaml,
  auditLines,
  activityEvents,
  origins,
]
