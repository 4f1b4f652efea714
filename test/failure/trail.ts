import { existsSync, readFileSync } from 'node:fs'

export interface Line {
  readonly event: string
  readonly id: string
  readonly flow?: string
  readonly op?: string
  readonly person?: string
}

/** Every line of these audit files; a torn last one, of a process that was killed in it, is no line. */
export const trailOf = (files: readonly string[]): readonly Line[] =>
  files
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(0, -1))
    .map((line): Line => JSON.parse(line))

/** One act as the audit tells it: whose, and with which words it ended. */
export interface Told {
  readonly op: string
  readonly person: string
  readonly outcomes: readonly string[]
}

/** Every act of the trail. An outcome without an intent is reported under a person of nobody. */
export const actsOf = (trail: readonly Line[]): readonly Told[] => {
  const of = new Map<string, { person: string; outcomes: Set<string> }>()
  const known = (op: string) => {
    const there = of.get(op) ?? { person: 'nobody', outcomes: new Set<string>() }
    of.set(op, there)
    return there
  }
  for (const { event, op, person } of trail) {
    if (op === undefined || !event.startsWith('commit.')) continue
    const told = known(op)
    if (event === 'commit.intent') told.person = person ?? 'nobody'
    else told.outcomes.add(event)
  }
  return [...of].map(([op, { person, outcomes }]) => ({ op, person, outcomes: [...outcomes] }))
}

/** How many password writes an act of this outcome stands for, where a whole commit makes `whole`. */
export const writesOf = ({ outcomes }: Told, whole: number): number => {
  const [outcome, ...more] = outcomes
  if (more.length > 0) throw new Error(`two words on one act: ${outcomes.join(', ')}`)
  if (outcome === 'commit.committed') return whole
  return outcome === 'commit.halfway' ? 1 : 0
}

/** The acts of which the service said that it cannot know. */
export const doubted = (acts: readonly Told[]): readonly Told[] =>
  acts.filter(({ outcomes }) => outcomes.includes('commit.unknown'))
