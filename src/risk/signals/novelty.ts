import { pathsOf, type CompanyHabits, type Level, type Origin, type SignIn } from '../../activity/port.ts'
import { never } from '../../story/errors.ts'
import { clamp, type Scene } from './signal.ts'

/** What a level of a chain shows. */
export interface Novelty {
  readonly level: Level
  /** `first` = nothing is known to compare with; `unknown` = it cannot be told of this request, though of sign-ins it could. */
  readonly found: 'new' | 'first' | 'unknown' | 'seldom' | 'usual'
  /** Log-likelihood ratio (nats). */
  readonly adds: number
  /** What it mostly was before, under the same parents. */
  readonly usual?: string
}

/** How much weight the company's habits have beside a person's, in sign-ins. */
const weight = 8
const least = -2.5
const most = 4
/** Below this share of the person's sign-ins a value is called seldom. */
const seldom = 0.1
/** How many values an attacker has to choose from under one parent, roughly. */
const choices: Readonly<Record<Level, number>> = {
  country: 200,
  asn: 50,
  prefix: 1000,
  device: 4,
  os: 8,
  family: 10,
}

/**
 * Goes down a chain until something was never seen of the person: what lies beneath says nothing more. A value that was seen
 * speaks for the person by how usual it is for them beside how usual it is in the company, but never more against them
 * than one never seen would: more novelty never lowers the sum. What nobody can tell (`Scene.blind`, or nothing of the
 * kind known in the whole company) is passed over.
 */
export const novelties = (chain: readonly Level[], scene: Scene): readonly Novelty[] =>
  under(chain, undefined, scene.history.signIns, scene)

const under = (
  [level, ...below]: readonly Level[],
  parent: Level | undefined,
  signIns: readonly SignIn[],
  scene: Scene,
): readonly Novelty[] => {
  if (level === undefined) return []
  const seen = tally(signIns, level)
  const here = valueOf(scene.origin, level)
  const knows = seen.n > 0 || knownOf(level, scene.company) > 0
  if (!knows || scene.blind?.includes(level) === true) return under(below, parent, signIns, scene)
  const usual = seen.usual === undefined ? {} : { usual: seen.usual }
  const fresh = newShare(seen, level, scene.company)
  const unseen = clamp(Math.log(0.97 / fresh), least, most)
  if (here === undefined && seen.withheld.length > 0) return under(below, parent, seen.withheld, scene)
  const times = here === undefined ? 0 : (seen.counts.get(here) ?? 0)
  if (times === 0) {
    const found = seen.n === 0 ? 'first' : here === undefined ? 'unknown' : 'new'
    return [{ level, found, adds: Math.max(0, unseen), ...usual }]
  }
  const share = times / seen.n
  const rest = under(
    below,
    level,
    signIns.filter((signIn) => valueOf(signIn, level) === here),
    scene,
  )
  const beneath = rest.reduce((sum, { adds }) => sum + adds, 0)
  const attackers = 0.5 * shareInCompany(level, parent, scene) + 0.5 / choices[level]
  const adds = clamp(Math.log(attackers / ((1 - fresh) * share)), least, most)
  const found = share < seldom ? 'seldom' : 'usual'
  return [{ level, found, adds: Math.min(adds, Math.max(0, unseen) - beneath), ...usual }, ...rest]
}

interface Tally {
  readonly n: number
  readonly counts: ReadonlyMap<string, number>
  readonly usual?: string
  /** Sign-ins whose source looked and could not tell, as of an address within the house. */
  readonly withheld: readonly SignIn[]
}

const tally = (signIns: readonly SignIn[], level: Level): Tally => {
  const counts = new Map<string, number>()
  const withheld: SignIn[] = []
  let [n, usual]: [number, string | undefined] = [0, undefined]
  for (const signIn of signIns) {
    const value = valueOf(signIn, level)
    if (value === undefined) {
      if (isTold(signIn, level)) withheld.push(signIn)
      continue
    }
    n += 1
    const times = (counts.get(value) ?? 0) + 1
    counts.set(value, times)
    if (usual === undefined || times > (counts.get(usual) ?? 0)) usual = value
  }
  return { n, counts, withheld, ...(usual !== undefined && { usual }) }
}

/** How often this person shows something new at this level, leaning on the company where little is known of them. */
const newShare = ({ n, counts }: Tally, level: Level, company: CompanyHabits): number => {
  const usual = ((company.novel[level] ?? 0) + 0.5) / (knownOf(level, company) + 1)
  const news = Math.max(0, counts.size - 1)
  return (news + weight * Math.min(1, usual)) / (Math.max(0, n - 1) + weight)
}

/** How many of the company's sign-ins carry the value among those that share its parents, half a one added to each. */
const shareInCompany = (level: Level, parent: Level | undefined, { origin, company }: Scene): number => {
  const paths = pathsOf(origin)
  const times = company.counts[level]?.[paths[level]] ?? 0
  const among =
    parent === undefined ? knownOf(level, company) : (company.counts[parent]?.[paths[parent]] ?? times)
  return (times + 0.5) / (Math.max(among, times) + 0.5 * choices[level])
}

const tops: Readonly<Record<Level, Level>> = {
  country: 'country',
  asn: 'country',
  prefix: 'country',
  device: 'device',
  os: 'device',
  family: 'device',
}

/** Of how many sign-ins of the company the level's chain is known at all. */
const knownOf = (level: Level, { counts, total }: CompanyHabits): number => {
  const top = counts[tops[level]] ?? {}
  const known = Object.entries(top).reduce((sum, [path, n]) => (path === '?' ? sum : sum + n), 0)
  return Math.min(total, known)
}

const isTold = (origin: Origin, level: Level): boolean =>
  tops[level] === 'country' ? origin.network !== undefined : origin.agent !== undefined

const valueOf = ({ network, agent }: Origin, level: Level): string | undefined => {
  switch (level) {
    case 'country':
      return network?.country
    case 'asn':
      return network?.asn?.toString()
    case 'prefix':
      return network?.prefix
    case 'device':
      return agent?.device
    case 'os':
      return agent?.os
    case 'family':
      return agent?.family
    default:
      return never(level)
  }
}
