import { describe, expect, test } from 'vitest'
import { Outbox } from '../../src/house/outbox.ts'
import { minute, second, ShiftedClock } from '../../src/lib/clock.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { bad, say } from '../../src/story/card.ts'
import { Fault } from '../../src/story/errors.ts'
import type { AuditEvent } from '../../src/story/event.ts'
import type { PendingTell } from '../../src/story/record.ts'
import type { Tell } from '../../src/story/story.ts'
import { Sweep } from '../../src/story/sweep.ts'
import { TestChat } from '../support/test-chat.ts'

/** A company that uses two platforms, and an alert of a flow on its way to both. */
const company = async (more: Partial<Tell> = {}) => {
  const clock = new ShiftedClock({ now: () => 1_000_000 })
  const store = memoryStore(clock)
  const trail: AuditEvent[] = []
  const [slack, teams] = [new TestChat('slack'), new TestChat('teams')]
  const outbox = new Outbox({
    store,
    clock,
    journal: { append: async (events) => void trail.push(...events) },
    adapters: [slack, teams],
    mail: { send: () => Promise.reject(new Fault('ERR_MAIL', 'no mail here')) },
    compose: () => ({ subject: '', text: '' }),
    disownUrl: async () => '',
    actorOf: async () => undefined,
  })
  const sweep = new Sweep({
    store,
    clock,
    handlers: { outbox: (key) => outbox.deliver(key) },
    failed: () => {},
  })
  const queue = async (key: string): Promise<void> => {
    const card = bad(say('alert.policy', { policy: key }))
    const pending: PendingTell = { flow: 'f', tell: { key, to: { kind: 'alerts' }, card, ...more } }
    const value = JSON.stringify(pending)
    await store.write([{ key: `outbox:f:${key}:0`, rev: 0, value, dueAt: clock.now() }])
  }
  const later = async (ms: number): Promise<void> => {
    clock.forward(ms)
    for (let n = 0; n < 3; n++) await sweep.round()
  }
  return { slack, teams, trail, queue, later }
}

const alerts = (chat: TestChat): readonly string[] => chat.told.map(({ key }) => key)

describe('an alert, with two platforms', () => {
  test('stands once in the alert channel of each', async () => {
    const it = await company()
    await it.queue('1')
    await it.later(0)
    await it.later(10 * minute)
    expect([alerts(it.slack), alerts(it.teams)]).toEqual([['1'], ['1']])
    expect(
      it.trail.map(({ event, detail }) => `${event} ${String(detail?.['platform'])}`).toSorted(),
    ).toEqual(['notice.sent slack', 'notice.sent teams'])
    expect(new Set(it.trail.map(({ id }) => id)).size).toBe(2)
  })

  test.each(['slack', 'teams'] as const)(
    'does not wait for %s, which is down, nor is it told twice when that is up again',
    async (name) => {
      const it = await company()
      const [down, up] = name === 'slack' ? [it.slack, it.teams] : [it.teams, it.slack]
      down.down = true
      await it.queue('1')
      await it.later(0)
      for (let n = 0; n < 5; n++) await it.later(31 * second)
      expect([alerts(down), alerts(up)]).toEqual([[], ['1']])
      down.down = false
      await it.later(31 * second)
      await it.later(31 * second)
      expect([alerts(down), alerts(up)]).toEqual([['1'], ['1']])
    },
  )

  test('does not wait for the one that asks to wait', async () => {
    const it = await company()
    it.slack.slowAlerts = 5 * minute
    await it.queue('1')
    await it.later(0)
    await it.later(minute)
    expect([alerts(it.slack), alerts(it.teams)]).toEqual([[], ['1']])
    it.slack.slowAlerts = undefined
    await it.later(5 * minute)
    expect([alerts(it.slack), alerts(it.teams)]).toEqual([['1'], ['1']])
  })

  test('that may come once an hour does so on each', async () => {
    const it = await company({ hourly: 'the same' })
    await it.queue('1')
    await it.later(0)
    await it.queue('2')
    await it.later(minute)
    expect([alerts(it.slack), alerts(it.teams)]).toEqual([['1'], ['1']])
    expect(it.trail.at(-1)).toMatchObject({ event: 'notice.withheld' })
  })
})

describe('a message that its reader did not ask for', () => {
  const to = { kind: 'chat', to: { platform: 'slack', tenant: 'T1', user: 'U-ADA' } } as const

  test('comes once an hour, whatever it says; what was changed is always told', async () => {
    const it = await company({ to, unasked: 'id-ada' })
    for (const key of ['1', '2', '3']) await it.queue(key)
    await it.later(minute)
    expect(alerts(it.slack)).toHaveLength(1)
    expect(it.trail.filter(({ event }) => event === 'notice.withheld')).toHaveLength(2)
    await it.later(60 * minute)
    await it.queue('4')
    await it.later(0)
    expect(alerts(it.slack)).toHaveLength(2)

    const changed = await company({ to })
    for (const key of ['1', '2', '3']) await changed.queue(key)
    await changed.later(minute)
    expect(alerts(changed.slack)).toHaveLength(3)
  })
})
