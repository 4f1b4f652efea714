import { evidenceTypes, type Band, type EvidenceType, type Sufficiency } from '../../src/policy/port.ts'

/**
 * The table of the threat model (2.6), written out for every set of evidence. W = WebAuthn with user verification,
 * P = WebAuthn with presence only, T = authenticator app, C = recovery code, A = access pass, V = one approver's word.
 * Columns: allow, step-up, approval. In the band deny everything is `no`.
 */
const written = `
------ no  no  no
W----- yes yes one
-P---- no  no  no
WP---- yes yes one
--T--- one one two
W-T--- yes yes one
-PT--- one one two
WPT--- yes yes one
---C-- no  no  no
W--C-- yes yes one
-P-C-- yes yes one
WP-C-- yes yes one
--TC-- yes yes one
W-TC-- yes yes one
-PTC-- yes yes one
WPTC-- yes yes one
----A- no  no  no
W---A- yes yes one
-P--A- yes yes one
WP--A- yes yes one
--T-A- yes yes one
W-T-A- yes yes one
-PT-A- yes yes one
WPT-A- yes yes one
---CA- yes one two
W--CA- yes yes one
-P-CA- yes yes one
WP-CA- yes yes one
--TCA- yes yes one
W-TCA- yes yes one
-PTCA- yes yes one
WPTCA- yes yes one
-----V no  no  no
W----V yes yes yes
-P---V no  no  no
WP---V yes yes yes
--T--V yes yes one
W-T--V yes yes yes
-PT--V yes yes one
WPT--V yes yes yes
---C-V no  no  no
W--C-V yes yes yes
-P-C-V yes yes yes
WP-C-V yes yes yes
--TC-V yes yes yes
W-TC-V yes yes yes
-PTC-V yes yes yes
WPTC-V yes yes yes
----AV no  no  no
W---AV yes yes yes
-P--AV yes yes yes
WP--AV yes yes yes
--T-AV yes yes yes
W-T-AV yes yes yes
-PT-AV yes yes yes
WPT-AV yes yes yes
---CAV yes yes one
W--CAV yes yes yes
-P-CAV yes yes yes
WP-CAV yes yes yes
--TCAV yes yes yes
W-TCAV yes yes yes
-PTCAV yes yes yes
WPTCAV yes yes yes
`

const types: Readonly<Record<string, EvidenceType>> = {
  W: 'webauthn',
  P: 'webauthn-presence',
  T: 'totp',
  C: 'recovery-code',
  A: 'access-pass',
  V: 'approval',
}

const words: Readonly<Record<string, Sufficiency>> = {
  yes: 'sufficient',
  one: 'with-approval',
  two: 'with-two-approvals',
  no: 'insufficient',
}

export interface TruthRow {
  readonly evidence: readonly EvidenceType[]
  readonly band: Band
  readonly expected: Sufficiency
}

const columns = ['allow', 'step-up', 'approval'] as const

const onThePage: readonly TruthRow[] = written
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [set = '', ...cells] = line.split(/\s+/)
    const letters = [...set.matchAll(/[A-Z]/g)].map(([letter]) => types[letter]!)
    const evidence = evidenceTypes.filter((type) => letters.includes(type))
    return [
      ...columns.map((band, i) => ({ evidence, band, expected: words[cells[i]!]! })),
      { evidence, band: 'deny' as const, expected: 'insufficient' as const },
    ]
  })

/** A code typed in chat, where that is allowed at all: worth the app's on the page beside a code of another kind, else nothing. */
const withChat = (row: TruthRow): TruthRow => {
  const { evidence, band } = row
  const beside = evidence.includes('recovery-code') || evidence.includes('access-pass')
  const wanted = new Set<EvidenceType>(beside ? [...evidence, 'totp'] : evidence)
  const like = onThePage.find(
    (r) => r.band === band && r.evidence.length === wanted.size && r.evidence.every((e) => wanted.has(e)),
  )
  if (like === undefined) throw new Error(`no row for ${[...wanted].join('+')}`)
  return { evidence: [...evidence, 'totp-in-chat'], band, expected: like.expected }
}

export const truthTable: readonly TruthRow[] = [...onThePage, ...onThePage.map(withChat)]
