import { smallest, type Powers } from './capability.ts'
import type { Keys } from './keys.ts'
import type { Bounds } from './moves.ts'
import { attacks, explore, type Graph } from './search.ts'
import { without, withCodes, withPasskey, type Variant } from './variant.ts'
import {
  appAlone,
  evidenceOfTheFlow,
  noPairing,
  nothingHashed,
  reusableLink,
  signaturesUnread,
} from './weaknesses.ts'

/** A conversation of the victim's, everybody in it, and some time that passes. */
export const oneFlow: Bounds = { starts: 1, own: 'none', scanner: true, waits: 0 }

/** How far `npm test` searches the protocol as it is built. */
export const quick: readonly Bounds[] = [
  { ...oneFlow, waits: 1 },
  { ...oneFlow, own: 'paired', scanner: false },
]

/** How far `npm run protocol` goes beyond: twice begun, replaced late; the attacker’s own conversation to its end beside it; more time. */
export const deep: readonly Bounds[] = [
  { ...oneFlow, own: 'whole' },
  { ...oneFlow, starts: 2 },
  { ...oneFlow, waits: 2 },
]

/** Each defence dropped alone, from either of the two. */
export const dropped = ([withCodes, withPasskey] as const).flatMap((variant) => [
  {
    defence: 'proof of possession',
    built: variant,
    variant: without(variant, 'signatures unread', signaturesUnread),
  },
  { defence: 'hashing', built: variant, variant: without(variant, 'nothing hashed', nothingHashed) },
  { defence: 'pairing', built: variant, variant: without(variant, 'no pairing', noPairing) },
  {
    defence: 'per-browser evidence',
    built: variant,
    variant: without(variant, 'evidence of the flow', evidenceOfTheFlow),
  },
])

/** What the design's other variants are in terms of ours: several defences dropped at once. */
export const likeTheDesign: readonly Variant[] = [
  without(
    withCodes,
    'as 0: app alone, reusable link, nothing else',
    appAlone,
    signaturesUnread,
    nothingHashed,
    reusableLink,
    noPairing,
  ),
  without(withCodes, 'as 1: app alone, no pairing, signatures unread', appAlone, signaturesUnread, noPairing),
  without(withCodes, 'as 3: app alone, signatures unread', appAlone, signaturesUnread),
  without(withCodes, 'as 4e: app alone', appAlone),
  without(withPasskey, 'as 5: no pairing, signatures unread', signaturesUnread, noPairing),
  without(
    withPasskey,
    'as 8: reusable link, no pairing, signatures unread',
    signaturesUnread,
    reusableLink,
    noPairing,
  ),
]

export interface Searched {
  readonly graphs: readonly Graph[]
  readonly minimal: readonly Powers[]
}

/** Searches a variant within each of these bounds. */
export const searched = async (
  variant: Variant,
  keys: Keys,
  bounds: readonly Bounds[],
): Promise<Searched> => {
  const graphs: Graph[] = []
  for (const one of bounds) graphs.push(await explore(variant, keys, one))
  return { graphs, minimal: smallest(graphs.flatMap(attacks)) }
}
