import { bands } from '../../src/policy/port.ts'
import { apart, astray, missed, most, mostStopped, reference } from './bars.ts'
import type { Figures } from './figures.ts'
import { attackers, type Attacker } from './line.ts'

type Row = Readonly<Record<Attacker, number>>

const cells = (values: readonly string[]): string => values.map((value) => value.padStart(14)).join('')
const row = (name: string, values: readonly string[], note = ''): string =>
  `  ${name.padEnd(26)}${cells(values)}  ${note}`.trimEnd()
const percent = (share: number): string => (100 * share).toFixed(1)
const shares = (of: Row): readonly string[] => attackers.map((kind) => percent(of[kind]))
const bars = (of: Row): readonly string[] => attackers.map((kind) => of[kind].toFixed(1))

/** The figures of one world as lines to print. */
export const tableOf = (name: string, figures: Figures): readonly string[] => {
  const { signIns, freeman, ours, short, inBands, attackersBelowStepUp, stopped } = figures
  const [faults, off] = [missed(figures), astray(figures)]
  return [
    `${name}: ${signIns} sign-ins`,
    row('false alarms (%) at TPR .98', ['naive', 'VPN', 'targeted', 'very targeted']),
    row('Freeman', shares(freeman)),
    row('  reference', bars(reference), `within ${apart} points`),
    row('Latchkey, floors included', shares(ours)),
    row('  at most', bars(most)),
    ...Object.entries(short).map(([n, of]) => row(`  knowing ${n} sign-ins`, shares(of))),
    row('bands (%)', bands),
    ...[...inBands].map(([label, counts]) => {
      const all = counts.reduce((sum, n) => sum + n, 0)
      return row(
        `  ${label}`,
        counts.map((n) => percent(n / Math.max(1, all))),
      )
    }),
    `  attackers below step-up: ${attackersBelowStepUp} (0)`,
    `  legitimate at approval or above: ${(100 * stopped.held).toFixed(2)} % with what people hold (at most ${mostStopped}); ` +
      `${(100 * stopped.bare).toFixed(2)} % if nobody held a passkey`,
    ...off.map((one) => `  NOT AS THE REFERENCE: ${one}`),
    faults.length === 0 ? '  reached' : `  MISSED: ${faults.join('; ')}`,
    '',
  ]
}
