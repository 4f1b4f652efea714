import { describe, expect, test } from 'vitest'
import { day, hour, minute } from '../../src/lib/clock.ts'
import {
  directoryPassword,
  leaveToTry,
  mayCheckPassword,
  noteFailure,
  nextStartAt,
  noteStart,
  noteSuccess,
  noteUnlock,
  passwordWindow,
  recent,
  startsExceeded,
  takeBackFailure,
  unlocksUsedUp,
  type Enrolment,
} from '../../src/enrolment/port.ts'

const now = Date.UTC(2026, 10, 20, 9)
const ada: Enrolment = {
  person: 'ada',
  handle: 'h',
  factors: [],
  bindings: [],
  starts: [],
  failures: {},
  consecutive: {},
}
const times = <T>(count: number, change: (one: T, index: number) => T, from: T): T =>
  Array.from({ length: count }, (_, index) => index).reduce(change, from)

test('five unlocks are a day’s, and each is free again a day later', () => {
  const four = times(4, (one, n) => noteUnlock(one, now + n * hour), ada)
  expect(unlocksUsedUp(four, now + 4 * hour)).toBe(false)
  const five = noteUnlock(four, now + 4 * hour)
  expect(unlocksUsedUp(five, now + 4 * hour)).toBe(true)
  expect(unlocksUsedUp(five, now + day - 1)).toBe(true)
  expect(unlocksUsedUp(five, now + day)).toBe(false)
  expect(unlocksUsedUp(five, now - day)).toBe(true)
  expect(noteUnlock(five, now + day + 2 * hour).unlocks).toHaveLength(3)
})

test('a failure counted beforehand is taken back, and no other with it', () => {
  const two = noteFailure(noteFailure(ada, directoryPassword, now), directoryPassword, now + minute)
  const other = noteFailure(two, 'totp', now)
  expect(takeBackFailure(other, directoryPassword)).toEqual({
    ...ada,
    failures: { [directoryPassword]: [now], totp: [now] },
    consecutive: { [directoryPassword]: 1, totp: 1 },
  })
  const none = takeBackFailure(ada, directoryPassword)
  expect([none.failures[directoryPassword], none.consecutive[directoryPassword]]).toEqual([[], 0])
})

test('recent is less than the window ago, and not yet come counts', () => {
  expect(recent([now - hour, now - hour + 1, now, now + day], now, hour)).toEqual([
    now - hour + 1,
    now,
    now + day,
  ])
})

describe('wrong codes', () => {
  const wrong = (count: number, gap = minute): Enrolment =>
    times(count, (e, i) => noteFailure(e, 'totp', now + i * gap), ada)

  test('ten within an hour close the factor until the first of them is an hour old', () => {
    expect(leaveToTry(wrong(9), 'totp', 10, now + 9 * minute)).toEqual({ kind: 'open' })
    const closed = wrong(10)
    expect(leaveToTry(closed, 'totp', 10, now + 10 * minute)).toEqual({ kind: 'wait', until: now + hour })
    expect(leaveToTry(closed, 'totp', 10, now + hour - 1)).toEqual({ kind: 'wait', until: now + hour })
    expect(leaveToTry(closed, 'totp', 10, now + hour)).toEqual({ kind: 'open' })
  })

  test('of one purpose leave the others alone', () => {
    expect(leaveToTry(wrong(50), 'recovery-codes', 5, now)).toEqual({ kind: 'open' })
  })

  test('a right one does not buy further tries in the hour', () => {
    expect(leaveToTry(noteSuccess(wrong(10), 'totp'), 'totp', 10, now + 10 * minute).kind).toBe('wait')
  })

  test('a hundred in a row disable it, however long that took, until it succeeds or is enrolled anew', () => {
    const slow = wrong(99, day)
    expect(leaveToTry(slow, 'totp', 10, now + 200 * day)).toEqual({ kind: 'open' })
    const disabled = noteFailure(slow, 'totp', now + 200 * day)
    expect(leaveToTry(disabled, 'totp', 10, now + 900 * day)).toEqual({ kind: 'disabled' })
    expect(leaveToTry(noteSuccess(disabled, 'totp'), 'totp', 10, now + 900 * day)).toEqual({ kind: 'open' })
  })

  test('a success between them begins the hundred again', () => {
    const counted = noteFailure(noteSuccess(wrong(99, day), 'totp'), 'totp', now + 200 * day)
    expect(counted.consecutive).toEqual({ totp: 1 })
  })

  test('are forgotten after the hour, so that the record does not grow', () => {
    expect(wrong(50, 2 * hour).failures['totp']).toHaveLength(1)
    expect(wrong(500, 1).failures['totp']).toHaveLength(100)
  })
})

