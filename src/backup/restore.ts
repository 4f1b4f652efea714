import type { EnrolledFactor } from '../factors/port.ts'
import type { Enrolment, EnrolmentsPort, Kept } from '../enrolment/port.ts'
import type { FreezePort } from '../freeze/port.ts'
import { Fault } from '../story/errors.ts'
import type { Change, Store } from '../story/record.ts'
import type { Actor } from '../story/story.ts'
import type { Entry } from './entry.ts'

export const restoreOutcomes = ['restored', 'replaced', 'kept', 'already', 'refused'] as const
/**
 * `restored`: was not there. `replaced`: was there and gave way. `kept`: was there and stayed. `already`: came from this
 * very backup before. `refused`: what is there cannot be read, so nobody can say what would give way.
 */
export type RestoreOutcome = (typeof restoreOutcomes)[number]

export interface RestoreParts {
  readonly store: Store
  readonly enrolments: EnrolmentsPort
  readonly freezes: FreezePort
  /** Its seeds sealed under the current key, and everything burnt that may have been used since the backup. */
  readonly revived: (enrolment: Enrolment) => Enrolment
  readonly now: number
  /** The backup's id. */
  readonly from: string
  /** Whether what is there gives way. */
  readonly replace: boolean
  /** Whether the restored factors must rest as new ones do before they can open an account. */
  readonly cooling: boolean
  readonly dryRun: boolean
}

const attempts = 20

/**
 * One person back into the store: enrolment and chat identities in one write, or nothing. What is there is taken for newer
 * and stays, unless it is nothing but counters. Counters, a freeze and the live flow of what is there stay in any case; a
 * chat identity that leads to somebody else meanwhile is never taken away.
 */
export const restoreOne = async (entry: Entry, parts: RestoreParts): Promise<RestoreOutcome> => {
  try {
    return await attempt(entry, parts)
  } catch (cause) {
    if (cause instanceof Fault && cause.code === 'ERR_RECORD_TAMPERED') return 'refused'
    throw cause
  }
}

const attempt = async (entry: Entry, parts: RestoreParts): Promise<RestoreOutcome> => {
  const { store, enrolments, from, replace, dryRun } = parts
  for (let n = 0; n < attempts; n++) {
    const kept = await enrolments.of(entry.enrolment.person)
    if (kept.value.restored?.from === from) return 'already'
    const isThere = kept.rev > 0 && !isBlank(kept.value)
    // Who was only frozen has nothing that an enrolment could give way to.
    if (isThere && (!replace || isBlank(entry.enrolment))) return 'kept'
    if (dryRun || (await store.write(await changes(entry, kept, parts))))
      return isThere ? 'replaced' : 'restored'
  }
  throw new Fault('ERR_STORE_CONFLICT', `too many writers on the enrolment of ${entry.enrolment.person}`)
}

/** Somebody who only tried something since the store was lost. Who removed every factor did it at some time, which stands there. */
const isBlank = ({
  factors,
  bindings,
  factorsChangedAt,
}: Pick<Enrolment, 'bindings' | 'factorsChangedAt'> & { readonly factors: readonly unknown[] }): boolean =>
  factors.length === 0 && bindings.length === 0 && factorsChangedAt === undefined

const changes = async (
  entry: Entry,
  kept: Kept<Enrolment>,
  parts: RestoreParts,
): Promise<readonly Change[]> => {
  const { enrolments, revived, now, from, cooling } = parts
  const { person } = entry.enrolment
  const backup = revived(entry.enrolment)
  const taken = new Set<string>()
  const binds: Change[] = []
  for (const { actor, suspended } of entry.actors) {
    const bound = await enrolments.boundTo(actor)
    if (bound.value !== undefined && bound.value.person !== person) {
      taken.add(nameOf(actor))
      continue
    }
    const still = bound.value?.suspended ?? suspended
    binds.push(enrolments.bind(actor, bound, { person, ...(still !== undefined && { suspended: still }) }))
  }
  const leads = new Set(entry.actors.map(({ actor }) => nameOf(actor)))
  for (const { actor } of kept.value.bindings.filter((b) => !leads.has(nameOf(b.actor)))) {
    const bound = await enrolments.boundTo(actor)
    if (bound.value?.person === person) binds.push(enrolments.bind(actor, bound, undefined))
  }
  const base = kept.rev === 0 ? backup : kept.value
  const next: Enrolment = {
    ...base,
    handle: backup.handle,
    factors: backup.factors.map((factor) => newer(factor, kept.value.factors)),
    bindings: backup.bindings.filter(({ actor }) => leads.has(nameOf(actor)) && !taken.has(nameOf(actor))),
    consecutive: largest(backup.consecutive, kept.value.consecutive),
    restored: { from, at: now },
    ...latest('factorsChangedAt', cooling ? now : backup.factorsChangedAt, kept.value.factorsChangedAt),
    ...latest('lastResetAt', backup.lastResetAt, kept.value.lastResetAt),
  }
  return [enrolments.keep(kept, next), ...binds, ...(await frozenAgain(entry, parts))]
}

/** A freeze of the backup stands again, unless its person has lifted it since. */
const frozenAgain = async (
  { enrolment: { person }, frozenAt }: Entry,
  { freezes }: RestoreParts,
): Promise<readonly Change[]> => {
  const kept = await freezes.of(person)
  const there = kept.value.frozenAt ?? kept.value.thawedAt ?? 0
  return frozenAt === undefined || there >= frozenAt ? [] : [freezes.keep(kept, { ...kept.value, frozenAt })]
}

const nameOf = ({ platform, tenant, user }: Actor): string => JSON.stringify([platform, tenant, user])

/** Of one and the same factor what the store has is newer: its used codes, steps and signatures must not be good again. */
const newer = (factor: EnrolledFactor, there: readonly EnrolledFactor[]): EnrolledFactor =>
  there.find(({ id, type }) => id === factor.id && type === factor.type) ?? factor

/** A factor that was disabled by wrong tries, then or now, stays disabled. */
const largest = (
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])].map((name) => [
      name,
      Math.max(a[name] ?? 0, b[name] ?? 0),
    ]),
  )

const latest = (name: 'factorsChangedAt' | 'lastResetAt', ...times: readonly (number | undefined)[]) => {
  const known = times.filter((time) => time !== undefined)
  return known.length === 0 ? {} : { [name]: Math.max(...known) }
}
