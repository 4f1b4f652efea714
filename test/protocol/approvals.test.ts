import { beforeAll, describe, expect, test } from 'vitest'
import { asBuilt, droppedApprovals } from './approval-programme.ts'
import { everything, holds, inWords, powers, rightfulPasskeys } from './capability.ts'
import { Keys } from './keys.ts'
import { searched, type Searched } from './programme.ts'
import { attackWith } from './search.ts'
import { tableOf, traceOf } from './told.ts'
import { withPasskeyApproved, withTwoApprovals } from './variant.ts'

let keys: Keys
const found: Searched[] = []
const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`)

beforeAll(async () => {
  keys = await Keys.make()
  for (const { variant, bounds } of asBuilt) {
    const all = await searched(variant, keys, [bounds])
    found.push(all)
    print(tableOf(`protocol: ${variant.name}`, all))
  }
}, 600_000)

describe.each(asBuilt.map((asked, n) => ({ ...asked, n, name: asked.variant.name })))(
  'approvals as they are built, search $n: $name',
  ({ variant, bounds, n }) => {
    const graphs = () => found[n]?.graphs ?? []

    test('every promise holds at every step, whatever anybody does', () => {
      expect(graphs()).toHaveLength(1)
      expect(graphs().flatMap((g) => g.broken)).toEqual([])
    })

    test('whoever should, gets a yes: the search came that far', () => {
      const agreed = graphs().some((g) => g.states.some(({ yeses }) => yeses.length > 0))
      expect(agreed).toBe(true)
      const served = graphs().some((g) => g.states.some(({ owned }) => owned === 'victim'))
      expect(served).toBe(true)
    })

    test('nothing opens an account without the passkey of somebody who may approve', () => {
      const touch = powers(...rightfulPasskeys)
      for (const graph of graphs()) expect(attackWith(graph, everything & ~touch)).toBeUndefined()
      for (const set of found[n]?.minimal ?? []) expect(set & touch, inWords(set)).not.toBe(0)
    })

    test('that passkey is what opens it, beside what the person gave away; never with a passkey of theirs', () => {
      const could = holds(bounds.within ?? everything, powers('fool approver', 'be approver'))
      const minimal = found[n]?.minimal ?? []
      expect(minimal.length > 0, minimal.map(inWords).join()).toBe(could && variant !== withPasskeyApproved)
      for (const set of minimal) expect(holds(set, powers('give app code')), inWords(set)).toBe(true)
    })
  },
)

test('where two are asked, it takes two of them', () => {
  const two = found.find((_, n) => asBuilt[n]?.variant === withTwoApprovals)?.minimal ?? []
  const touches = rightfulPasskeys.map((name) => powers(name))
  for (const set of two)
    expect(touches.filter((one) => holds(set, one)).length, inWords(set)).toBeGreaterThanOrEqual(2)
  expect(two.length).toBeGreaterThan(0)
})

/** What is done in the trace that the dropped defence would have stopped. */
const stoppedBy: Readonly<Record<string, (trace: readonly string[]) => boolean>> = {
  'digest under the signature': (trace) =>
    trace.some((step) => step.includes('what grace signed for V1 at the door of grace for V2')),
  'single use': (trace) =>
    trace.some((step) => step.includes('what grace signed for V1 at the door of grace for V2')) &&
    trace.every((step) => !step.includes('held back')),
  'ban on approving for oneself': (trace) => trace.some((step) => step.includes('victim touches a passkey')),
  '72 hours of rest': (trace) => trace.some((step) => step.includes('among Grace’s touches a passkey')),
  'right to approve': (trace) => trace.some((step) => step.includes('attacker touches a passkey')),
  'two distinct humans': (trace) =>
    trace.filter((step) => step.includes('grace touches a passkey')).length === 2,
}

describe.each(droppedApprovals)('without the $defence', ({ defence, built, variant, bounds }) => {
  test('an attack appears that was not there before, and the promise of approvals breaks', async () => {
    const { graphs, minimal } = await searched(variant, keys, [bounds])
    const whole = found.flatMap(({ graphs: as }) => as).filter((graph) => graph.variant === built)
    const set = minimal.find((one) => whole.every((graph) => attackWith(graph, one) === undefined))
    const [graph] = graphs
    if (graph === undefined || set === undefined) expect.fail(`no attack without the ${defence}`)
    const trace = attackWith(graph, set) ?? []
    print([`protocol: without the ${defence}: ${inWords(set)}`, ...traceOf(graph, set)])
    expect(whole.length).toBeGreaterThan(0)
    expect(stoppedBy[defence]?.(trace), trace.join('\n')).toBe(true)
    expect(graph.broken.some(({ property }) => property === 'P4')).toBe(true)
  }, 600_000)
})