describe('starts', () => {
  const started = (count: number, gap: number): Enrolment =>
    times(count, (e, i) => noteStart(e, now + i * gap), ada)

  test('six an hour are allowed, the seventh is not', () => {
    expect(startsExceeded(started(6, minute), now + 6 * minute)).toBe(false)
    expect(startsExceeded(started(7, minute), now + 7 * minute)).toBe(true)
    expect(startsExceeded(started(7, minute), now + hour)).toBe(false)
  })

  test('fifteen a day are allowed, the sixteenth is not', () => {
    expect(startsExceeded(started(15, hour), now + 15 * hour)).toBe(false)
    expect(startsExceeded(started(16, hour), now + 16 * hour)).toBe(true)
    expect(startsExceeded(started(16, hour), now + day)).toBe(false)
  })

  test.each([
    [7, minute],
    [30, minute],
    [16, hour],
    [40, 20 * minute],
    [3, minute],
  ])('%s of them, one every %s ms: the next is heard when it is said to be, and not before', (count, gap) => {
    const then = now + count * gap
    const enrolment = started(count, gap)
    const at = nextStartAt(enrolment, then)
    expect(startsExceeded(noteStart(enrolment, at), at)).toBe(false)
    if (at > then) expect(startsExceeded(noteStart(enrolment, at - 1), at - 1)).toBe(true)
  })

  test('are kept for a day', () => {
    expect(started(40, hour).starts).toHaveLength(24)
  })
})

describe('checking a directory password', () => {
  const policy = { lockoutThreshold: 5, lockoutMs: 30 * minute } as const
  const wrong = (count: number): Enrolment =>
    times(count, (e) => noteFailure(e, directoryPassword, now, passwordWindow(policy)), ada)

  test('is open at first, and closed after two wrong ones until the window has passed', () => {
    expect(mayCheckPassword(ada, policy, 0, now)).toBe(true)
    expect(mayCheckPassword(wrong(1), policy, 1, now)).toBe(true)
    expect(mayCheckPassword(wrong(2), policy, 2, now)).toBe(false)
    expect(mayCheckPassword(wrong(2), policy, 0, now + 30 * minute - 1)).toBe(false)
    expect(mayCheckPassword(wrong(2), policy, 0, now + 30 * minute)).toBe(true)
  })

  test.each([
    [5, 0, true],
    [5, 2, true],
    [5, 3, false],
    [5, 4, false],
    [5, 9, false],
    [3, 0, true],
    [3, 1, false],
    [2, 0, false],
    [1, 0, false],
    [0, 999, true],
  ])('with a lock after %i and %i wrong ones counted: %s', (lockoutThreshold, bad, expected) => {
    expect(mayCheckPassword(ada, { ...policy, lockoutThreshold }, bad, now)).toBe(expected)
  })

  test('counts our own wrong ones where the directory has not counted them yet', () => {
    expect(mayCheckPassword(wrong(1), { ...policy, lockoutThreshold: 3 }, 0, now)).toBe(false)
  })

  test('is closed where the directory does not tell how close the lock is', () => {
    expect(mayCheckPassword(ada, { ...policy, lockoutThreshold: 'unknown' }, 0, now)).toBe(false)
    expect(mayCheckPassword(ada, policy, 'unknown', now)).toBe(false)
  })

  test('where a lock has no end, or none that is known, two a day', () => {
    for (const lockoutMs of [0, 'unknown'] as const) {
      const endless = { lockoutThreshold: 0, lockoutMs }
      expect(passwordWindow(endless)).toBe(day)
      const tried = times(2, (e) => noteFailure(e, directoryPassword, now, passwordWindow(endless)), ada)
      expect(mayCheckPassword(tried, endless, 0, now + day - 1)).toBe(false)
      expect(mayCheckPassword(tried, endless, 0, now + day)).toBe(true)
    }
  })
})
