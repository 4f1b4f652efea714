import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cardOf } from '../../src/alerts/cards.ts'
import type { AlertSettings, Happening } from '../../src/alerts/port.ts'
import { happened, isPending, type Topic } from '../../src/alerts/topic.ts'
import { drawn, turnOf } from '../../src/alerts/turn.ts'
import { hour, minute, second } from '../../src/lib/clock.ts'
import { bad, say } from '../../src/story/card.ts'
import { assertWhole, textOf } from '../support/phrases.ts'
import { alarm, done, evening, happening, lockout, settings } from './happening.ts'

/** A topic told one thing after another, each drawn whenever it is due. */
class Telling {
  topic: Topic | undefined
  readonly turns: { readonly kind: 'post' | 'update'; readonly at: number }[] = []
  readonly with: AlertSettings

  constructor(plus: Partial<AlertSettings> = {}) {
    this.with = { ...settings, ...plus }
  }

  tell(one: Happening, now = one.at): this {
    this.topic = happened(this.topic, one, now, this.with)
    return this.look(now)
  }

  look(now: number): this {
    const turn = this.topic && turnOf(this.topic, now, this.with)
    if (this.topic === undefined || (turn?.kind !== 'post' && turn?.kind !== 'update')) return this
    this.topic = drawn(this.topic, this.topic, now)
    this.turns.push({ kind: turn.kind, at: now })
    return this
  }

  get kinds(): readonly string[] {
    return this.turns.map(({ kind }) => kind)
  }

  get text(): string {
    if (this.topic === undefined) throw new Error('nothing was told')
    const card = cardOf(this.topic, this.with)
    assertWhole(card)
    return textOf(card)
  }
}

const refusals = (name: string, many: number, from = evening, apart = minute): Happening[] =>
  Array.from({ length: many }, (_none, n) => happening(name, from + n * apart))

describe('what stands on a card', () => {
  test('one thing is told in its own words, with what to do', () => {
    const it = new Telling().tell(happening('Ada', evening))
    expect(it.text).toContain('A reset of Ada (Ada) was refused.\nWhat to do: nothing now.')
    expect(it.kinds).toEqual(['post'])
  })

  test('the next one to the same person is counted on the same card', () => {
    const it = new Telling()
    for (const one of refusals('Ada', 3)) it.tell(one)
    expect(it.kinds).toEqual(['post', 'update', 'update'])
    expect(it.text).toContain('3 times since Monday 1 June at 19:45 UTC, last on Monday 1 June at 19:47 UTC.')
    expect(it.text).not.toContain('attack')
  })

  test('so many to one person that they may be under attack', () => {
    const it = new Telling()
    for (const one of refusals('Ada', 5)) it.tell(one)
    expect(it.text).toContain('So many requests for one person are an attack')
    expect(it.text).toContain('call them on a number that you know')
  })

  test('resets and unlocks run on one quiet card an hour', () => {
    const it = new Telling()
    for (let n = 0; n < 30; n++) it.tell(done(`P${n}`, evening + n * 20 * second))
    expect(it.kinds.filter((kind) => kind === 'post')).toHaveLength(1)
    expect(it.text).toContain('30 resets and unlocks went well')
    expect(it.text).toContain('And 22 more')
    it.tell(done('Late', evening + 20 * minute))
    expect(it.kinds.filter((kind) => kind === 'post')).toHaveLength(2)
    expect(it.text).toContain('Late (Late) set a new password.')
  })

  test('many locked out say how many people, and from ten on what it may be', () => {
    const it = new Telling()
    for (let n = 0; n < 9; n++) it.tell(lockout(`P${n}`, evening + n * minute))
    expect(it.text).toContain('9 lockouts of 9 people')
    it.tell(lockout('P8', evening + 10 * minute)).tell(lockout('P9', evening + 11 * minute))
    expect(it.text).toContain('11 lockouts of 10 people')
    expect(it.text).toContain('trying passwords on many accounts')
  })

  test('the network that many people’s requests come from, not one person’s', () => {
    const of = (n: number, at: number) =>
      happening(`P${n}`, at, { kind: 'network', about: 'hash', loud: true })
    const alone = new Telling()
    for (let n = 0; n < 20; n++) alone.tell(of(1, evening + n * minute))
    expect(alone.kinds).toEqual([])
    const many = new Telling()
    for (let n = 0; n < 5; n++) many.tell(of(n, evening + n * minute))
    expect(many.kinds).toEqual(['post'])
    expect(many.text).toContain('Requests for 5 people came out of one network')
  })

  test('four people today and one next week are no attack', () => {
    const it = new Telling()
    for (let n = 0; n < 4; n++)
      it.tell(happening(`P${n}`, evening + n * minute, { kind: 'network', about: 'hash', loud: true }))
    it.tell(happening('P9', evening + 7 * 24 * hour, { kind: 'network', about: 'hash', loud: true }))
    expect(it.kinds).toEqual([])
  })
})

