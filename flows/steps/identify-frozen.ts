import type { Enrolment } from '../../src/enrolment/port.ts'
import type { EnrolledFactor } from '../../src/factors/port.ts'
import { begun } from '../../src/freeze/port.ts'
import { learn, type WorkStep } from '../../src/story/story.ts'
import type { Facts } from '../facts.ts'
import { rulingFor } from '../ruling.ts'
import type { World } from '../world.ts'
import { known, outOfBounds, refused, unfit } from './identify.ts'

/** Whose freeze is it? As for a reset only a linked chat identity counts; it must hold a passkey that may lift it. */
export const identifyFrozen: WorkStep<Facts, World> = {
  name: 'identify-frozen',
  settled: (facts) => facts.person !== undefined,
  async work(facts, world, here) {
    const stranger = unfit(facts)
    if (stranger !== undefined) return refused(facts, stranger, facts.profile.kind)
    const bound = (await world.enrolments.boundTo(facts.actor)).value
    if (bound === undefined) return refused(facts, 'not-enrolled')
    if (bound.suspended !== undefined) return refused(facts, 'suspended', bound.suspended, bound.person)
    const standing = await world.freezes.of(bound.person)
    const { frozenAt } = standing.value
    if (frozenAt === undefined) return refused(facts, 'not-frozen', 'not-frozen', bound.person)
    const status = await world.people.status(bound.person)
    if (status === undefined) return refused(facts, 'gone', 'gone', bound.person)
    const barred = outOfBounds(status)
    if (barred !== undefined) return refused(facts, barred.outcome, barred.detail, bound.person)
    const { value } = await world.enrolments.of(bound.person)
    const { coolingMs } = rulingFor(world, status, here.now)
    if (lifting(value, frozenAt, world, here.now, coolingMs).length === 0)
      return refused(facts, 'no-passkey', 'no-passkey', bound.person)
    return learn<Facts>(
      { ...known(status, value, world), restsMs: coolingMs },
      {
        writes: [world.freezes.keep(standing, begun(standing.value, here.id, facts.actor, here.now))],
      },
    )
  },
}

/**
 * The passkeys that may lift a freeze: there before it, and cooled off. Stops whoever stole enough to add one of their own
 * from opening what the owner has closed.
 */
export const lifting = (
  { factors, factorsChangedAt, restored }: Enrolment,
  frozenAt: number,
  { policy }: World,
  now: number,
  restsMs: number = policy.coolings.factorChange,
): readonly EnrolledFactor[] =>
  factors.filter((f) => {
    if (f.type !== 'webauthn' || f.addedAt >= frozenAt) return false
    // What a restore brought back may have been removed since the backup, so it rests like something new.
    const since = restored === undefined ? f.addedAt : Math.max(f.addedAt, factorsChangedAt ?? 0)
    return now - since >= restsMs
  })
