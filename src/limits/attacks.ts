import { minute, type Clock } from '../lib/clock.ts'
import { parsed, type Store } from '../story/record.ts'
import { change } from './kept.ts'
import type { Attack, AttacksPort } from './port.ts'
import type { Subjects } from './subjects.ts'

/** An attack of which nothing is seen for so long is over. */
const quietMs = 15 * minute
/** How many are told apart at once; those longest quiet make room, for the largest of a flood go on and stay. */
const mostAttacks = 50
const key = 'attacks:now'

export interface AttacksParts {
  readonly store: Store
  readonly clock: Clock
  readonly subjects: Subjects
  /** Told of what could not be noted: it decides nothing, so nobody is kept waiting for it. */
  readonly failed: (cause: unknown) => void
}

/** What is going on, as one sealed record that all replicas write. */
export const attacks = ({ store, clock, subjects, failed }: AttacksParts): AttacksPort => {
  const going = (all: readonly Attack[]): readonly Attack[] =>
    all.filter(({ last }) => clock.now() - last < quietMs)

  return {
    async note(kind, subject) {
      const at = clock.now()
      const name = subjects(kind, subject)
      const withOne = (before: readonly Attack[] = []): readonly Attack[] => {
        const all = going(before)
        const was = all.find((one) => one.kind === kind && one.key === name)
        const now: Attack = { kind, key: name, since: at, ...was, count: (was?.count ?? 0) + 1, last: at }
        return [...all.filter((one) => one !== was), now].slice(-mostAttacks)
      }
      await change(store, key, quietMs, withOne).catch(failed)
    },
    async underWay() {
      const stored = await store.read(key)
      return stored === undefined ? [] : going(parsed<readonly Attack[]>(stored.value))
    },
  }
}
