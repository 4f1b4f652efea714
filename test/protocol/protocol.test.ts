import { beforeAll, describe, expect, test } from 'vitest'
import { capabilities, everything, holds, inWords, namesOf, powers, type Powers } from './capability.ts'
import { Keys } from './keys.ts'
import { dropped, oneFlow, quick, searched, type Searched } from './programme.ts'
import { attackWith, wayTo } from './search.ts'
import { recordIn, type State } from './state.ts'
import { tableOf, traceOf } from './told.ts'
import { withCodeInChat, withCodes, withPasskey, type Variant } from './variant.ts'

const asBuilt = [withCodes, withPasskey, withCodeInChat]
let keys: Keys
const found = new Map<Variant, Searched>()
const of = (variant: Variant): Searched => found.get(variant) ?? { graphs: [], minimal: [] }
const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`)

beforeAll(async () => {
  keys = await Keys.make()
  for (const variant of asBuilt) {
    const all = await searched(variant, keys, variant === withCodeInChat ? quick.slice(0, 1) : quick)
    found.set(variant, all)
    print(tableOf(`protocol: ${variant.name}`, all))
  }
}, 600_000)

const servedVictim = ({ owned }: State): boolean => owned === 'victim'

describe.each(asBuilt)('the protocol as it is built: $name', (variant) => {
  test('every promise holds at every step of every search, whatever anybody does', () => {
    expect(of(variant).graphs.length).toBeGreaterThan(0)
    expect(of(variant).graphs.flatMap((g) => g.broken)).toEqual([])
  })

  test('the person gets through, with nobody’s help and with a scanner that was there first', () => {
    const [graph] = of(variant).graphs
    if (graph === undefined) expect.fail('nothing was searched')
    expect(wayTo(graph, servedVictim, 0)).toBeDefined()
    const scanned = graph.states.flatMap((state, n) =>
      state.flows.includes('V1') && attached(state) === 'scanner' ? [n] : [],
    )
    expect(scanned.length).toBeGreaterThan(0)
    for (const n of scanned.filter(
      (n) => recordIn(graph.states[n]!.snapshot, 'V1').expiresAt > graph.states[n]!.now,
    ))
      expect(wayTo(graph, servedVictim, 0, n)).toBeDefined()
  })
})

/** Who alone has come to the first conversation. */
const attached = ({ snapshot }: State): string | undefined => {
  const { attachments, paired } = recordIn(snapshot, 'V1').facts.binding
  return attachments.length === 1 && paired === undefined ? attachments[0]?.context.browser : undefined
}

/** The smallest new sets: what opens the account now, and did not before. */
const gained = (now: readonly Powers[], before: readonly Powers[]): readonly Powers[] =>
  now.filter((set) => !before.some((known) => holds(set, known)))

describe('what opens an account', () => {
  test('with a passkey: nothing, all capabilities together', () => {
    expect(of(withPasskey).minimal.map(inWords)).toEqual([])
    for (const graph of of(withPasskey).graphs) expect(attackWith(graph, everything)).toBeUndefined()
  })

  test('with codes: nothing that does not have the person give away both of them, and the chat or the link as well', () => {
    const given = powers('give app code', 'give recovery code')
    const way = powers('read chat', 'control chat', 'forward link')
    const { minimal, graphs } = of(withCodes)
    // Codes that are relayed cannot be told from codes that are typed: a search that found nothing would be broken.
    expect(minimal.length).toBeGreaterThan(0)
    for (const set of minimal) {
      expect(holds(set, given), inWords(set)).toBe(true)
      expect(set & way, inWords(set)).not.toBe(0)
    }
    for (const name of capabilities)
      for (const graph of graphs) {
        expect(attackWith(graph, everything & ~powers(name)) === undefined, name).toBe(
          holds(given, powers(name)),
        )
        expect(attackWith(graph, powers(name)), name).toBeUndefined()
      }
  })
})

describe('what an operator may set', () => {
  test('a code of the app in chat makes one thing less to be talked out of: nothing else', () => {
    const given = powers('give recovery code')
    const { minimal } = of(withCodeInChat)
    expect(gained(minimal, of(withCodes).minimal).length).toBeGreaterThan(0)
    for (const set of minimal) expect(holds(set, given), inWords(set)).toBe(true)
    for (const name of capabilities)
      for (const graph of of(withCodeInChat).graphs)
        expect(attackWith(graph, powers(name)), name).toBeUndefined()
  })
})

/** What the attacker does in the trace that the dropped defence would have stopped. */
const stoppedBy: Readonly<Record<string, (trace: readonly string[]) => boolean>> = {
  'proof of possession': (trace) => trace.at(-1)?.includes('the victim’s public key') === true,
  hashing: (trace) => trace.some((step) => step.includes('made of what the store holds')),
  pairing: (trace) => trace.every((step) => !step.includes('types into the')),
  'per-browser evidence': (trace) =>
    trace.some((step) => step.includes('in the victim’s browser, the victim')) &&
    trace.at(-1)?.includes('with his own cookie, the attacker sets') === true,
}

describe.each(dropped.filter((d) => d.built === withCodes))(
  'without $defence',
  ({ defence, built, variant }) => {
    test('there is an attack that was not there before, and a promise that breaks', async () => {
      const { graphs, minimal } = await searched(variant, keys, [oneFlow])
      const [graph] = graphs
      const [set] = gained(minimal, of(built).minimal)
      if (graph === undefined || set === undefined) expect.fail(`no attack without ${defence}`)
      const trace = attackWith(graph, set) ?? []
      print([`protocol: without ${defence}: ${inWords(set)}`, ...traceOf(graph, set)])
      expect(stoppedBy[defence]?.(trace), trace.join('\n')).toBe(true)
      for (const whole of of(built).graphs) expect(attackWith(whole, set)).toBeUndefined()
      expect(graph.broken.length).toBeGreaterThan(0)
    })
  },
)

describe.each(dropped.filter((d) => d.built === withPasskey))(
  'with a passkey, without $defence',
  (dropped) => {
    test('an attack appears just where the passkey does not stand in for it', async () => {
      const { graphs, minimal } = await searched(dropped.variant, keys, [oneFlow])
      for (const line of tableOf(`protocol: ${dropped.variant.name}`, { graphs, minimal })) print([line])
      const signedChallenge = ['hashing', 'pairing'].includes(dropped.defence)
      expect(minimal.length > 0, inWords(minimal[0] ?? 0)).toBe(!signedChallenge)
      expect(graphs.flatMap((g) => g.broken).length).toBeGreaterThan(0)
    })
  },
)

test('a set in words names what is in it', () => {
  expect(namesOf(powers('read chat', 'steal cookie'))).toEqual(['read chat', 'steal cookie'])
  expect(namesOf(everything)).toEqual(capabilities)
})
