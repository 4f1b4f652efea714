/** One test, as it went. `file` is relative to the test folder; `name` holds its suites before it. */
export interface Outcome {
  readonly file: string
  readonly name: string
  readonly passed: boolean
  readonly ms: number
}

export interface Closing {
  readonly lines: readonly string[]
  readonly ok: boolean
}

/**
 * What a run ends with: a line for each journey (a test or suite named `J<digit> …`, or `J<digit><letter> …`), a line for each suite (the
 * folder under test), what failed by name, and `N passed, N failed` last. A skipped test has not passed. Not ok when
 * anything failed, nothing ran, or an expected journey is missing.
 */
export const closingLines = (outcomes: readonly Outcome[], expected: readonly string[]): Closing => {
  const failed = outcomes.filter((o) => !o.passed)
  const journeys = Map.groupBy(outcomes.filter(isJourney), journeyOf)
  const missing = expected.filter((name) => !journeys.has(name))
  const suites = Map.groupBy(outcomes, (o) => o.file.split('/')[0] ?? o.file)
  const lines = [
    ...failed.map((o) => `failed: ${o.file} > ${o.name}`),
    ...[...suites].toSorted(byName).map(([name, all]) => suiteLine(name, all)),
    ...[...journeys].toSorted(byName).map(([name, all]) => journeyLine(name, all)),
    ...missing.map((name) => `${name} MISSING: no test of that name ran`),
    `${outcomes.length - failed.length} passed, ${failed.length + missing.length} failed`,
  ]
  return { lines, ok: outcomes.length > 0 && failed.length + missing.length === 0 }
}

const journeyName = /(?:^|> )(J\d[a-z]?)\b/
const isJourney = (o: Outcome): boolean => journeyName.test(o.name)
const journeyOf = (o: Outcome): string => journeyName.exec(o.name)?.[1] ?? ''
const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => a.localeCompare(b, 'en')

const seconds = (all: readonly Outcome[]): string =>
  `${(all.reduce((sum, o) => sum + o.ms, 0) / 1000).toFixed(1)} s`

const suiteLine = (name: string, all: readonly Outcome[]): string => {
  const ok = all.filter((o) => o.passed).length
  return `suite ${name}: ${ok} ok, ${all.length - ok} not ok, ${seconds(all)}`
}

const journeyLine = (name: string, all: readonly Outcome[]): string => {
  const ok = all.every((o) => o.passed)
  return `${name} ${ok ? 'ok' : 'FAILED'} ${all.length} ${all.length === 1 ? 'test' : 'tests'} in ${seconds(all)}`
}
