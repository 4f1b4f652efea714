import type { ActivityPort } from '../../activity/port.ts'
import { randomToken } from '../../lib/ids.ts'
import { keyIdOf, type Keyring } from '../../lib/keys.ts'
import type { Store } from '../../story/record.ts'
import { askedSets, keepSets, markedFailed } from './asked.ts'
import { compose } from './compose.ts'
import type { Chance } from './decoys.ts'
import { countedFor, mayAsk } from './limits.ts'
import type { QuestionsPort } from './port.ts'
import type { Digest, QuestionSet } from './question.ts'
import { verdictOf } from './verdict.ts'

export interface AskingParts {
  readonly activity: Pick<ActivityPort, 'history' | 'company'>
  readonly store: Pick<Store, 'read'>
  readonly keyring: Keyring
  /** By a source nobody can foretell. */
  readonly chance: Chance
  /** Told when what is known of people could not be asked; then nobody is. */
  readonly failed: (cause: unknown) => void
}

/** Questions over what is known of people's sign-ins. A set's id names the key it was made under. */
export const activityQuestions = (parts: AskingParts): QuestionsPort => {
  const { store, keyring, chance } = parts
  const asked = askedSets(store)
  return {
    async draw(person, now) {
      const kept = await asked.of(person)
      const sets = kept.value.sets.filter(({ at }) => now - at < countedFor)
      const digest = digestUnder(keyring, keyring.steady)
      if (!mayAsk(sets, now) || digest === undefined) return undefined
      const known = await knownOf(parts, person)
      if (known === undefined) return undefined
      const before = new Set(sets.flatMap(({ facts }) => facts))
      const id = `${keyring.steady}.${randomToken(16)}`
      const set = compose({ id, person, ...known, now, chance, digest, before })
      if (set === undefined) return undefined
      return { set, counted: keepSets(asked, kept, [...sets, { at: now, facts: set.facts }]) }
    },

    mark(set, number, chosen) {
      const digest = digestUnder(keyring, keyIdOf(set.id))
      return digest === undefined ? '' : markOf(digest, set, number, chosen)
    },

    async failed(person) {
      return markedFailed(asked, await asked.of(person))
    },

    judge(set, marks, now) {
      const digest = digestUnder(keyring, keyIdOf(set.id))
      if (digest === undefined) return { change: 0, right: 0, wrong: 0, unknown: set.questions.length }
      const answers = set.questions.map(({ options }, number) => {
        const chosen = options.findIndex((_, n) => markOf(digest, set, number, n) === marks[number])
        return chosen < 0 ? undefined : chosen
      })
      return verdictOf(set, answers, digest, now)
    },
  }
}

/** A source that does not answer asks nobody; that it does not is the judgement's affair (F10). */
const knownOf = async ({ activity, failed }: AskingParts, person: string) => {
  try {
    const [history, company] = await Promise.all([activity.history(person), activity.company()])
    return { history, company }
  } catch (cause) {
    failed(cause)
    return undefined
  }
}

const markOf = (digest: Digest, { id }: QuestionSet, number: number, chosen: number | undefined): string =>
  digest(JSON.stringify(['activity-answer', id, number, chosen ?? null]))

/** Under the key of this name; undefined when it is gone. */
const digestUnder = (keyring: Keyring, key: string | undefined): Digest | undefined => {
  if (key === undefined || !keyring.ids.includes(key)) return undefined
  return (text) => keyring.digest(key, 'question', text)?.toString('base64url') ?? ''
}
