import { inEvidenceWords } from './assemble-policy-words.ts'
import { besides, nothingUnreplayed, unreplayedInWords } from './assemble-policy-unreplayed.ts'
import type { Assessed, Trail } from './audit/assessments.ts'
import type { PeoplePort, Status } from './directory/port.ts'
import { replay, type Fare } from './policy/replay.ts'
import { sufficiencies, type PolicyPort, type Subject } from './policy/port.ts'
import { bandOf } from './risk/bands.ts'
import { say } from './story/card.ts'
import { Fault } from './story/errors.ts'
import { inWords } from './words/render.ts'

export interface Simulation {
  readonly trail: Trail
  readonly draft: PolicyPort
  /** The directory, asked about the groups that the draft names. */
  readonly people: Pick<PeoplePort, 'status'>
  /** An instant in words, in the company's time zone. */
  readonly when: (ms: number) => string
}

const outcome = {
  sufficient: 'gets through',
  'with-approval': 'needs one approval',
  'with-two-approvals': 'needs two approvals',
  insufficient: 'is refused',
} as const

/**
 * Judges the recorded requests again under the draft and says who would fare differently, how and why; counts at the end. People
 * and their groups are as the directory shows them today. Nothing is written.
 */
export const simulate = async ({ trail, draft, people, when }: Simulation): Promise<readonly string[]> => {
  const seen = new Map<string, Status | 'gone' | 'unknown'>()
  const said: string[] = []
  let unsaid = nothingUnreplayed
  const count = { harder: 0, easier: 0, otherwise: 0, gone: 0, unread: 0 }
  for (const one of trail.assessed) {
    const status = seen.get(one.person) ?? (await statusOf(people, one.person))
    seen.set(one.person, status)
    if (status === 'gone') {
      count.gone += 1
      continue
    }
    if (status === 'unknown') count.unread += 1
    const subject = subjectOf(status)
    unsaid = besides(unsaid, one, subject, draft)
    const fare = replay(withScore(one), draft, subject)
    const how = compared(one, fare)
    if (how === undefined) continue
    count[how] += 1
    const who = status === 'unknown' ? one.person : `${status.person.displayName} (${status.person.account})`
    said.push(`${when(one.at)}  ${who}, ${one.purpose}: ${inFareWords(one, fare)}`)
  }
  return [...said, ...counts(trail, seen.size, count), ...unreplayedInWords(unsaid)]
}

const withScore = ({ score, ...one }: Assessed) => ({
  ...one,
  ...(score !== undefined && { scores: bandOf(score) }),
})

/** Whoever cannot be asked about is in groups unknown: judged as strictly as any rule that may hold. */
const statusOf = async (
  people: Simulation['people'],
  person: string,
): Promise<Status | 'gone' | 'unknown'> => {
  try {
    return (await people.status(person)) ?? 'gone'
  } catch (cause) {
    if (cause instanceof Fault && cause.code.startsWith('ERR_DIRECTORY')) return 'unknown'
    throw cause
  }
}

const subjectOf = (status: Status | 'unknown'): Subject => {
  if (status === 'unknown') return { groups: 'unknown' }
  const { person, dn, groups } = status
  return { account: person.account, ...(dn !== undefined && { dn }), ...(groups && { groups }) }
}

const compared = ({ best }: Assessed, fare: Fare): 'harder' | 'easier' | 'otherwise' | undefined => {
  const [was, is] = [sufficiencies.indexOf(best), sufficiencies.indexOf(fare.best)]
  if (was !== is) return is > was ? 'harder' : 'easier'
  return fare.instead.length > 0 ? 'otherwise' : undefined
}

const inFareWords = ({ best, given, held, reasons, rule = 'none' }: Assessed, fare: Fare): string => {
  const { ruling, band } = fare
  const under = ruling.undecided ? `one of ${ruling.rule.split('+').join(', ')}` : ruling.rule
  if (fare.instead.length > 0)
    return `got through with ${inEvidenceWords(given)}, would be asked for ${inEvidenceWords(fare.instead)} (rule ${under}, band ${band})`
  const news = fare.reasons
    .filter((reason) => !reasons.includes(reason))
    .map((reason) => inWords(say(`risk.${reason}`)))
  const why = news.length > 0 ? ` ${news.join(' ')}` : ''
  return `${outcome[best]} → ${outcome[fare.best]} (rule ${rule} → ${under}, band ${band}; they can show ${inEvidenceWords(held)}).${why}`
}

const counts = (
  { assessed, older }: Trail,
  people: number,
  {
    harder,
    easier,
    otherwise,
    gone,
    unread,
  }: Readonly<Record<'harder' | 'easier' | 'otherwise' | 'gone' | 'unread', number>>,
): readonly string[] => {
  const changed = harder + easier + otherwise
  return [
    `Replayed ${assessed.length - gone} requests of ${people} people, as the directory shows them today.`,
    changed === 0
      ? 'Nothing would have changed for anybody.'
      : `${changed} would fare differently: ${harder} harder, ${easier} easier, ${otherwise} by other evidence.`,
    ...(gone > 0 ? [`${gone} of people who are gone were left out.`] : []),
    ...(unread > 0 ? [`${unread} of people who could not be read were judged by the strictest rule.`] : []),
    ...(older > 0 ? [`${older} judgements of older releases do not say enough and were left out.`] : []),
  ]
}
