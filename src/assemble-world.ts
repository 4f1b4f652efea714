import type { World } from '../flows/world.ts'
import { approvalsOf } from './assemble-approvals.ts'
import type { Config } from './config/port.ts'
import type { Directory } from './directory/port.ts'
import { refusals } from './directory/refusals.ts'
import { enrolments } from './enrolment/enrolments.ts'
import { profileMarks } from './enrolment/profile-marks.ts'
import { factors } from './factors/index.ts'
import { freezes } from './freeze/freezes.ts'
import { nonces } from './factors/nonces.ts'
import { bindingProtocol } from './handoff/bind.ts'
import type { Clock } from './lib/clock.ts'
import { usualLimits } from './limits/port.ts'
import { certificatesIn } from './lib/pem.ts'
import { passwordRules } from './policy/password-rules.ts'
import { policy as policyOf } from './policy/policy.ts'
import { evidenceTypes, type PolicyPort } from './policy/port.ts'
import type { RiskPort } from './risk/port.ts'
import type { Store } from './story/record.ts'

/** What flows may use; `known` = what is there of people's sign-ins. */
export const worldOf = (
  config: Config,
  store: Store,
  directory: Directory,
  risk: RiskPort,
  clock: Clock,
  known: Pick<World, 'ownSignIns' | 'questions'> = {},
): World => {
  const { keys: keyring, baseUrl, policy: rules, webauthn } = config
  const policy = inForce(config)
  return {
    people: directory.people,
    commit: directory.commit,
    refusal: (reason) => refusals[reason],
    matchBy: config.directory.kind === 'memory' ? 'mail' : config.directory.matchBy,
    enrolments: enrolments(store),
    marks: profileMarks(keyring),
    freezes: freezes(store),
    factors: factors({
      keyring,
      nonces: nonces(keyring, store),
      origin: new URL(baseUrl).origin,
      rpId: new URL(baseUrl).hostname,
      issuer: rules.issuer,
      ...(webauthn && { makes: { aaguids: webauthn.allowed, roots: certificatesIn(webauthn.roots) } }),
      totpInChat: rules.totpInChat,
    }),
    policy,
    risk,
    approvals: approvalsOf(config, store, { people: directory.people, policy }, clock),
    ...known,
    rules: passwordRules({ minLength: rules.minLength }),
    binding: bindingProtocol(keyring),
    helpdesk: config.helpdesk,
    sendsMail: config.demo || config.mail !== undefined,
  }
}

/** The policy under a hash of everything an operator can loosen, so that loosening any of it is told. */
export const inForce = ({
  policy: { coolingHours, minLength, totpInChat, rules, approvers, loosenings },
  webauthn,
  timeZone,
  limits,
}: Pick<Config, 'policy' | 'webauthn' | 'timeZone' | 'limits'>): PolicyPort => {
  const usual = JSON.stringify(limits) === JSON.stringify(usualLimits)
  return policyOf({
    coolingHours,
    ...(totpInChat && { accepted: evidenceTypes }),
    rules,
    approvers,
    loosenings,
    timeZone,
    besides: [minLength, ...(webauthn ? [webauthn] : []), ...(usual ? [] : [limits])],
  })
}
