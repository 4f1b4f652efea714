import { describe, expect, test } from 'vitest'
import type { History, SignIn } from '../../../src/activity/port.ts'
import { day, hour } from '../../../src/lib/clock.ts'
import { compose } from '../../../src/factors/activity-questions/compose.ts'
import { drawn, shuffled, waysOf } from '../../../src/factors/activity-questions/decoys.ts'
import { dayOf, materialOf, workingDays } from '../../../src/factors/activity-questions/material.ts'
import { rightOf, type QuestionSet } from '../../../src/factors/activity-questions/question.ts'
import { askedAs, optionAs, unknownAs } from '../../../src/factors/activity-questions/said.ts'
import { inWords } from '../../../src/words/render.ts'
import { Chance } from '../../eval/chance.ts'
import { invented, now } from './company.ts'

const digest = (text: string): string => `keyed(${Buffer.from(text).toString('hex')})`
const { company, histories } = invented(5, 2500)
const composed = (history: History, id: string): QuestionSet | undefined => {
  const chance = new Chance(Number(id))
  const at = { id, person: id, history, company, now, digest }
  return compose({ ...at, chance: (below) => chance.below(below) })
}
const sets = histories.flatMap((history, n) => {
  const set = composed(history, `${n}`)
  return set === undefined ? [] : [{ history, set }]
})
const truthOf = ({ id, questions }: QuestionSet, n: number): string =>
  questions[n]!.options.find((option) => rightOf(digest, id, n, option) === questions[n]!.right)!

const named = ({ questions }: QuestionSet): readonly string[] =>
  questions.flatMap(({ kind, options }) => options.map((option) => `${kind} ${option}`))

/** Somebody who uses two in ten of all that there is, where everything is used by equally many. */
const ofBusy = (n: number, before: ReadonlySet<string>): QuestionSet | undefined => {
  const chance = new Chance(n)
  const things = (what: string, count: number) => Array.from({ length: count }, (_, i) => `${what} ${i}`)
  const [apps, sites] = [things('Tool', 120), things('Harbour', 30)]
  const users = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 100]))
  const signIns = [...apps.keys()]
    .filter((i) => i % 5 === 2)
    .map((i): SignIn => {
      const site = sites[i % 30]
      const seen = { id: `${i}`, person: 'ana', at: now - 3 * day, source: 'ingest', app: `Tool ${i}` }
      return site === undefined ? seen : { ...seen, site }
    })
  return compose({
    id: `${n}`,
    person: `${n}`,
    history: { signIns, earlier: 0 },
    now,
    digest,
    before,
    company: {
      total: 4000,
      novel: {},
      counts: { people: { all: 400 }, app: users(apps), site: users(sites) },
    },
    chance: (below) => chance.below(below),
  })
}

describe('a set of questions', () => {
  test('some people can be asked', () => {
    expect(sets.length).toBeGreaterThan(50)
  })

  test('has five questions of six options, of two kinds and more, each option once', () => {
    for (const { set } of sets) {
      expect(set.questions).toHaveLength(5)
      expect(new Set(set.questions.map(({ kind }) => kind)).size).toBeGreaterThan(1)
      for (const { options } of set.questions) expect(new Set(options).size).toBe(6)
      expect(new Set(named(set)).size).toBe(30)
    }
  })

  test('asks what was true one to fourteen days ago, and puts nothing beside it that ever was', () => {
    for (const { history, set } of sets) {
      const material = materialOf(history, now)
      for (const [n, { kind, options }] of set.questions.entries()) {
        const truth = truthOf(set, n)
        expect(material[kind].fresh).toContain(truth)
        const decoys = options.filter((option) => option !== truth)
        expect(decoys.filter((decoy) => material[kind].ever.has(decoy))).toEqual([])
      }
    }
  })

  test('tells whoever reads the store nothing of what is right', () => {
    const { set } = sets[0]!
    const rights = set.questions.map(({ right }) => right)
    expect(new Set(rights).size).toBe(5)
    // The same option right in another set, or at another place, has another digest.
    expect(rightOf(digest, 'a', 0, 'x')).not.toBe(rightOf(digest, 'b', 0, 'x'))
    expect(rightOf(digest, 'a', 0, 'x')).not.toBe(rightOf(digest, 'a', 1, 'x'))
    expect(JSON.parse(JSON.stringify(set))).toEqual(set)
  })

  test('shows nothing that an earlier one showed: what stood beside one truth would be known to be none now', () => {
    const shown = Array.from({ length: 60 }, (_, n) => {
      const first = ofBusy(n, new Set())
      const second = ofBusy(n, new Set(first?.facts))
      return [first, second].map((set) => (set === undefined ? [] : named(set)))
    })
    expect(shown.filter(([, second]) => second?.length === 30).length).toBeGreaterThan(10)
    for (const [first = [], second = []] of shown)
      expect(second.filter((option) => first.includes(option))).toEqual([])
  })

  test('is not made where too little is known', () => {
    const nobody: History = { signIns: [], earlier: 0 }
    expect(composed(nobody, '1')).toBeUndefined()
    const old = sets[0]!.history.signIns.map((one) => ({ ...one, at: one.at - 30 * day }))
    expect(composed({ signIns: old, earlier: 0 }, '1')).toBeUndefined()
  })

  test('reads as a question, with options of one shape', () => {
    const { set } = sets.find(({ set }) => set.questions.some(({ kind }) => kind === 'phone-day'))!
    const asked = set.questions.find(({ kind }) => kind === 'phone-day')!
    expect(inWords(askedAs(asked))).toBe('On which of these days did you sign in on a phone?')
    for (const option of asked.options)
      expect(inWords(optionAs('phone-day', option))).toMatch(/^(Mon|Tues|Wednes|Thurs|Fri)day \d+ \w+$/)
    expect(inWords(optionAs('app', 'Wiki'))).toBe('Wiki')
    expect(inWords(unknownAs())).toBe('I don’t know')
  })
})

