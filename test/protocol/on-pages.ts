import { flowOf, type Acts, type Call } from './acts.ts'
import type { Powers } from './capability.ts'
import type { Bounds, Move } from './moves.ts'
import { any, both, free, items } from './reach.ts'
import { recordIn, subject, type State } from './state.ts'

/** The honest one: on the page that her browser shows, with what is hers. */
export const victimOnPage = (state: State): readonly Move[] => {
  const mine = items(state, 'cookie').some((s) => s.place === 'victim browser')
  const resumes = state.flows.map((flow): Move => ({
    says: `victim’s browser comes back to ${flow}`,
    ways: free,
    run: (a) => a.resumes('victim', flow),
  }))
  if (state.jar === undefined || !mine) return resumes
  const call: Call = { by: 'victim', cookie: state.jar }
  const on = `on the page of ${flowOf(state.jar)}, in the victim’s browser,`
  return [
    ...resumes,
    {
      says: `${on} the victim types a code of the app`,
      ways: free,
      run: (a) => a.proves(call, 'victim', 'totp'),
    },
    {
      says: `${on} the victim types a recovery code`,
      ways: free,
      run: (a) => a.proves(call, 'victim', 'recovery-codes'),
    },
    { says: `${on} the victim touches the passkey`, ways: free, run: (a) => a.touches(call, 'victim') },
    { says: `${on} the victim sets a password`, ways: free, run: (a) => a.sets(call, 'victim') },
    { says: `${on} the victim presses cancel`, ways: free, run: (a) => a.presses(call, 'cancel') },
  ]
}

/** The other one: with every cookie he can get, his own key, and the victim's public key in the hope that nobody verifies. */
export const attackerOnPage = (state: State, bounds: Bounds): readonly Move[] => [
  ...state.flows.flatMap((flow): Move[] => [
    { says: `attacker’s browser comes back to ${flow}`, ways: free, run: (a) => a.resumes('attacker', flow) },
    {
      says: `attacker’s browser comes back to ${flow}, saying it were the victim’s`,
      ways: any('steal cookie'),
      run: (a) => a.resumes('attacker', flow, 'victim'),
    },
  ]),
  ...items(state, 'cookie').flatMap(({ place, item }) => {
    if (place === 'scanner browser') return []
    const own = place === 'attacker browser'
    if (subject(item.flow) === 'attacker' && bounds.own !== 'whole') return []
    const cookie = item.value
    const calls: readonly Call[] = own
      ? [{ by: 'attacker', cookie }]
      : [
          { by: 'attacker', cookie },
          { by: 'attacker', as: 'victim', cookie },
        ]
    return calls.flatMap((call) => pressing(call, own ? free : any('steal cookie'), own))
  }),
  ...fromTheStore(state),
]

const pressing = (call: Call, ways: readonly Powers[], own: boolean): readonly Move[] => {
  const key = call.as === 'victim' ? ' and the victim’s public key' : ''
  const on = `on the page of ${flowOf(call.cookie)}, with ${own ? 'his own' : 'the victim’s'} cookie${key}, the attacker`
  const relayed = 'https://reset-corp.example'
  return [
    {
      says: `${on} types the victim’s app code`,
      ways: both(ways, any('give app code')),
      run: (a) => a.proves(call, 'victim', 'totp'),
    },
    {
      says: `${on} types the victim’s recovery code`,
      ways: both(ways, any('give recovery code')),
      run: (a) => a.proves(call, 'victim', 'recovery-codes'),
    },
    {
      says: `${on} relays a touch of the victim’s passkey from a page that looks like ours`,
      ways: both(ways, any('send own link')),
      run: (a) => a.touches(call, 'victim', relayed),
    },
    { says: `${on} types a code of his own app`, ways, run: (a) => a.proves(call, 'attacker', 'totp') },
    {
      says: `${on} types a recovery code of his own`,
      ways,
      run: (a) => a.proves(call, 'attacker', 'recovery-codes'),
    },
    { says: `${on} touches his own passkey`, ways, run: (a) => a.touches(call, 'attacker') },
    { says: `${on} sets a password of his choice`, ways, run: (a) => a.sets(call, 'attacker') },
  ]
}

/** Who reads the store takes what stands there for what it is about. */
const fromTheStore = (state: State): readonly Move[] =>
  state.flows.flatMap((flow): Move[] => {
    const { link, paired, attachments } = recordIn(state.snapshot, flow).facts.binding
    const readStore = any('read store')
    const kept = [paired, ...attachments].flatMap((b) => (b === undefined ? [] : [b.cookieHash]))
    return [
      ...(link === undefined
        ? []
        : [
            {
              says: `attacker’s browser opens a link of ${flow} made of what the store holds`,
              ways: readStore,
              run: (a: Acts) => a.opens('attacker', flow, link.hash),
            },
          ]),
      ...kept.flatMap((hash) =>
        (['attacker', 'victim'] as const).map((as) => ({
          says: `with a cookie of ${flow} made of what the store holds the attacker sets a password of his choice`,
          ways: readStore,
          run: (a: Acts) => a.sets({ by: 'attacker', as, cookie: `${flow}.${hash}` }, 'attacker'),
        })),
      ),
    ]
  })
