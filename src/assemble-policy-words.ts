import {
  evidenceTypes,
  type EvidenceType,
  type LiveBand,
  type Limits,
  type PolicyPort,
  type Purpose,
} from './policy/port.ts'

/** Evidence as an operator reads it. */
const evidenceWords: Readonly<Record<EvidenceType, string>> = {
  webauthn: 'a passkey',
  'webauthn-presence': 'a security key without PIN',
  totp: 'an authenticator code',
  'totp-in-chat': 'an authenticator code in chat',
  'recovery-code': 'a recovery code',
  'access-pass': 'an access pass',
  approval: 'an approval',
}

export const inEvidenceWords = (set: readonly EvidenceType[]): string =>
  set.length === 0 ? 'nothing' : set.map((type) => evidenceWords[type]).join(' and ')

const own = evidenceTypes.filter((type) => type !== 'approval')
const subsets = own.reduce<readonly (readonly EvidenceType[])[]>(
  (sets, one) => [...sets, ...sets.map((set) => [...set, one])],
  [[]],
)
const bySize = subsets.toSorted((a, b) => a.length - b.length)

const needed = {
  sufficient: '',
  'with-approval': ' with one approval',
  'with-two-approvals': ' with two approvals',
}

/** The smallest sets that are enough under these limits, in words with the approvals beside them. */
export const waysInWords = (
  policy: PolicyPort,
  limits: Omit<Limits, 'band'>,
  band: LiveBand,
  purpose: Purpose,
): readonly string[] => {
  const kept: { readonly set: readonly EvidenceType[]; readonly says: string }[] = []
  for (const set of bySize) {
    const sufficiency = policy.suffices(set, { ...limits, band }, purpose)
    if (sufficiency === 'insufficient') continue
    const says = needed[sufficiency]
    const hidden = kept.some(
      (one) => one.set.every((type) => set.includes(type)) && one.says.length <= says.length,
    )
    if (!hidden) kept.push({ set, says })
  }
  return kept.map(({ set, says }) => `${inEvidenceWords(set)}${says}`)
}