describe('what may be asked about', () => {
  const one = (change: Partial<SignIn>): SignIn => ({
    id: 'a',
    person: 'ana',
    at: now - 3 * day,
    source: 'ingest',
    app: 'Wiki',
    site: 'Harbour',
    ...change,
  })
  const appsOf = (...signIns: readonly SignIn[]): readonly string[] =>
    materialOf({ signIns, earlier: 0 }, now).app.fresh

  test.each<[string, Partial<SignIn>]>([
    ['a moment ago', { at: now - hour }],
    ['a day to come', { at: now + day }],
    ['fifteen days ago', { at: now - 15 * day }],
    ['the chat itself', { app: 'Slack' }],
    ['the other chat', { app: 'Microsoft Teams Web Client' }],
    ['what a chat told', { source: 'slack-audit' }],
    ['what we did ourselves', { source: 'latchkey' }],
  ])('not %s', (_what, change) => {
    expect(appsOf(one({}))).toEqual(['Wiki'])
    expect(appsOf(one(change))).toEqual([])
  })

  test('but what was done in a chat is true all the same, and stands beside no truth', () => {
    const phone = { device: 'phone', os: 'iOS', family: 'Safari' } as const
    const signIns = [one({}), one({ app: 'Slack', agent: phone, site: 'Quay', at: now - 2 * day })]
    const its = materialOf({ signIns, earlier: 0 }, now)
    expect(its.site).toEqual({ fresh: ['Harbour'], ever: new Set(['Harbour', 'Quay']) })
    expect(its.browser).toEqual({ fresh: [], ever: new Set(['Safari on iOS']) })
    expect(its['phone-day'].ever).toEqual(new Set([dayOf(now - 2 * day)]))
  })

  test('no chat stands beside a truth, where nobody could tell whether it is one', () => {
    const chats = Object.fromEntries(
      Object.entries(company.counts['app'] ?? {}).map(([app, users], n) => [
        n % 3 === 0 ? `Slack ${n}` : app,
        users,
      ]),
    )
    const counts = { ...company.counts, app: chats }
    const all = histories.flatMap((history, n) => {
      const at = { id: `${n}`, person: `${n}`, history, company: { ...company, counts }, now, digest }
      const chance = new Chance(n)
      return compose({ ...at, chance: (below) => chance.below(below) })?.questions ?? []
    })
    expect(all.length).toBeGreaterThan(50)
    expect(all.flatMap(({ options }) => options).filter((option) => option.startsWith('Slack'))).toEqual([])
  })

  test('nothing stands beside what reads the same, or with signs that cannot be seen', () => {
    const respelt = (name: string, n: number): string =>
      [name.toUpperCase(), `${name}\u200b`, name.replace(' ', '\u00a0'), `\u202e${name}`][n % 4] ?? name
    const apps = Object.entries(company.counts['app'] ?? {})
    const twice = apps.flatMap(([app, users], n) => [
      [app, users] as const,
      [respelt(app, n), users] as const,
    ])
    const counts = { ...company.counts, app: Object.fromEntries(twice) }
    const all = histories.slice(0, 800).flatMap((history, n) => {
      const at = { id: `${n}`, person: `${n}`, history, company: { ...company, counts }, now, digest }
      const chance = new Chance(n)
      return compose({ ...at, chance: (below) => chance.below(below) })?.questions ?? []
    })
    expect(all.length).toBeGreaterThan(20)
    for (const { options } of all) {
      expect(options.filter((option) => /\p{Cf}/u.test(option))).toEqual([])
      expect(new Set(options.map((option) => option.replace('\u00a0', ' ').toLowerCase())).size).toBe(6)
    }
  })

  test('a day ago and fourteen, just', () => {
    expect(appsOf(one({ at: now - day }), one({ at: now - 14 * day, app: 'Payroll' }))).toEqual([
      'Wiki',
      'Payroll',
    ])
  })

  test('days are working days of the time asked about', () => {
    const days = workingDays(now)
    expect(days).toHaveLength(10)
    for (const one of days) expect([1, 2, 3, 4, 5]).toContain(new Date(one).getUTCDay())
    expect(days).not.toContain(dayOf(now))
  })
})

describe('to draw', () => {
  test('a set is as likely as the product of its weights', () => {
    const weights = [
      ['a', 4],
      ['b', 2],
      ['c', 1],
      ['d', 1],
    ] as const
    const chance = new Chance(1)
    const counts = new Map<string, number>()
    const rounds = 40_000
    for (let n = 0; n < rounds; n++) {
      const name = drawn(weights, 2, (below) => chance.below(below))!.join('')
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    expect(waysOf(weights, 2)).toBe(8 + 4 + 4 + 2 + 2 + 1)
    for (const [name, weight] of [
      ['ab', 8],
      ['ac', 4],
      ['bc', 2],
      ['cd', 1],
    ] as const)
      expect((counts.get(name) ?? 0) / rounds).toBeCloseTo(weight / 21, 1.7)
    expect(drawn(weights, 5, () => 0)).toBeUndefined()
  })

  test('every order is as likely as any other', () => {
    const chance = new Chance(2)
    const counts = new Map<string, number>()
    for (let n = 0; n < 12_000; n++) {
      const name = shuffled(['a', 'b', 'c'], (below) => chance.below(below)).join('')
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    for (const times of counts.values()) expect(Math.abs(times - 2000)).toBeLessThan(200)
  })
})
