import { describe, expect, test } from 'vitest'
import { longest } from '../../src/audit/entry.ts'
import { journal } from '../../src/audit/journal.ts'
import type { Entry, Sink } from '../../src/audit/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import { Fault } from '../../src/story/errors.ts'
import type { AuditEvent } from '../../src/story/event.ts'

const clock = { now: () => 5_000 }

class Memory implements Sink {
  readonly name: string
  readonly entries: Entry[] = []
  takes: () => Promise<void> = async () => undefined
  constructor(name = 'memory') {
    this.name = name
  }
  async append(entries: readonly Entry[]): Promise<void> {
    await this.takes()
    this.entries.push(...entries)
  }
  async close(): Promise<void> {
    this.takes = broken
  }
}

const broken = async () => {
  throw new Fault('ERR_AUDIT', 'broken')
}
const hanging = () => new Promise<void>(() => undefined)
const intent: AuditEvent = { event: 'commit.intent', id: 'op1:intent', flow: 'f1', detail: { op: 'op1' } }

describe('the journal', () => {
  test('is not built without a sink', () => {
    expect(() => journal([], clock)).toThrow(Fault)
  })

  test('answers when one sink has the event, and says which one failed', async () => {
    const [good, bad, slow] = [new Memory('good'), new Memory('bad'), new Memory('slow')]
    bad.takes = broken
    slow.takes = hanging
    const failed: string[] = []
    const kept = journal([bad, slow, good], clock, {
      patienceMs: 20,
      onSinkFailure: (name) => failed.push(name),
    })
    await kept.append([intent])
    expect(good.entries).toEqual([{ at: 5_000, ...intent }])
    await expect.poll(() => failed.toSorted()).toEqual(['bad', 'slow'])
  })

  test.each([
    ['fails', broken],
    ['hangs', hanging],
  ])('rejects with ERR_AUDIT when every sink %s, and hears the event again later', async (_how, takes) => {
    const sink = new Memory()
    sink.takes = takes
    const kept = journal([sink], clock, { patienceMs: 20 })
    await expect(kept.append([intent])).rejects.toMatchObject({ code: 'ERR_AUDIT', retry: 'later' })
    expect(kept.recent(10)).toEqual([])
    sink.takes = async () => undefined
    await kept.append([intent])
    expect(sink.entries).toHaveLength(1)
  })

  test('writes an event told twice once, also while the first telling is under way', async () => {
    const sink = new Memory()
    const gate = Promise.withResolvers<void>()
    sink.takes = () => gate.promise
    const kept = journal([sink], clock)
    const order: string[] = []
    const both = [
      kept.append([intent, intent]).then(() => order.push('first')),
      kept.append([intent, { event: 'flow.ended', id: 'end' }]).then(() => order.push('second')),
    ]
    await new Promise((resolve) => setImmediate(resolve))
    expect(order).toEqual([])
    gate.resolve()
    await Promise.all(both)
    await kept.append([intent])
    expect(sink.entries.map(({ id }) => id)).toEqual(['op1:intent', 'end'])
  })

  test('tells a repeat the truth when the first telling fails', async () => {
    const sink = new Memory()
    sink.takes = broken
    const kept = journal([sink], clock)
    const both = await Promise.allSettled([kept.append([intent]), kept.append([intent])])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  test('names what has no name, so that two like events stay two', async () => {
    const sink = new Memory()
    await journal([sink], clock).append([{ event: 'link.issued' }, { event: 'link.issued' }])
    expect(new Set(sink.entries.map(({ id }) => id)).size).toBe(2)
  })

  test('shows the newest events first', async () => {
    const kept = journal([new Memory()], clock)
    for (let i = 0; i < 600; i += 1) await kept.append([{ event: 'link.issued', id: `e${i}` }])
    expect(kept.recent(2).map(({ id }) => id)).toEqual(['e599', 'e598'])
    expect(kept.recent(10_000)).toHaveLength(500)
  })
})

describe('an event', () => {
  const tell = (event: object) => {
    const sink = new Memory()
    const told = Object.assign<AuditEvent, object>({ event: 'flow.started' }, event)
    return journal([sink], clock)
      .append([told])
      .then(() => sink.entries[0])
  }

  test.each<[string, object]>([
    ['a name nobody agreed on', { event: 'password.leaked' }],
    ['the name of an inherited property', { event: 'constructor' }],
    ['a secret', { detail: { password: new Secret('Winter-Lake-2026') } }],
    ['an object', { detail: { person: { password: 'Winter-Lake-2026' } } }],
    ['a list of objects', { detail: { list: [{}] } }],
    ['no number', { detail: { n: Number.NaN } }],
    ['a detail that would replace the number', { detail: { seq: 1 } }],
    ['a detail with an odd name', { detail: { 'a b': 1 } }],
    ['too many details', { detail: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`d${i}`, 1])) }],
    ['an endless id', { id: 'x'.repeat(300) }],
  ])('with %s is a bug, told without the value', async (_what, event) => {
    const error: unknown = await tell(event).then(
      () => undefined,
      (cause: unknown) => cause,
    )
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).not.toMatch(/Winter|leaked/)
  })

  test('keeps plain values, long ones cut', async () => {
    const detail = {
      text: 'x'.repeat(1_000),
      list: Array.from({ length: 50 }, () => 'y'.repeat(1_000)),
      no: null,
      n: 1,
      is: true,
    }
    const kept = await tell({ detail })
    expect(kept?.detail).toMatchObject({ no: null, n: 1, is: true })
    expect(String(kept?.detail['text'])).toHaveLength(longest)
    expect(kept?.detail['list']).toHaveLength(32)
  })

  test('with half a character in it is still one line of good UTF-8', async () => {
    const kept = await tell({ detail: { text: `${'x'.repeat(254)}😀😀`, line: 'a\nb' } })
    expect(String(kept?.detail['text']).isWellFormed()).toBe(true)
    expect(JSON.stringify(kept)).not.toContain('\n')
  })
})
