import type { CompanyHabits, History } from '../../activity/port.ts'
import { day } from '../../lib/clock.ts'
import { sha256 } from '../../lib/ids.ts'
import { drawn, shuffled, waysOf, type Chance, type Weighted } from './decoys.ts'
import { isChat, materialOf, workingDays, type Material } from './material.ts'
import {
  factOf,
  kinds,
  rightOf,
  type Digest,
  type Kind,
  type Question,
  type QuestionSet,
} from './question.ts'

const howMany = 5
const options = 6
/** At most so many of a kind: one thing to look up must not answer all. */
const mostOf: Readonly<Record<Kind, number>> = {
  app: 4,
  site: 1,
  browser: 1,
  'phone-day': 1,
}
/** Characters; what does not fit on a button of a phone is not asked about. */
const longest = 30
/** Values on a shelf, at least. */
const shelfHolds = 10
/** 1 = no value is likelier the truth than another; more = questions can be asked oftener, for a guess that is little better. */
const leaning = 1.5
/** Asked about is only what so many people use, so that it tells nothing about one, and no more than this share of them. */
const [fewest, commonest] = [3, 0.6]

export interface Asked {
  readonly id: string
  /** The directory's id. */
  readonly person: string
  readonly history: History
  readonly company: CompanyHabits
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly chance: Chance
  readonly digest: Digest
  /** What stood in a question before (`QuestionSet.facts`). */
  readonly before?: ReadonlySet<string>
}

interface Drawn {
  readonly kind: Kind
  readonly truth: string
  readonly decoys: readonly string[]
}

/**
 * Five questions of six options, or undefined where not enough is known to ask so that a stranger can but guess. No option stands
 * in two questions, or what one of them leaves out would tell about the other.
 */
export const compose = (asked: Asked): QuestionSet | undefined => {
  const { id, now, digest, chance } = asked
  const material = materialOf(asked.history, now)
  const all = kinds.flatMap((kind) => questionsOf(kind, material[kind], asked))
  const some = shuffled(all, chance).slice(0, howMany)
  if (some.length < howMany) return undefined
  const questions = some.map(({ kind, truth, decoys }, number): Question => ({
    kind,
    options: shuffled([truth, ...decoys], chance),
    right: rightOf(digest, id, number, truth),
  }))
  const facts = questions.flatMap(({ kind, options }) => options.map((one) => factOf(digest, kind, one)))
  return { id, askedAt: now, questions, facts }
}

/** At most one of each shelf, so that no two questions share an option. */
const questionsOf = (kind: Kind, material: Material, asked: Asked): readonly Drawn[] => {
  const found = shelves(kind, asked).flatMap((shelf) => fromShelf(kind, shelf, material, asked) ?? [])
  return shuffled(found, asked.chance).slice(0, mostOf[kind])
}

const fromShelf = (kind: Kind, shelf: Weighted, material: Material, asked: Asked): Drawn | undefined => {
  const { chance, digest, before } = asked
  // What stood beside one truth is known to be none: shown again, it would leave the next with fewer to guess among.
  const unseen = shelf.filter(([value]) => before?.has(factOf(digest, kind, value)) !== true)
  const truths = material.fresh.filter((value) => unseen.some(([other]) => other === value))
  const own = new Set([...material.ever].map(asRead))
  const free = unseen.filter(([value]) => !own.has(asRead(value)))
  const truth = shuffled(truths, chance)[0]
  if (truth === undefined) return undefined
  // Whose own things are the common ones would be asked too often beside rare ones: as often as those are, then.
  const roomiest = waysOf(unseen.slice(0, -1), options - 1)
  if (coin(kind, shelf, asked) * roomiest >= leaning * waysOf(free, options - 1)) return undefined
  const decoys = drawn(free, options - 1, chance)
  return decoys && { kind, truth, decoys }
}

/** Two sources may spell one thing in two ways: nobody could tell which of them is true. */
const asRead = (value: string): string => value.normalize('NFKC').replaceAll(/\s+/gu, ' ').toLowerCase()

/** From 0 to 1, the same for a person for thirty days: who begins again and again draws no other. */
const coin = (kind: Kind, shelf: Weighted, { person, now, digest }: Asked): number => {
  const period = Math.floor(now / (30 * day))
  const drawn = sha256(digest(JSON.stringify([kind, shelf[0]?.[0], person, period])))
  return Buffer.from(drawn, 'base64url').readUInt32BE() / 2 ** 32
}

/**
 * What may stand in a question, truth or decoy, the common with the common and the rare with the rare; each weighted as likely to
 * be a decoy as it is to be asked about: what many people use is the truth for many, and stands beside the truth of all
 * others as often (odds). Days are all alike.
 */
const shelves = (kind: Kind, { company, now }: Asked): readonly Weighted[] => {
  if (kind === 'phone-day') return [workingDays(now).map((day) => [day, 1] as const)]
  const people = company.counts['people']?.['all'] ?? 0
  const usual = Object.entries(company.counts[kind] ?? {})
    .filter(([value]) => value.length <= longest && !isChat(value) && !/\p{Cf}/u.test(value))
    .filter(([, users]) => users >= fewest && users <= commonest * people)
    .sort((a, b) => a[1] - b[1])
    .map((one) => [asRead(one[0]), one] as const)
  // Of what reads the same, the commonest.
  const known = [...new Map(usual).values()]
    .sort((a, b) => b[1] - a[1])
    .map(([value, users]) => [value, users / (people - users)] as const)
  const long = known.length / Math.max(1, Math.floor(known.length / shelfHolds))
  return Array.from({ length: Math.ceil(known.length / Math.max(1, long)) }, (_, n) =>
    known.slice(Math.round(n * long), Math.round((n + 1) * long)),
  )
}
