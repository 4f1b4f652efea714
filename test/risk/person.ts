import type { CompanyHabits, History, Origin, SignIn } from '../../src/activity/port.ts'
import { newLevels, pathsOf } from '../../src/activity/port.ts'
import type { Scene } from '../../src/risk/signals/signal.ts'
import { day, hour } from '../../src/lib/clock.ts'

export const now = Date.UTC(2026, 5, 1, 9)

/** At the desk: a German office, Windows and Edge, the browser known. */
export const desk = {
  network: { country: 'DE', asn: 3320, prefix: 'office', anonymiser: false },
  agent: { device: 'desktop', os: 'Windows', family: 'Edge' },
  device: 'laptop-key',
} as const satisfies Origin

/** On the way: another network, a phone whose browser is not known. */
export const phone = {
  network: { country: 'DE', asn: 6805, prefix: 'mast', anonymiser: false },
  agent: { device: 'phone', os: 'iOS', family: 'Safari' },
} as const satisfies Origin

let told = 0
export const signIn = (origin: Origin, at: number): SignIn => {
  told += 1
  return { id: `s${told}`, person: 'ana', source: 'ingest', at, ...origin }
}

/** Newest first, one a day. */
export const historyOf = (origins: readonly Origin[]): History => ({
  signIns: origins.map((origin, n) => signIn(origin, now - (n + 1) * day)),
  earlier: 0,
  ...(origins.length > 0 && { firstAt: now - origins.length * day }),
})

export const times = <T>(n: number, value: T): readonly T[] => Array.from({ length: n }, () => value)

/** The habits that these sign-ins, told by person and newest first, make of a company. */
export const habitsOf = (people: readonly History[]): CompanyHabits => {
  const counts: Record<string, Record<string, number>> = {}
  const novel: Record<string, number> = {}
  let total = 0
  for (const { signIns } of people) {
    const seen = new Set<string>()
    for (const [n, one] of signIns.toReversed().entries()) {
      const isNew = n === 0 ? [] : newLevels(one, (level, path) => seen.has(`${level} ${path}`))
      for (const level of isNew) novel[level] = (novel[level] ?? 0) + 1
      for (const [level, path] of Object.entries(pathsOf(one))) {
        seen.add(`${level} ${path}`)
        const row = (counts[level] ??= {})
        row[path] = (row[path] ?? 0) + 1
      }
      total += 1
    }
  }
  return { total, novel, counts }
}

/** Ana: three in four sign-ins at the desk, the rest by phone. */
export const ana = historyOf(times(20, [desk, desk, desk, phone]).flat())
const others = times(
  20,
  historyOf(times(10, [desk, { ...desk, network: { ...desk.network, country: 'FR', asn: 3215 } }]).flat()),
)
export const company = habitsOf([ana, ...others])

/** Ana at her desk, three hours after she last signed in, with whatever differs. */
export const scene = (change: Partial<Scene> = {}): Scene => ({
  history: { ...ana, signIns: [signIn(desk, now - 3 * hour), ...ana.signIns] },
  company,
  origin: desk,
  now,
  ...change,
})
