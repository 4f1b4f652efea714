import { heldEvidence, type HeldFactors } from './assemble-policy-held.ts'
import { inEvidenceWords, waysInWords } from './assemble-policy-words.ts'
import type { Status } from './directory/port.ts'
import type { Enrolment } from './enrolment/port.ts'
import { hour } from './lib/clock.ts'
import { liveBands, purposes, type PolicyPort, type PolicyRule, type Ruling } from './policy/port.ts'

/** What is looked at to say what somebody would face. */
export interface Facing {
  readonly policy: PolicyPort
  readonly rules: readonly PolicyRule[]
  readonly status: Status
  readonly enrolment: Enrolment
  readonly frozenAt?: number
  /** How many an operator appointed as approvers. */
  readonly appointed: number
  readonly factors: HeldFactors
  readonly sendsMail: boolean
  readonly now: number
  /** An instant in words, in the company's time zone. */
  readonly when: (ms: number) => string
}

/** What this person would face now and why, line by line. Nothing is written, and no secret is read. */
export const explained = (facing: Facing): readonly string[] => {
  const { policy, status, enrolment, factors, now } = facing
  const { person, dn } = status
  const held = heldEvidence(enrolment, factors)
  const subject = {
    account: person.account,
    holds: held,
    ...(dn !== undefined && { dn }),
    ...(status.groups && { groups: status.groups }),
  }
  const ruling = policy.ruling(subject, now)
  return [
    `${person.displayName} (${person.account}), ${dn ?? 'of whom the directory tells no place'}`,
    ...barred(facing),
    `Rule: ${ruleInWords(ruling, facing)}`,
    ...refusal(ruling, facing),
    held.length === 0
      ? 'Sign-in methods: none, so they have to set one up before anything else.'
      : `Sign-in methods: they can show ${inEvidenceWords(held)}.`,
    ...(person.mail === undefined || !facing.sendsMail
      ? ['They can be told in chat only, so only a passkey counts.']
      : []),
    ...resting(ruling, facing),
    ...purposes.flatMap((purpose) => enough(ruling, facing, purpose)),
    `Approvers: ${approversInWords(ruling, facing)}`,
    `Starts: ${startsOf(enrolment, now, hour)} of ${ruling.limits.perHour} in the last hour, ${startsOf(enrolment, now, 24 * hour)} of ${ruling.limits.perDay} in the last day; above them only a passkey counts.`,
    `Questions about recent activity: ${ruling.questions ? 'may be asked, where an activity source is set up' : 'are not asked'}.`,
    'In which band a request is judged depends on browser, place and habits when it is made.',
  ]
}

const barred = ({ status, frozenAt, when }: Facing): readonly string[] => [
  ...(status.protected
    ? [
        `Self-service keeps its hands off: ${status.protected.reason} (${status.protected.detail}). Nothing below helps.`,
      ]
    : []),
  ...(status.disabled || status.accountExpired || status.lockedByAdmin
    ? ['The account is switched off, expired or locked by an administrator. Nothing below helps.']
    : []),
  ...(frozenAt === undefined
    ? []
    : [
        `They stopped self-service ${when(frozenAt)} (“that wasn’t me”). Nothing below helps until it is opened again.`,
      ]),
]

const ruleInWords = (ruling: Ruling, { rules, status }: Facing): string => {
  const { rule, undecided } = ruling
  if (undecided)
    return `one of ${rule.split('+').join(', ')}: the directory does not show which, so the strictest of them counts, and a person has to approve.`
  const match = rules.find(({ name }) => name === rule)?.match
  if (match === undefined) return 'default, the shipped policy: no rule of your own holds for them.'
  if (match === 'everybody') return `${rule}, which is for everybody.`
  const { group, ou, account } = match
  const why = [
    ...(group === undefined ? [] : [`they are in ${group}`]),
    ...(ou === undefined ? [] : [`they are below ${ou}`]),
    ...(account === undefined ? [] : [`they sign in as ${status.person.account}`]),
  ]
  return `${rule}, because ${why.join(' and ')}.`
}

const refusal = ({ refuses, words, closed }: Ruling, { when }: Facing): readonly string[] => [
  ...(refuses
    ? [`Refused: self-service is not for them.${words === undefined ? '' : ` They are told: “${words}”`}`]
    : []),
  ...(closed === undefined
    ? []
    : [
        `Hours: closed until ${when(closed.opensAt)}; until then ${closed.band === 'deny' ? 'they are refused' : 'a person has to approve'}.`,
      ]),
]

const resting = ({ coolingMs }: Ruling, { enrolment, policy, now, when }: Facing): readonly string[] => {
  const { factorsChangedAt: changed, lastResetAt: reset } = enrolment
  const rest = changed !== undefined && now - changed < coolingMs
  const again = reset !== undefined && now - reset < policy.coolings.reset
  return [
    ...(rest
      ? [
          `Resting: their sign-in methods changed ${when(changed)}; until ${when(changed + coolingMs)} a person has to approve.`,
        ]
      : []),
    ...(again
      ? [
          `Their password was set here ${when(reset)}; another reset before ${when(reset + policy.coolings.reset)} needs a person’s approval.`,
        ]
      : []),
  ]
}

const purposeWords = {
  reset: 'a reset',
  change: 'a change beside the old password',
  unlock: 'an unlock',
} as const

const enough = (
  { demands, loosened, refuses }: Ruling,
  { policy, status, sendsMail }: Facing,
  purpose: (typeof purposes)[number],
): readonly string[] => {
  if (refuses) return []
  const alone = status.person.mail === undefined || !sendsMail
  const limits = { demands, loosened, ...(alone && { only: ['webauthn'] as const }) }
  return [
    `Enough for ${purposeWords[purpose]}:`,
    ...liveBands.map((band) => {
      const ways = waysInWords(policy, limits, band, purpose)
      return `  ${band}: ${ways.length === 0 ? 'nothing' : ways.join('; or ')}`
    }),
  ]
}

const memberInWords = (list: readonly string[]): string =>
  list.length === 0 ? 'appointed by an operator' : `a member of ${list.join(' or ')}`

const approversInWords = ({ approvers }: Ruling, { appointed }: Facing): string => {
  if (approvers.length > 0) return `${approvers.map(memberInWords).join(', who is also ')}.`
  return appointed === 0
    ? 'nobody: no group is named and nobody was appointed, so what needs one goes to the helpdesk.'
    : `whoever was appointed (${appointed}); no group is named.`
}

const startsOf = ({ starts }: Enrolment, now: number, ms: number): number =>
  starts.filter((at) => now - at < ms).length
