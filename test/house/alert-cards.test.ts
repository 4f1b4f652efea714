import { describe, expect, test } from 'vitest'
import { AlertCards, type Shown } from '../../src/house/alert-cards.ts'
import type { Adapter, AlertRoom } from '../../src/house/port.ts'
import { hour, second, ShiftedClock } from '../../src/lib/clock.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { bad, say } from '../../src/story/card.ts'
import type { AuditEvent } from '../../src/story/event.ts'
import type { Store } from '../../src/story/record.ts'
import { Sweep } from '../../src/story/sweep.ts'
import { Fate } from '../support/kill.ts'
import { TestChat } from '../support/test-chat.ts'

const shown = (policy: string, prompt = policy): Shown => ({
  card: bad(say('alert.policy', { policy })),
  flow: 'f1',
  prompt,
})
const always = (policy: string) => () => Promise.resolve(shown(policy))

/** A company with two platforms and any number of replicas. */
const company = () => {
  const clock = new ShiftedClock({ now: () => 1_000_000 })
  const store = memoryStore(clock)
  const trail: AuditEvent[] = []
  const faults: unknown[] = []
  const [slack, teams] = [new TestChat('slack'), new TestChat('teams')]
  const replica = (adapters: readonly Adapter[] = [slack, teams], its: Store = store): AlertCards =>
    new AlertCards({
      store: its,
      clock,
      journal: { append: async (events) => void trail.push(...events) },
      adapters,
      failed: (fault) => faults.push(fault),
    })
  const sweep = async (cards = replica()): Promise<void> => {
    const failed = (fault: unknown): void => void faults.push(fault)
    const owed = (key: string): Promise<void> => cards.owed(key)
    const rounds = new Sweep({ store, clock, handlers: { alertcard: owed, oncallcard: owed }, failed })
    for (let n = 0; n < 3; n++) await rounds.round()
  }
  return { clock, store, trail, faults, slack, teams, replica, sweep }
}

const stands = (chat: TestChat, room: AlertRoom = 'alerts'): readonly string[] =>
  (chat.rooms.get(room) ?? []).map((m) => m.drawings.at(-1)?.card.title.with?.['policy'] ?? '')

describe('a card in the alert channels', () => {
  test('stands once on each platform, and is redrawn where it stands', async () => {
    const it = company()
    const cards = it.replica()
    for (const one of ['first', 'second', 'second']) await cards.draw('f1', always(one))
    expect([stands(it.slack), stands(it.teams)]).toEqual([['second'], ['second']])
    const [message] = it.slack.rooms.get('alerts') ?? []
    expect(message?.drawings.map(({ flow, prompt }) => [flow, prompt])).toEqual([
      ['f1', 'first'],
      ['f1', 'second'],
    ])
    expect(it.trail.map(({ event, flow, detail }) => [event, flow, detail?.['platform']])).toEqual([
      ['notice.sent', 'f1', 'slack'],
      ['notice.sent', 'f1', 'teams'],
    ])
  })

  test('is drawn for the present prompt: a button on it is never stale by itself', async () => {
    const it = company()
    await it.replica().draw('f1', () => Promise.resolve(shown('same', 'step:1')))
    await it.replica().draw('f1', () => Promise.resolve(shown('same', 'step:2')))
    expect(it.slack.rooms.get('alerts')?.[0]?.drawings.at(-1)?.prompt).toBe('step:2')
  })

  test('of another name is another', async () => {
    const it = company()
    await it.replica().draw('f1', always('one'))
    await it.replica().draw('f2', always('two'))
    expect(stands(it.slack)).toEqual(['one', 'two'])
  })

  test('is not there where there is nothing to show, and not on a platform without a channel', async () => {
    const it = company()
    await it.replica().draw('f1', () => Promise.resolve(undefined))
    const dumb = new TestChat('dumb')
    dumb.alerts = () => Promise.resolve(undefined)
    await it.replica([dumb]).draw('f1', always('one'))
    expect([stands(it.slack), stands(dumb), it.trail]).toEqual([[], [], []])
  })
})

describe('a platform that does not take it', () => {
  test('gets it later, keeps no other waiting, and the trail says so once', async () => {
    const it = company()
    it.slack.down = true
    await it.replica().draw('f1', always('first'))
    expect([stands(it.slack), stands(it.teams)]).toEqual([[], ['first']])
    it.clock.forward(10 * second)
    await it.sweep()
    it.slack.down = false
    it.clock.forward(10 * second)
    await it.sweep()
    expect(stands(it.slack)).toEqual(['first'])
    expect(it.trail.map(({ event, detail }) => `${event} ${String(detail?.['platform'])}`)).toEqual([
      'notice.failed slack',
      'notice.sent teams',
      'notice.sent slack',
    ])
    expect(it.faults.length).toBeGreaterThan(0)
  })

  test('that hangs keeps no other waiting', async () => {
    const it = company()
    const { slow, held } = slowly(it.slack)
    const drawn = it.replica([slow, it.teams]).draw('f1', always('first'))
    while (stands(it.teams).length === 0) await new Promise(setImmediate)
    expect(stands(it.slack)).toEqual([])
    held.resolve(undefined)
    await drawn
    expect(stands(it.slack)).toEqual(['first'])
  })

  test('is not asked for ever', async () => {
    const it = company()
    it.slack.down = true
    await it.replica().draw('f1', always('first'))
    for (let n = 0; n < 26; n++) {
      it.clock.forward(hour)
      await it.sweep()
    }
    it.slack.down = false
    it.clock.forward(hour)
    await it.sweep()
    expect(stands(it.slack)).toEqual([])
  })
})

