import type { Acts } from './acts.ts'
import type { Passkey } from './approver-acts.ts'
import { accountNames, accounts, type Account } from './approvers.ts'
import type { Powers } from './capability.ts'
import type { Move } from './moves.ts'
import { any, both, free, items, reach } from './reach.ts'
import { hasJoined, isAppointed, recordIn, subject, type Item, type Place, type State } from './state.ts'

type Door = Item & { readonly kind: 'door' }
type Seen<I> = { readonly place: Place; readonly item: I }

/** What approvers can do next, and whoever would be taken for one, wherever one is asked. */
export const onApprovals = (state: State): readonly Move[] => {
  const waiting = state.flows.filter((flow) => {
    const { outcome, facts } = recordIn(state.snapshot, flow)
    return outcome === undefined && facts.approval !== undefined
  })
  if (waiting.length === 0) return []
  return [
    ...becoming(state),
    ...waiting.flatMap((flow) => pressing(state, flow)),
    ...items(state, 'door').flatMap((door) => [...touching(state, door), ...showing(state, door)]),
  ]
}

/** The attacker among the approvers, or among the passkeys of one. */
const becoming = (state: State): readonly Move[] => [
  ...(isAppointed(state)
    ? []
    : [
        {
          says: 'the attacker is one of the approvers',
          ways: any('be approver'),
          run: (a: Acts) => a.approving.isAppointed(),
        },
      ]),
  ...(hasJoined(state)
    ? []
    : [
        {
          says: 'the attacker adds a passkey to Grace’s, and links a chat account of his own to her',
          ways: any('join approver'),
          run: (a: Acts) => a.approving.joins(),
        },
      ]),
]

/** By whose leave a press comes from a chat account. Approvers look at what they are asked, and the attacker at all he may. */
const pressesFrom: Readonly<Record<Account, readonly Powers[]>> = {
  grace: free,
  'grace again': free,
  hedy: free,
  victim: any('control chat', 'owner signs'),
  'victim again': any('control chat', 'owner signs'),
  attacker: free,
  'attacker again': free,
  'grace, taken over': free,
}

/** Second chat accounts and a second approver are there where it takes two. Not needed, they would only be more of the same. */
const forTwo: readonly Account[] = ['grace again', 'hedy', 'attacker again']

const asked = ({ snapshot }: State, flow: string): readonly Account[] => {
  const needed = recordIn(snapshot, flow).facts.approval?.shown.needed
  return accountNames.filter((name) => needed === 2 || !forTwo.includes(name))
}

const pressing = (state: State, flow: string): readonly Move[] =>
  asked(state, flow).flatMap((account): Move[] => {
    const has = items(state, 'door').some(({ item }) => item.flow === flow && item.of === account)
    if (has || (account === 'grace, taken over' && !hasJoined(state))) return []
    return [
      {
        says: `from the chat account of ${account} somebody presses approve for ${flow}`,
        ways: pressesFrom[account],
        run: (a) => a.approving.presses(account, flow),
      },
    ]
  })

/** An approver who calls, and hears who it is, signs by themself what is the owner's; the rest they must be fooled into. */
const isHonest = ({ typed }: State, flow: string): boolean =>
  typed.find((t) => t.flow === flow)?.of === subject(flow)

const touching = (state: State, { place, item }: Seen<Door>): readonly Move[] => {
  const own = accounts[item.of].of
  const his = reach(item, place)
  const honest = isHonest(state, item.flow)
  const approver = (name: 'grace' | 'hedy', fooled: readonly Powers[]): readonly Move[] => {
    const signs = honest ? free : fooled
    const ways =
      own === name && place === `${name} chat` ? signs : both(both(his, any('send approver link')), signs)
    // What one of two signed may be shown again; of both it would be more of the same.
    if (name === 'hedy') return [touch(name, item, ways)]
    return [touch(name, item, ways), touch(name, item, both(ways, any('hold back signature')), false)]
  }
  const two = asked(state, item.flow).includes('hedy')
  return [
    ...approver('grace', any('fool approver')),
    ...(two ? approver('hedy', any('fool another approver')) : []),
    touch('victim', item, own === 'victim' ? any('owner signs') : both(his, any('owner signs'))),
    touch('attacker', item, his),
    ...(hasJoined(state) ? [touch('attacker, among Grace’s', item, his)] : []),
  ]
}

const touch = (passkey: Passkey, door: Door, ways: readonly Powers[], sent = true): Move => ({
  says: `at the door of ${door.of} for ${door.flow}, ${passkey} touches a passkey${sent ? '' : ', and it is held back'}`,
  ways,
  run: (a) => a.approving.touches(passkey, door, sent),
})

/** What was signed before, at this door. */
const showing = (state: State, { place, item: door }: Seen<Door>): readonly Move[] =>
  items(state, 'signature').map(({ place: from, item }) => ({
    says: `the attacker shows what ${item.of} signed for ${item.flow} at the door of ${door.of} for ${door.flow}`,
    ways: both(reach(item, from), reach(door, place)),
    run: (a) => a.approving.shows(item, door),
  }))
