import { bad, good, say, type Card, type Phrase } from '../story/card.ts'
import type { PhraseId } from '../words/en.ts'
import { crowds } from './crowd.ts'
import type { AlertSettings, TopicKind } from './port.ts'
import { isSprayed, mostPeople, type Entry, type Topic } from './topic.ts'

/** The card of a topic: of one happening its own sentence, of several how many they are and what was last. */
export const cardOf = (topic: Topic, settings: AlertSettings): Card => {
  const [newest, ...before] = topic.entries
  if (newest === undefined) throw new TypeError('a card of nothing')
  const card = topic.tone === 'bad' ? bad : good
  if (topic.over !== undefined || isAlone(topic)) return card(newest.says, topic.lines)
  const sum = summary[topic.kind]
  if (sum === undefined)
    return card(newest.says, [
      ...hammered(topic, settings),
      say('board.times', spanOf(topic)),
      ...topic.lines,
      ...listed('board.before', before, topic),
    ])
  const title = sum(topic, settings)
  const next = nextOf(topic, settings)
  if (next !== undefined) return card(title, [say(next), ...listed('board.newest', topic.entries, topic)])
  const kinds = topic.kind === 'quiet' ? kindsIn(topic) : []
  const last = [say('board.newest'), ...sentence(newest), ...topic.lines]
  return card(title, [...kinds, ...last, ...listed('board.before', before, topic)])
}

/** What to do about all of them together, where that is not what to do about the last. */
const nextOf = (topic: Topic, settings: AlertSettings): PhraseId | undefined => {
  const { kind } = topic
  if (kind === 'crowd' && isAlarms(topic)) return 'board.alarms.do'
  if (kind === 'crowd' || kind === 'network') return `board.${kind}.do`
  return kind === 'lockouts' && isSprayed(topic, settings) ? 'board.sprayed.do' : undefined
}

/** What was gathered over a night is told as such, and so is what came out of one network, however little it is. */
const isAlone = ({ kind, count }: Topic): boolean => count === 1 && kind !== 'quiet' && kind !== 'network'

const isAlarms = ({ about }: Topic): boolean => about === crowds.alarm

const spanOf = ({ count, people, since, last }: Topic): Record<string, string> => ({
  count: `${count}`,
  people: people.length < mostPeople ? `${people.length}` : `${mostPeople}+`,
  since: `@${since}`,
  at: `@${last}`,
})

/** Kinds whose cards gather what happened to many; the others go on saying what was last. */
const summary: Partial<Record<TopicKind, (topic: Topic, settings: AlertSettings) => Phrase>> = {
  done: (topic) => say('board.done', spanOf(topic)),
  lockouts: (topic, settings) =>
    say(isSprayed(topic, settings) ? 'board.sprayed' : 'board.lockouts', spanOf(topic)),
  network: (topic) => say('board.network', spanOf(topic)),
  crowd: (topic) => say(isAlarms(topic) ? 'board.alarms' : 'board.crowd', spanOf(topic)),
  quiet: (topic) => say('board.quiet', spanOf(topic)),
}

const hammered = ({ kind, count }: Topic, settings: AlertSettings): readonly Phrase[] =>
  kind === 'person' && count >= settings.hammered ? [say('board.hammered'), say('board.hammered.do')] : []

/** Earlier sentences, each once, and how many happenings no longer fit. */
const listed = (
  heading: 'board.before' | 'board.newest',
  entries: readonly Entry[],
  { more }: Topic,
): readonly Phrase[] => [
  ...(entries.length > 0 ? [say(heading)] : []),
  ...entries.flatMap(sentence),
  ...(more > 0 ? [say('board.more', { more: `${more}` })] : []),
]

const sentence = ({ says, times }: Entry): readonly Phrase[] =>
  times > 1 ? [says, say('board.often', { times: `${times}` })] : [says]

const kindsIn = ({ kinds }: Topic): readonly Phrase[] =>
  Object.entries(kindWords).flatMap(([kind, id]) => {
    const count = kinds[kind] ?? 0
    return count === 0 ? [] : [say(id, { count: `${count}` })]
  })

/** Lockouts are told here of nights before they had a card of their own. */
const kindWords = {
  lockouts: 'board.quiet.lockouts',
  done: 'board.quiet.done',
  person: 'board.quiet.person',
} as const
