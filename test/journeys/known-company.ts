import { day, hour, systemClock } from '../../src/lib/clock.ts'
import type { Seen } from './siem.ts'

const names = ['Otter', 'Heron', 'Badger', 'Robin', 'Marten', 'Newt', 'Swift', 'Tern', 'Vole', 'Wren']
/** Of each kind of program every one is used by equally many, of each kind by more than of the one before. */
const kinds = ['Ledger', 'Planner', 'Archive', 'Board']
const houses = names.map((name) => `${name} House`)
/** Which of ten the first and the second who are asked use, of everything. */
const places = [2, 5]

const desk =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0'
const laptop =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

/** The addresses that these people come from: the office, and somewhere else. */
export const [office, elsewhere] = ['198.51.100.7', '203.0.113.7']

/** What the n-th who is asked used in the last weeks: a program of each kind, in one house. */
export const usedBy = (n: number): readonly string[] => {
  const place = places[n] ?? 0
  return [...kinds.map((kind) => `${names[place]} ${kind}`), houses[place] ?? '']
}

/**
 * Three weeks of a company in whose log two people can be asked about, beside `others`, ten of them: they use one thing of each kind
 * where the company has ten, at the other end of the day, at a desk and now and then on a laptop.
 */
export const weeksOf = (asked: readonly string[], others: readonly string[]): readonly Seen[] => [
  ...asked.flatMap((mail, n) => weeksOfOne(mail, usedBy(n))),
  ...others.flatMap((mail, n) => dayOfOther(mail, n, others.length)),
]

const weeksOfOne = (mail: string, used: readonly string[]): readonly Seen[] =>
  Array.from({ length: 105 }, (_, n): Seen => ({
    mail,
    at: systemClock.now() - 1.5 * day - Math.floor(n / 5.5) * day - n,
    ip: office,
    country: 'DE',
    userAgent: n % 35 === 34 ? laptop : desk,
    app: used[n % kinds.length] ?? '',
    ...(used[4] !== undefined && { site: used[4] }),
  }))

/** What the asked use is used by one less of the others. */
const dayOfOther = (mail: string, who: number, all: number): readonly Seen[] => {
  const isUser = (n: number, users: number): boolean =>
    (who - n + 2 * all) % all < (places.includes(n) ? users - 1 : users)
  const apps = kinds.flatMap((kind, k) =>
    names.flatMap((name, n) => (isUser(n, 3 + k) ? [`${name} ${kind}`] : [])),
  )
  const sites = houses.filter((_house, n) => isUser(n, 3))
  return apps.map((app, n): Seen => ({
    mail,
    at: systemClock.now() - 2 * day - n * hour,
    ip: office,
    country: 'DE',
    userAgent: n === 7 ? laptop : desk,
    app,
    ...(sites[n] !== undefined && { site: sites[n] }),
  }))
}