describe('two replicas', () => {
  test('draw one card between them, and the newest is what stands', async () => {
    const it = company()
    const { slow, held } = slowly(it.slack)
    const first = it.replica([slow]).draw('f1', always('older'))
    while ((await it.store.read('alertcard:slack:f1'))?.rev !== 2) await new Promise(setImmediate)
    await it.replica([it.slack]).draw('f1', always('newer'))
    expect(stands(it.slack)).toEqual([])
    held.resolve(undefined)
    await first
    expect(stands(it.slack)).toEqual(['newer'])
  })

  test('whose time for it ran out looks again: what it drew late may stand over what another drew', async () => {
    const it = company()
    await it.replica([it.slack]).draw('f1', always('first'))
    const { slow, held } = slowly(it.slack)
    const late = it.replica([slow]).draw('f1', always('older'))
    while ((await it.store.read('alertcard:slack:f1'))?.rev !== 5) await new Promise(setImmediate)
    it.clock.forward(30 * second)
    await it.replica([it.slack]).draw('f1', always('newer'))
    expect(stands(it.slack)).toEqual(['newer'])
    held.resolve(undefined)
    await late
    expect(stands(it.slack)).toEqual(['newer'])
    expect(it.slack.rooms.get('alerts')?.[0]?.drawings.map(({ prompt }) => prompt)).toEqual([
      'first',
      'newer',
      'older',
      'newer',
    ])
  })

  test('never put an older look over a newer one', async () => {
    const it = company()
    let looks = 0
    const now = async (): Promise<Shown> => {
      looks += 1
      if (looks > 1) return shown('newer')
      await it.replica([it.slack]).draw('f1', always('newer'))
      return shown('older')
    }
    await it.replica([it.slack]).draw('f1', now)
    expect([stands(it.slack), looks]).toEqual([['newer'], 2])
  })
})

describe('a card before whoever is on call', () => {
  test('stands beside the one in the alert channel, under the same name, and each is itself', async () => {
    const it = company()
    it.slack.hasOnCall = true
    const cards = it.replica()
    await cards.draw('f1', always('first'))
    await cards.draw('f1', always('called'), 'on-call')
    await cards.draw('f1', always('second'))
    expect([stands(it.slack), stands(it.slack, 'on-call')]).toEqual([['second'], ['called']])
    expect([stands(it.teams), stands(it.teams, 'on-call'), 'nobody is on call there']).toEqual([
      ['second'],
      [],
      'nobody is on call there',
    ])
    const [message] = it.slack.rooms.get('on-call') ?? []
    expect(await cards.isAt('f1', 'slack', message?.id, 'on-call')).toBe(true)
    expect(await cards.isAt('f1', 'slack', message?.id)).toBe(false)
  })
})

describe.each<AlertRoom>(['alerts', 'on-call'])('a replica that dies at it in %s', (room) => {
  test('is followed by the sweep, wherever it died; no second card where the first can be found', async () => {
    for (const { at, when } of deaths) {
      const it = company()
      it.slack.hasOnCall = true
      await it.replica([it.slack]).draw('f0', always('another'), room)
      const fate = new Fate(at, when)
      const dying = dyingAt(it.store, it.slack, fate)
      await it
        .replica([dying.adapter], dying.store)
        .draw('f1', always('first'), room)
        .catch((cause: unknown) => {
          if (!fate.dead) throw cause
        })
      const kind = room === 'alerts' ? 'alertcard' : 'oncallcard'
      const began = (await it.store.read(`${kind}:slack:f1`)) !== undefined
      it.clock.forward(30 * second)
      await it.sweep(it.replica([it.slack]))
      expect([at, when, stands(it.slack, room)]).toEqual([
        at,
        when,
        began ? ['another', 'first'] : ['another'],
      ])
      expect(it.slack.twice).toEqual([])
    }
  })
})

/** The same platform, where every drawing waits to be let go. */
const slowly = (chat: TestChat): { slow: Adapter; held: PromiseWithResolvers<undefined> } => {
  const held = Promise.withResolvers<undefined>()
  const slow: Adapter = {
    name: chat.name,
    start: (house) => chat.start(house),
    ask: (form, trigger) => chat.ask(form, trigger),
    whoIs: (actor) => chat.whoIs(actor),
    alerts: () => chat.alerts(),
    onCall: () => chat.onCall(),
    tell: (drawn, to, key) => chat.tell(drawn, to, key),
    show: async (drawn, at) => {
      await held.promise
      return await chat.show(drawn, at)
    },
  }
  return { slow, held }
}

/** A draw writes what is wanted, takes the card, posts, notes: each of them may be the last thing a process does. */
const deaths = [1, 2, 3, 4, 5].flatMap((at) => (['before', 'after'] as const).map((when) => ({ at, when })))

/** Store and platform of a process that dies at its n-th deed, before it or right after. */
const dyingAt = (store: Store, chat: TestChat, fate: Fate): { store: Store; adapter: Adapter } => ({
  store: {
    read: (key) => store.read(key),
    write: (changes) => fate.deed('write', () => store.write(changes)),
    claim: (key, ttl) => store.claim(key, ttl),
    due: (kind, now, limit) => store.due(kind, now, limit),
    ping: () => store.ping(),
    close: () => store.close(),
  },
  adapter: {
    name: chat.name,
    start: (house) => chat.start(house),
    ask: (form, trigger) => chat.ask(form, trigger),
    whoIs: (actor) => chat.whoIs(actor),
    alerts: () => chat.alerts(),
    onCall: () => chat.onCall(),
    tell: (drawn, to, key) => chat.tell(drawn, to, key),
    show: (drawn, at) => fate.deed('show', () => chat.show(drawn, at)),
  },
})
