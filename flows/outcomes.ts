import type { CommitKind, CommitResult, RefusalReason } from '../src/directory/port.ts'
import { say } from '../src/story/card.ts'
import { never } from '../src/story/errors.ts'
import type { AuditEvent, EventName } from '../src/story/event.ts'
import { again, end, learn, type Conclusion, type Here } from '../src/story/story.ts'
import { alert, notice } from './alerts.ts'
import { uncounted, wrongCurrent } from './current-password.ts'
import type { Facts } from './facts.ts'
import { refusalWords } from './refusal-words.ts'
import { personOf } from './steps/identify.ts'
import { wrongTries } from './tries.ts'
import type { World } from './world.ts'

/** Refusals that only the operator can mend: told to the person as our fault, never as theirs. */
const operatorFaults: readonly RefusalReason[] = ['noRight', 'notSupported']

/** Of what an outcome is: `op` once there was an intent. */
interface Attempt {
  readonly kind: CommitKind
  readonly op?: string
}

/** Deleted between proof and write: refused like any other change of the account in that moment, and told to the helpdesk. */
export const gone = { reason: 'gone', detail: 'no such person' } as const

/** A directory's no before or instead of the write. */
export const refusedBy = (
  facts: Facts,
  world: World,
  here: Here,
  { reason, detail, ...of }: Attempt & { readonly reason: RefusalReason; readonly detail: string },
): Conclusion<Facts> => {
  const { operator, another } = world.refusal(reason)
  const person = refusalWords(facts, world, reason)
  const events: AuditEvent[] = [event('commit.refused', of, { reason, detail })]
  if (reason === 'locked') return end('locked', { events })
  if (another) {
    const left = wrongTries.directory - (here.tries['directory'] ?? 0) - 1
    if (left > 0) return again([person], { counts: 'directory', events })
    return end('out-of-tries', {
      facts: { refusal: reason },
      events,
      tells: [alert(here, facts, 'alert.out-of-tries')],
    })
  }
  const id = operatorFaults.includes(reason) ? 'alert.operator' : 'alert.commit-refused'
  const tells = [alert(here, facts, id, {}, [say('alert.fix', { fix: operator })])]
  return end(operatorFaults.includes(reason) ? 'our-fault' : 'commit-refused', {
    facts: { refusal: reason },
    events,
    tells,
  })
}

/** What each of the outcomes of a commit means for the person, the helpdesk and the record. */
export const outcomeOf = async (
  facts: Facts,
  world: World,
  here: Here,
  result: CommitResult,
  of: Attempt & { readonly op: string },
): Promise<Conclusion<Facts>> => {
  switch (result.kind) {
    case 'committed':
      return await committed(facts, world, here, of)
    case 'refused':
      return of.kind === 'change'
        ? await changeRefused(facts, world, here, result, of)
        : refusedBy(facts, world, here, { ...result, ...of })
    case 'notCommitted':
      return await notCommitted(facts, world, result, of)
    case 'halfway':
      return of.kind === 'change'
        ? lost(
            facts,
            here,
            { kind: 'unknown', detail: `half-way, which a change cannot be: ${result.detail}` },
            of,
          )
        : halfway(facts, world, here, result, of)
    case 'foreign':
    case 'unknown':
      return lost(facts, here, result, of)
    default:
      return never(result)
  }
}

/** Nobody can say whose password it is now: that, and the reference, is what everybody is told. */
const lost = (
  facts: Facts,
  here: Here,
  { kind, detail }: Extract<CommitResult, { kind: 'foreign' | 'unknown' }>,
  of: Attempt & { readonly op: string },
): Conclusion<Facts> =>
  end(kind, {
    facts: { reference: of.op },
    events: [event(`commit.${kind}`, of, { detail })],
    tells: [alert(here, facts, `alert.${kind}`, {}, [say('alert.told-reference', { op: of.op })])],
  })

/** Nothing happened. A check of the current password is given back where the directory was surely not asked about it. */
const notCommitted = async (
  facts: Facts,
  world: World,
  { detail, untried }: Extract<CommitResult, { kind: 'notCommitted' }>,
  of: Attempt,
): Promise<Conclusion<Facts>> => {
  const plus = { events: [event('commit.notCommitted', of, { detail })] }
  if (of.kind !== 'change' || untried !== true) return again([say('commit.not-committed')], plus)
  const kept = await world.enrolments.of(personOf(facts).id)
  const writes = [world.enrolments.keep(kept, uncounted(kept.value))]
  return again([say('commit.not-committed')], { ...plus, writes })
}

/** A no to a change: either the current password was wrong, or it was not and the check of it is given back. */
const changeRefused = async (
  facts: Facts,
  world: World,
  here: Here,
  result: Extract<CommitResult, { kind: 'refused' }>,
  of: Attempt,
): Promise<Conclusion<Facts>> => {
  const { reason, detail } = result
  if (reason === 'wrongPassword')
    return await wrongCurrent(facts, world, here, [event('commit.refused', of, { reason, detail })])
  const kept = await world.enrolments.of(personOf(facts).id)
  const turn = refusedBy(facts, world, here, { ...result, ...of })
  return { ...turn, writes: [world.enrolments.keep(kept, uncounted(kept.value))] }
}

/** The flow stays open for another password, for as many tries as any no of the directory leaves. */
const halfway = (
  facts: Facts,
  world: World,
  here: Here,
  { reason, detail }: Extract<CommitResult, { kind: 'halfway' }>,
  of: Attempt,
): Conclusion<Facts> => {
  const plus = {
    facts: { halfway: true },
    events: [event('commit.halfway', of, { reason, detail })],
    tells: [alert(here, facts, 'alert.halfway')],
  } as const
  if ((here.tries['directory'] ?? 0) + 1 >= wrongTries.directory)
    return end('out-of-tries', { ...plus, tells: [...plus.tells, alert(here, facts, 'alert.out-of-tries')] })
  const why = reason === 'unknown' ? [] : [refusalWords(facts, world, reason)]
  return again([say('commit.halfway'), ...why], { ...plus, counts: 'directory' })
}

const committed = async (
  facts: Facts,
  world: World,
  here: Here,
  of: Attempt & { readonly op: string },
): Promise<Conclusion<Facts>> => {
  const person = personOf(facts)
  const kept = await world.enrolments.of(person.id)
  const counted = of.kind === 'change' ? uncounted(kept.value) : kept.value
  return learn<Facts>(
    { committed: { at: here.now, op: of.op } },
    {
      events: [event('commit.committed', of, { person: person.id })],
      tells: [notice(here, facts, 'alert.committed')],
      writes: [world.enrolments.keep(kept, { ...counted, lastResetAt: here.now })],
    },
  )
}

/** One outcome is one event, under the act's own id: told twice after a crash, it is still one. */
const event = (
  name: EventName,
  { kind, op }: Attempt,
  detail: Readonly<Record<string, string>>,
): AuditEvent => ({
  event: name,
  ...(op !== undefined && { id: `${op}:outcome` }),
  detail: { ...(op !== undefined && { op }), activity: kind, ...detail },
})