describe('when a card is left and another begins', () => {
  test('after an hour without anything new', () => {
    const it = new Telling().tell(happening('Ada', evening)).tell(happening('Ada', evening + 59 * minute))
    it.tell(happening('Ada', evening + 3 * hour))
    expect(it.kinds).toEqual(['post', 'update', 'post'])
    expect(it.topic).toMatchObject({ count: 1, episode: 2 })
  })

  test('not while it owes a drawing: what it counts would be lost', () => {
    const it = new Telling({ everyMs: 3 * hour })
    it.tell(happening('Ada', evening)).tell(happening('Ada', evening + minute))
    it.tell(happening('Ada', evening + 2 * hour))
    expect(it.topic).toMatchObject({ count: 3, episode: 1 })
  })

  test('an outage when it was over; its end is no news where nothing began', () => {
    const outage = (at: number, more: Partial<Happening> = {}) =>
      happening('mail', at, { kind: 'outage', about: 'mail', loud: true, ...more })
    const it = new Telling().tell(outage(evening, { over: true, says: say('alert.policy', { policy: 'x' }) }))
    expect(it.kinds).toEqual([])
    it.tell(outage(evening)).tell(
      outage(evening + 12 * minute, {
        over: true,
        says: say('alert.policy', { policy: 'back' }),
        tone: 'good',
      }),
    )
    expect(it.kinds).toEqual(['post', 'update'])
    expect(it.text).toContain('back')
    it.tell(outage(evening + 20 * minute))
    expect(it.kinds).toEqual(['post', 'update', 'post'])
  })
})

describe('quiet hours', () => {
  const quiet = { quiet: { from: 22 * 60, until: 7 * 60, timeZone: 'Europe/Berlin' } }
  const night = evening + hour

  test('a refusal waits until morning, an alarm does not', () => {
    const it = new Telling(quiet).tell(happening('Ada', night))
    expect(it.kinds).toEqual([])
    expect(turnOf(it.topic!, night, it.with)).toEqual({ kind: 'wait', until: Date.UTC(2026, 5, 2, 5) })
    it.look(Date.UTC(2026, 5, 2, 5))
    expect(it.kinds).toEqual(['post'])
    expect(new Telling(quiet).tell(alarm('Ada', night)).kinds).toEqual(['post'])
  })

  test('what stands is kept up to date: that wakes nobody', () => {
    const it = new Telling(quiet)
      .tell(happening('Ada', evening))
      .tell(happening('Ada', evening + 20 * minute))
    expect(it.kinds).toEqual(['post', 'update'])
  })
})

const names = fc.constantFrom('Ada', 'Grace', 'Joan')
const steps = fc.array(
  fc.record({ name: names, after: fc.integer({ min: 0, max: 40 * minute }), again: fc.boolean() }),
  { maxLength: 120 },
)
const anyKind = fc.constantFrom<Happening['kind']>('person', 'alarm', 'lockouts', 'done', 'network')

test('whatever comes: never more posts an hour than allowed, and nothing that is on no card', () => {
  fc.assert(
    fc.property(
      steps,
      anyKind,
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      (all, kind, mostAnHour, loud) => {
        const it = new Telling({ mostAnHour, idleMs: 5 * minute, subjects: 2 })
        let now = evening
        let told = 0
        let shown = 0
        let last: Happening | undefined
        for (const { name, after, again } of all) {
          now += after
          const one = happening(name, now, { kind, about: 'x', ...(loud && { loud }) })
          const next = again && last !== undefined ? last : one
          if (next === one) told += 1
          last = next
          const before = it.topic
          it.tell(next, now)
          if (before !== undefined && it.topic?.episode !== before.episode) shown += before.count
        }
        it.look((now += 2 * hour))
        const { topic } = it
        if (topic === undefined) return
        expect(shown + topic.count).toBe(told)
        expect(topic.entries.reduce((sum, { times }) => sum + times, topic.more)).toBe(topic.count)
        expect(topic.entries.length).toBeLessThanOrEqual(8)
        if (kind !== 'network') expect(isPending(topic)).toBe(false)
        const posts = it.turns.filter((turn) => turn.kind === 'post').map(({ at }) => at)
        for (const at of posts)
          expect(posts.filter((other) => other >= at && other - at < hour).length).toBeLessThanOrEqual(
            mostAnHour,
          )
        expect(JSON.stringify(topic).length).toBeLessThan(20_000)
        assertWhole(bad(cardOf(topic, it.with).title, cardOf(topic, it.with).lines))
      },
    ),
    { numRuns: 400 },
  )
})
