import type { Acts } from './acts.ts'
import { powers, type Powers } from './capability.ts'
import { attackerOnPage, victimOnPage } from './on-pages.ts'
import { onApprovals } from './on-approvals.ts'
import { any, both, free, items, reach } from './reach.ts'
import { recordIn, subject, type Place, type Side, type State } from './state.ts'

/** One thing that somebody can do. `ways`: each a set of capabilities that makes it possible; an empty set = anybody. */
export interface Move {
  readonly says: string
  readonly ways: readonly Powers[]
  readonly run: (acts: Acts) => Promise<void>
}

/** How far a search goes. */
export interface Bounds {
  /** Conversations about the victim's account. */
  readonly starts: number
  /** How far the attacker goes with a conversation of his own. */
  readonly own: 'none' | 'paired' | 'whole'
  /** Whether something opens the links in the victim’s chat. */
  readonly scanner: boolean
  /** What an attacker has at most; absent = everything. */
  readonly within?: Powers
  /** How often some time may pass; where it does, the victim may be put out of bounds too. */
  readonly waits: number
}

/** Everything that anybody can do next. */
export const movesOn = (state: State, bounds: Bounds): readonly Move[] => [
  ...starts(state, bounds),
  ...links(state, bounds),
  ...codes(state),
  ...inChat(state),
  ...buttons(state, bounds),
  ...victimOnPage(state),
  ...attackerOnPage(state, bounds),
  ...passing(state, bounds),
  ...onApprovals(state),
]

const live = (state: State, side: Side): string | undefined =>
  state.flows.findLast((f) => subject(f) === side)

const starts = (state: State, bounds: Bounds): readonly Move[] => {
  const begun = state.flows.filter((f) => subject(f) === 'victim').length
  const moves: Move[] = []
  const next = `V${begun + 1}`
  if (begun < bounds.starts) {
    moves.push({
      says: `the victim asks for a reset (${next})`,
      ways: free,
      run: (a) => a.begin(next, 'victim'),
    })
    moves.push({
      says: `in the victim’s chat the attacker asks for a reset (${next})`,
      ways: any('control chat'),
      run: (a) => a.begin(next, 'victim'),
    })
  }
  if (bounds.own !== 'none' && !state.flows.includes('A1'))
    moves.push({
      says: 'the attacker asks for a reset of his own (A1)',
      ways: free,
      run: (a) => a.begin('A1', 'attacker'),
    })
  return moves
}

const links = (state: State, { scanner }: Bounds): readonly Move[] =>
  items(state, 'link').flatMap(({ place, item: { flow, value } }): Move[] => {
    const opens = (who: 'victim' | 'attacker' | 'scanner', ways: readonly Powers[], how = ''): Move => ({
      says: `${who}’s browser opens the link of ${flow}${how}`,
      ways,
      run: (a) => a.opens(who, flow, value),
    })
    const attacker = opens('attacker', reach({ kind: 'link', flow, value }, place))
    if (place === 'attacker chat')
      return [attacker, opens('victim', any('send own link'), ', which the attacker sent')]
    const prefetched = scanner ? [opens('scanner', any('prefetch'))] : []
    return [attacker, opens('victim', free), ...prefetched]
  })

/** A code of the app in the form that chat shows where an operator allows it; elsewhere it is said to nobody. */
const inChat = (state: State): readonly Move[] => {
  const flow = live(state, 'victim')
  if (flow === undefined) return []
  const run = (a: Acts) => a.tells(flow)
  return [
    { says: 'the victim types a code of the app into the own chat', ways: free, run },
    {
      says: 'the attacker types a code of the victim’s app into the victim’s chat',
      ways: [powers('control chat', 'give app code')],
      run,
    },
  ]
}

/** A code seen somewhere is typed into a chat: by its owner, or by the attacker. */
const codes = (state: State): readonly Move[] =>
  items(state, 'code').flatMap(({ place, item }): Move[] => {
    const shown = `the code that ${item.of}’s browser shows for ${item.flow}`
    return (['victim', 'attacker'] as const).flatMap((chat): Move[] => {
      const [flow, hersToo] = [live(state, chat), live(state, 'victim')]
      const types = (who: Side, ways: readonly Powers[], how = '', to = flow): Move[] =>
        to === undefined
          ? []
          : [
              {
                says: `${who} types into the ${chat}’s chat, for ${to}, ${shown}${how}`,
                ways,
                run: (a) => a.types(chat, to, item),
              },
            ]
      const his = reach(item, place)
      // A form that names the victim’s conversation, sent from the attacker’s own chat account.
      if (chat === 'attacker') return [...types('attacker', his), ...types('attacker', his, '', hersToo)]
      const hers = place === 'victim browser' ? free : place === 'attacker browser' ? any('tell code') : []
      return [...types('attacker', both(his, any('control chat'))), ...types('victim', hers, ways(place))]
    })
  })

const ways = (place: Place): string => (place === 'attacker browser' ? ', as the attacker told' : '')

const buttons = (state: State, { own }: Bounds): readonly Move[] =>
  (['victim', 'attacker'] as const).flatMap((chat): Move[] => {
    const flow = live(state, chat)
    if (chat === 'attacker' && own !== 'whole') return []
    if (flow === undefined || recordIn(state.snapshot, flow).outcome !== undefined) return []
    return ['new-link', 'not-me', 'cancel'].map((name) => ({
      says: `in the ${chat}’s chat somebody presses ${name}`,
      ways: free,
      run: (a) => a.says(chat, flow, name, name),
    }))
  })

const minute = 60_000
const proved = ({ flows, snapshot }: State): boolean =>
  flows.some((flow) => subject(flow) === 'victim' && recordIn(snapshot, flow).facts.provedAt !== undefined)

const passing = (state: State, bounds: Bounds): readonly Move[] => [
  ...(bounds.waits > 0 && !state.promoted && proved(state)
    ? [{ says: 'the victim is made a Domain Admin', ways: free, run: async (a: Acts) => a.promotes() }]
    : []),
  ...(state.waited >= bounds.waits
    ? []
    : [4, 11].map((minutes): Move => ({
        says: `${minutes} minutes pass`,
        ways: free,
        run: async (a) => a.wait(minutes * minute),
      }))),
  ...(state.waited === 0
    ? []
    : (['victim', 'attacker'] as const).flatMap((browser) =>
        state.flows.map((flow): Move => ({
          says: `${browser}’s page of ${flow} asks for a new code`,
          ways: free,
          run: (a) => a.looks(browser, flow),
        })),
      )),
  // A flow that was replaced lives until it is told: that may come late.
  ...state.flows
    .filter((f) => subject(f) === 'victim' && f !== live(state, 'victim'))
    .map((flow): Move => ({
      says: `${flow} is told that it was replaced`,
      ways: free,
      run: (a) => a.replaced(flow),
    })),
]
