import { describe, expect, test } from 'vitest'
import { byCounting, type Counters } from '../../src/directory/ad-counters.ts'
import type { Resolution, Witness } from '../../src/directory/port.ts'

const taken = Date.UTC(2026, 10, 23, 9)
const filetime = (ms: number): string => String(BigInt(ms) * 10_000n + 116_444_736_000_000_000n)
const before = filetime(taken - 90 * 86_400_000)
const soon = filetime(taken + 2000)
const later = filetime(taken + 120_000)

const witness = (writes: 1 | 2): Witness => ({
  person: 'ada',
  server: 'ldaps://dc1#dc1.corp.example',
  version: '7',
  setAt: before,
  takenAt: taken,
  writes,
})

describe('what became of an order, by counting', () => {
  test.each<[string, 1 | 2, Counters, Resolution]>([
    ['nothing moved', 1, { version: '7', setAt: before, marked: false }, 'notCommitted'],
    ['nothing moved but an old mark', 1, { version: '7', setAt: before, marked: true }, 'notCommitted'],
    ['must-change was set, no password', 2, { version: '7', setAt: '0', marked: false }, 'notCommitted'],
    ['one write that lifted the lock', 1, { version: '8', setAt: soon, marked: true }, 'committed'],
    ['one write in time, of anybody', 1, { version: '8', setAt: soon, marked: false }, 'unknown'],
    ['one write, later than ours could be', 1, { version: '8', setAt: later, marked: false }, 'foreign'],
    ['one write with must-change', 1, { version: '8', setAt: '0', marked: false }, 'unknown'],
    ['ours and another', 1, { version: '9', setAt: soon, marked: true }, 'foreign'],
    ['our first of two', 2, { version: '8', setAt: '0', marked: false }, 'halfway'],
    ['one that was not our first of two', 2, { version: '8', setAt: soon, marked: false }, 'foreign'],
    ['both of ours', 2, { version: '9', setAt: soon, marked: false }, 'committed'],
    ['both of ours, lock lifted', 2, { version: '9', setAt: soon, marked: true }, 'committed'],
    [
      'our first, then a helpdesk with must-change',
      2,
      { version: '9', setAt: '0', marked: false },
      'unknown',
    ],
    ['our first, then a helpdesk an hour later', 2, { version: '9', setAt: later, marked: false }, 'foreign'],
    ['three writes', 2, { version: '10', setAt: soon, marked: true }, 'foreign'],
    ['a counter that went back', 1, { version: '3', setAt: soon, marked: true }, 'unknown'],
    ['no counter, same stamp', 1, { setAt: before, marked: false }, 'notCommitted'],
    ['no counter, another stamp', 1, { setAt: soon, marked: true }, 'unknown'],
  ])('%s (of %i planned)', (_, writes, now, resolution) => {
    expect(byCounting(witness(writes), now)).toBe(resolution)
  })

  test.each<[string, Counters, Resolution]>([
    ['nothing moved', { version: '7', setAt: before, marked: true }, 'notCommitted'],
    ['one write in time', { version: '8', setAt: soon, marked: false }, 'unknown'],
    [
      'one that lifted the lock, as a change never does',
      { version: '8', setAt: soon, marked: true },
      'foreign',
    ],
    [
      'one that asks for another, as a change never does',
      { version: '8', setAt: '0', marked: false },
      'foreign',
    ],
    ['one write, later than ours could be', { version: '8', setAt: later, marked: false }, 'foreign'],
    ['two writes', { version: '9', setAt: soon, marked: false }, 'foreign'],
  ])('of a change: %s', (_, now, resolution) => {
    expect(byCounting({ ...witness(1), change: true }, now)).toBe(resolution)
  })
})
