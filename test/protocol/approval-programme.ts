import { powers, type Powers } from './capability.ts'
import {
  anybodyApproves,
  countedTwice,
  goodAgain,
  noRest,
  ownerApproves,
  signedOverAnything,
} from './approval-weaknesses.ts'
import type { Bounds } from './moves.ts'
import {
  withAppApproved,
  withOneApproval,
  withPasskeyApproved,
  withTwoApprovals,
  without,
  type Variant,
} from './variant.ts'

/** A search of what approvers can be made to do: a variant, and how far. */
export interface Asked {
  readonly variant: Variant
  readonly bounds: Bounds
}

/** What costs an attacker least on the way to an approver: the rest of that way is searched without approvers. */
const app: Powers = powers('control chat', 'give app code')
const codes: Powers = app | powers('give recovery code')
const fooling: Powers = powers('fool approver', 'fool another approver', 'be approver')
const stealing: Powers = powers('control approver chat', 'hold back signature', 'copy signature')
const around: Powers = stealing | powers('send approver link', 'join approver', 'owner signs')

const once = (within: Powers): Bounds => ({ starts: 1, own: 'none', scanner: false, waits: 0, within })
const twice = (within: Powers): Bounds => ({ ...once(within), starts: 2 })

/** As it is built. Begun twice, the owner's own request is there to take a yes from. */
export const asBuilt: readonly Asked[] = [
  { variant: withOneApproval, bounds: once(codes | fooling | around) },
  { variant: withAppApproved, bounds: twice(app | stealing) },
  { variant: withAppApproved, bounds: once(app | fooling | around) },
  {
    variant: withTwoApprovals,
    bounds: once(app | fooling | powers('control approver chat', 'join approver')),
  },
  { variant: withPasskeyApproved, bounds: once(codes | fooling | around) },
]

/** How far `npm run protocol` goes beyond: everything that an attacker can do on the way to an approver, and time that passes. */
export const asBuiltDeep: readonly Asked[] = [
  { variant: withAppApproved, bounds: { starts: 1, own: 'none', scanner: false, waits: 0 } },
  { variant: withAppApproved, bounds: { ...once(app | fooling | stealing), waits: 1 } },
]

/** One defence dropped each, where it is the one that stands in the way. */
export interface Dropped extends Asked {
  readonly defence: string
  readonly built: Variant
}

const dropped = (
  defence: string,
  built: Variant,
  within: Powers,
  variant: Variant,
  bounds = once(within),
): Dropped => ({ defence, built, variant, bounds })

export const droppedApprovals: readonly Dropped[] = [
  dropped(
    'digest under the signature',
    withAppApproved,
    0,
    without(withAppApproved, 'signed over anything', signedOverAnything),
    twice(app | powers('control approver chat', 'hold back signature')),
  ),
  dropped(
    'single use',
    withAppApproved,
    0,
    {
      ...without(withAppApproved, 'a yes good again for the same person', goodAgain),
      claimsForgotten: true,
    },
    twice(app | powers('control approver chat', 'copy signature')),
  ),
  dropped(
    'ban on approving for oneself',
    withOneApproval,
    codes | powers('owner signs'),
    without(withOneApproval, 'the owner’s other account taken for another’s', ownerApproves),
  ),
  dropped(
    '72 hours of rest',
    withAppApproved,
    app | powers('join approver'),
    without(withAppApproved, 'new passkeys sign', noRest),
  ),
  dropped(
    'right to approve',
    withAppApproved,
    app,
    without(withAppApproved, 'anybody approves', anybodyApproves),
  ),
  dropped(
    'two distinct humans',
    withTwoApprovals,
    app | powers('fool approver'),
    without(withTwoApprovals, 'two chat accounts count as two humans', countedTwice),
  ),
]
