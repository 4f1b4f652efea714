import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import { providedSamba } from '../services/provided.ts'
import { Crashes } from './crashes.ts'
import { openLdap, openLdapWithoutLog, samba } from './directory-hands.ts'
import type { Point, When } from './points.ts'
import { actsOf, trailOf } from './trail.ts'

/** `npm run crash:real`: every point, each in all three ways, and every second death after each of the worst first ones. */
const everything = process.env['CRASH_POINTS'] === 'all'
const timeout = everything ? 60 * minute : 10 * minute
const whens: readonly When[] = ['before', 'during', 'after']

/** Each in one way of dying, in turn; or in every way. */
const ways = (points: readonly Point[]): readonly (readonly Point[])[] =>
  points.flatMap((point, i) =>
    (everything ? whens : [whens[i % 3] ?? 'during']).map((when) => [{ ...point, when }]),
  )

describe.each([
  ['Samba AD', () => samba(providedSamba()), '/20', 'modify'],
  ['OpenLDAP', () => openLdap(inject('openldap')), '/23', 'extended'],
] as const)('a reset on %s and Redis, its process killed', (where, benchOf, database, writes) => {
  let crashes: Crashes
  let calm: readonly Point[]
  beforeAll(async () => {
    crashes = await Crashes.open(await benchOf(), database)
    calm = await crashes.calm()
  })
  afterAll(async () => await crashes?.close())

  const all = async (what: string, cases: readonly (readonly Point[])[]): Promise<void> => {
    let [resets, died] = [0, 0]
    const missed: string[] = []
    for (const points of cases) {
      const deaths = await crashes.killed(points)
      resets += deaths.resets
      died += deaths.died
      missed.push(...deaths.missed)
    }
    process.stdout.write(
      `crash: ${where}, ${what}: ${cases.length} cases in ${resets} resets, ${died} processes killed\n`,
    )
    // A machine that is busy may overtake one and the same drawing in every attempt.
    expect(missed.length, missed.join('; ')).toBeLessThanOrEqual(cases.length * 0.05)
  }

  const aroundTheCommit = (): readonly [number, number] => {
    const names = calm.map((point) => point.name)
    return [names.indexOf('append commit.intent') - 1, names.indexOf('append commit.committed') + 1]
  }

  const during = (name: string): Point => ({ name, nth: 1, when: 'during' })

  test('at every point around the commit, it ends well', { timeout }, async () => {
    const points = calm.slice(...aroundTheCommit())
    expect(points.map((point) => point.name)).toEqual(expect.arrayContaining(['commit', 'modify', writes]))
    await all('around the commit', ways(points))
  })

  test('on the way there and after it, it ends well', { timeout }, async () => {
    const [from, to] = aroundTheCommit()
    const others = [...calm.slice(0, from), ...calm.slice(to)]
    const every = Math.floor(others.length / 4)
    await all('before and after it', ways(others.filter((_, i) => everything || i % every === every - 1)))
  })

  const firsts = {
    'with the intent': () => 'append commit.intent',
    'with the password': () => writes,
    'with the outcome': () => calm[aroundTheCommit()[1] - 2]?.name ?? '',
  } as const

  test.each(['with the intent', 'with the password', 'with the outcome'] as const)(
    '%s, and the one that takes over as well, it ends well',
    { timeout },
    async (what) => {
      const first = during(firsts[what]())
      const follows = await crashes.after(first, everything ? 4 : 2)
      const told = follows.filter(({ name: its }) => its.startsWith('append commit.'))
      const seconds = everything ? follows : told.slice(0, 1)
      expect(seconds.length).toBeGreaterThan(0)
      const pairs = seconds.map((second, i) => [first, { ...second, when: whens[i % 3] ?? 'during' }])
      await all(`twice, first ${what}`, pairs)
    },
  )
})

describe('a reset on OpenLDAP without a log, its process killed', () => {
  let crashes: Crashes
  beforeAll(async () => {
    crashes = await Crashes.open(await openLdapWithoutLog(inject('openldap')), '/24')
  })
  afterAll(async () => await crashes?.close())

  test.each([
    ['before', 'modify', 'commit.notCommitted', 0],
    ['after', 'modify', 'commit.notCommitted', 0],
    ['before', 'extended', 'commit.notCommitted', 0],
    ['after', 'extended', 'commit.unknown', 1],
  ] as const)('%s its %s: %s, never a guess', async (when, name, outcome, writes) => {
    const { stage, bench } = crashes
    const victim = await stage.victim()
    // What is unknown may have been set, and is then no new password any more.
    victim.person.passwords.push('Heron-Window-Barley-7')
    const { missed } = await crashes.killed([{ name, nth: 1, when }], victim)
    expect(missed).toEqual([])
    const acts = actsOf(trailOf(stage.audits)).filter((act) => act.person === victim.id)
    expect(acts.map((act) => act.outcomes)).toEqual([[outcome], ['commit.committed']])
    expect(await victim.writes()).toBe(writes + bench.whole)
  })
})
