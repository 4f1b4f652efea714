import type { ActivityPort, CompanyHabits, History, SourceHealth, Verdict } from '../activity/port.ts'
import { day } from '../lib/clock.ts'
import { chatCountryOf } from './chat-country.ts'
import { counted, type Crowds } from './counted.ts'
import type { Judged } from './floors/floor.ts'
import { judge } from './judge.ts'
import type { RiskPort, RiskRequest } from './port.ts'
import type { Scored } from './scored.ts'

/** How long a source must have delivered before anything is made of it (F11): what is missing then says something. */
const sourceCountsAfter = 14 * day

/** Compares a request with what is usual of the person and the company. */
export type Score = (request: RiskRequest, history: History, company: CompanyHabits) => Scored

export interface EngineParts {
  /** Absent = no source is configured. */
  readonly activity?: ActivityPort
  readonly score?: Score
  /** Countries can be told of public addresses. */
  readonly tellsCountry?: boolean
  /** Absent = nothing is counted. */
  readonly crowds?: Crowds
  /** Whether the files that places are told by are configured and cannot be read. */
  readonly placesFail?: () => Promise<boolean>
  /** Told when something that is configured did not answer. */
  readonly failed: (cause: unknown) => void
}

/** What came of asking the sources. */
interface Heard {
  readonly history: History
  readonly company: CompanyHabits
  readonly sources: readonly SourceHealth[]
  readonly verdict: Verdict | undefined
}

/**
 * Judges by floors, and by the score once a source has told enough. Whatever fails on the way, a bug of ours included, makes it
 * a matter for a human (F10) and is told; nothing here can make it lighter.
 */
export const riskEngine = ({
  activity,
  score,
  tellsCountry = false,
  crowds,
  placesFail,
  failed,
}: EngineParts): RiskPort => {
  /** The value, or undefined once the failure was told. */
  const unlessDown = async <T>(ask: () => T | Promise<T>): Promise<{ readonly value: T } | undefined> => {
    try {
      return { value: await ask() }
    } catch (cause) {
      failed(cause)
      return undefined
    }
  }

  const heardOf = async (asked: ActivityPort, person: string): Promise<Heard> => {
    const [history, company, sources, verdict] = await Promise.all([
      asked.history(person),
      asked.company(),
      asked.sources(),
      asked.verdict?.(person),
    ])
    return { history, company, sources, verdict }
  }

  const known = async (request: RiskRequest): Promise<Omit<Judged, 'request'>> => {
    const places = await unlessDown(() => placesFail?.() ?? false)
    const failing = places?.value !== false
    if (activity === undefined) return { failing }
    const heard = await unlessDown(() => heardOf(activity, request.person))
    if (heard === undefined) return { failing: true }
    const { history, company, sources, verdict } = heard.value
    const told = {
      failing: failing || sources.some((source) => source.failing !== undefined),
      ...(verdict !== undefined && { verdict }),
    }
    if (!sources.some((source) => counts(source, request.now))) return told
    const chatCountry = chatCountryOf(history, request.chat, request.now)
    const learned = { ...told, history, ...(chatCountry !== undefined && { chatCountry }) }
    if (score === undefined) return learned
    const scored = await unlessDown(() => score(request, history, company))
    return scored === undefined ? { ...learned, failing: true } : { ...learned, scored: scored.value }
  }

  return {
    async assess(given) {
      const counting = crowds && (await unlessDown(() => counted(given, crowds)))
      const uncounted = crowds !== undefined && counting === undefined
      const { request, wave }: Around = counting?.value ?? { request: given }
      const found = await known(request)
      const failing = found.failing || uncounted
      return judge({ ...found, tellsCountry, request, failing, ...(wave !== undefined && { wave }) })
    },
  }
}

type Around = Awaited<ReturnType<typeof counted>>

const counts = ({ firstAt }: SourceHealth, now: number): boolean =>
  firstAt !== undefined && now - firstAt >= sourceCountsAfter
