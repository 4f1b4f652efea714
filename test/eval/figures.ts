import { bandWith } from '../../src/policy/eased.ts'
import { bands, type Assessment, type EvidenceType } from '../../src/policy/port.ts'
import { Freeman } from './freeman.ts'
import { attackers, type Attacker } from './line.ts'
import { Ours } from './ours.ts'
import { falseAlarms, type Rank } from './rates.ts'
import type { World } from './world.ts'

type ByAttacker = Readonly<Record<Attacker, number>>

/** What came of one world. Shares are from 0 to 1. */
export interface Figures {
  readonly signIns: number
  /** False alarms among the legitimate where 98 of 100 attackers are caught. */
  readonly freeman: ByAttacker
  readonly ours: ByAttacker
  /** The same where only so many sign-ins of each person are known. */
  readonly short: Readonly<Record<number, ByAttacker>>
  /** How many of each label land in each band. */
  readonly inBands: ReadonlyMap<string, readonly number[]>
  readonly attackersBelowStepUp: number
  /** At approval or above: where nobody holds a passkey, and where people hold what `held` says. */
  readonly stopped: { readonly bare: number; readonly held: number }
}

const shortest = [12, 3] as const

/** Every second person has a passkey, the others an authenticator app; all have recovery codes (`world.md`). */
export const held = (user: string): readonly EvidenceType[] =>
  Number(user.replaceAll(/\D/g, '')) % 2 === 0 ? ['webauthn', 'recovery-code'] : ['totp', 'recovery-code']

export const figuresOf = ({ signIns, attempts }: World): Figures => {
  const [freeman, ours] = [new Freeman(), new Ours()]
  for (const line of signIns) {
    freeman.learn(line)
    ours.learn(line)
  }
  const judged = attempts.map((line) => {
    const { scored, assessment } = ours.judge(line)
    const short = shortest.map((n) => rankOf(ours.judge(line, ours.history(line.user, n))))
    return { line, assessment, ours: rankOf({ scored, assessment }), freeman: [freeman.score(line)], short }
  })
  type One = (typeof judged)[number]
  const of = (label: string, rank: (one: One) => Rank): readonly Rank[] =>
    judged.filter(({ line }) => line.label === label).map(rank)
  const alarms = (rank: (one: One) => Rank): ByAttacker => {
    const rate = (kind: Attacker): number => falseAlarms(of('legitimate', rank), of(kind, rank))
    return {
      naive: rate('naive'),
      vpn: rate('vpn'),
      targeted: rate('targeted'),
      'very-targeted': rate('very-targeted'),
    }
  }
  const legitimate = judged.filter(({ line }) => line.label === 'legitimate')
  const stopped = (band: (one: One) => number): number =>
    legitimate.filter((one) => band(one) >= stops).length / legitimate.length
  return {
    signIns: signIns.length,
    freeman: alarms((one) => one.freeman),
    ours: alarms((one) => one.ours),
    short: Object.fromEntries(shortest.map((n, i) => [n, alarms((one) => one.short[i]!)])),
    inBands: bandsOf(judged.map(({ line, assessment }) => [line.label ?? '', assessment])),
    attackersBelowStepUp: judged.filter(
      ({ line, assessment }) => line.label !== 'legitimate' && assessment.band === 'allow',
    ).length,
    stopped: {
      bare: stopped(({ assessment }) => bands.indexOf(assessment.band)),
      held: stopped(({ line, assessment }) => bands.indexOf(bandWith(assessment, held(line.user)))),
    },
  }
}

const stops = bands.indexOf('approval')

/** The band first, floors included; within a band the score. */
export const rankOf = ({ scored, assessment }: ReturnType<Ours['judge']>): Rank => [
  bands.indexOf(assessment.band),
  scored.score,
]

const bandsOf = (
  judged: readonly (readonly [string, Assessment])[],
): ReadonlyMap<string, readonly number[]> =>
  new Map(
    ['legitimate', ...attackers, 'neighbour'].map((label) => {
      const own = judged.filter(([of]) => of === label).map(([, { band }]) => band)
      return [label, bands.map((band) => own.filter((one) => one === band).length)]
    }),
  )
