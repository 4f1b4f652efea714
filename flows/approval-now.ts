import type { Purpose } from '../src/policy/port.ts'
import type { Here } from '../src/story/story.ts'
import type { Given } from './approval-facts.ts'
import { approverOf } from './approver.ts'
import { voided, type Void } from './approving.ts'
import type { Facts } from './facts.ts'
import type { World } from './world.ts'

/**
 * What the approvals of this conversation are worth at this moment (P4): how many stand, or why none does. Each is looked at
 * again: its approver still has the right, is not the person, and still holds the passkey that signed.
 */
export const approvalNow = async (
  facts: Facts,
  world: World,
  here: Here,
  purpose: Purpose,
): Promise<{ readonly count: number } | { readonly void: Void }> => {
  const { approval } = facts
  if (approval === undefined) return { count: 0 }
  const why = voided(facts, world, here, purpose, approval)
  if (why !== undefined) return { void: why }
  const good = await Promise.all(approval.given.map((one) => stands(one, facts, world)))
  const givers = new Set(approval.given.map(({ by }) => by.id))
  if (good.includes(false) || givers.size < approval.given.length) return { void: 'approver' }
  return { count: givers.size }
}

const stands = async ({ by, factor, at }: Given, facts: Facts, world: World): Promise<boolean> => {
  const now = await approverOf(by.actor, facts, world)
  if ('no' in now || now.approver.id !== by.id) return false
  return now.enrolment.value.factors.some((f) => f.id === factor && f.addedAt <= at)
}
