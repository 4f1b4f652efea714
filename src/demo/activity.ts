import type { SignIn } from '../activity/port.ts'
import { day, hour } from '../lib/clock.ts'
import { demoAccounts } from './people.ts'

/** How far back the pretended company's sign-ins go (ms): long enough to tell what is usual of somebody. */
export const inventedSinceMs = 21 * day

/** Made up, as whoever reads them sees: four kinds of programs by ten names, and ten houses. */
const names = ['Otter', 'Heron', 'Badger', 'Robin', 'Marten', 'Newt', 'Swift', 'Tern', 'Vole', 'Wren']
const programs = ['Ledger', 'Planner', 'Archive', 'Board'].map((kind) =>
  names.map((name) => `${name} ${kind}`),
)
const houses = ['Amber', 'Birch', 'Cedar', 'Dune', 'Ember', 'Fern', 'Glade', 'Hazel', 'Ivy', 'Juniper'].map(
  (name) => `${name} House`,
)
const mail = 'Example Mail'

/** People who exist in no directory, and by how many of them each program of a kind is used. */
const colleagues = 60
const usersOf = [24, 18, 12, 6]

/** She alone works from one line at home, with a program of each kind: enough to be asked about. */
const asked = 'vera'
const hers = { programs: programs.map((kind, n) => kind[2 * n + 1] ?? mail), house: houses[3] ?? '' }
const line = { country: 'DE', asn: 64_500, prefix: 'demonstration', anonymiser: false }
/** Of everybody else nothing is told of where they are but that nothing hides it. */
const within = { anonymiser: false }

/**
 * What the pretended company's people signed in to until `now`, on its working days. The same whenever it is asked: an id names the day,
 * so that what was told once is told again under the same one.
 */
export const inventedSignIns = (now: number): readonly SignIn[] =>
  [...demoAccounts.flatMap((one) => daysOf(one, now)), ...colleaguesOf(now)].filter(({ at }) => at <= now)

/** What somebody signed in to in the fortnight before today, and where: what they may be asked about. */
export const lately = (account: string, now: number): readonly string[] => {
  const recent = inventedSignIns(now).filter(
    ({ person, at }) =>
      demoAccounts.some((one) => one.id === person && one.account === account) &&
      now - at >= day &&
      now - at <= 14 * day,
  )
  return [
    ...new Set([...recent.flatMap(({ app }) => app ?? []), ...recent.flatMap(({ site }) => site ?? [])]),
  ]
}

const daysOf = ({ id, account }: { id: string; account: string }, now: number): readonly SignIn[] =>
  workingDays(now).flatMap((begin) => {
    const apps = account === asked ? [mail, ...hers.programs] : [mail]
    return apps.map((app, n): SignIn => ({
      id: `demo:${account}:${begin}:${n}`,
      person: id,
      at: begin + 8 * hour + n * 2 * hour,
      source: 'demo',
      network: account === asked ? line : within,
      app,
      ...(account === asked && { site: hers.house }),
    }))
  })

const colleaguesOf = (now: number): readonly SignIn[] =>
  Array.from({ length: colleagues }, (_, c) => {
    const used = programs.flatMap((kind, k) =>
      kind.filter((_program, n) => (c + 6 * n + 15 * k) % colleagues < (usersOf[k] ?? 0)),
    )
    return [mail, ...used].map((app, n): SignIn => ({
      id: `demo:colleague-${c}:${app}`,
      person: `demo-colleague-${c}`,
      at: now - 3 * day - n * hour,
      source: 'demo',
      network: within,
      app,
      ...(n === 0 && { site: houses[c % houses.length] ?? '' }),
    }))
  }).flat()

/** When each of the last weeks' working days began (ms since the epoch, UTC), today's included. */
const workingDays = (now: number): readonly number[] =>
  Array.from({ length: inventedSinceMs / day }, (_, n) => Math.floor(now / day) * day - n * day).filter(
    (begin) => ![0, 6].includes(new Date(begin).getUTCDay()),
  )
