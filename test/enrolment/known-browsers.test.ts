import { expect, test } from 'vitest'
import {
  knownBrowsers,
  knowsBrowser,
  withBrowser,
  withoutBrowsers,
} from '../../src/enrolment/known-browsers.ts'
import type { Enrolment } from '../../src/enrolment/port.ts'
import { burntEnrolment } from '../../src/enrolment/resealed.ts'
import { storedEnrolment } from '../../src/enrolment/schema.ts'
import { day } from '../../src/lib/clock.ts'

const now = Date.UTC(2026, 10, 20)
const nobody: Enrolment = {
  person: 'id-ada',
  handle: 'h'.repeat(43),
  factors: [],
  bindings: [],
  starts: [],
  failures: {},
  consecutive: {},
}
const after = (...devices: readonly string[]): Enrolment =>
  devices.reduce((enrolment, device, n) => withBrowser(enrolment, device, now + n), nobody)

test('a browser confirmed again keeps its beginning and gets a new end', () => {
  const [first] = knownBrowsers(withBrowser(withBrowser(nobody, 'a', now), 'a', now + day), now + day)
  expect(first).toEqual({ device: 'a', since: now, lastAt: now + day })
})

test('of nine the one that was not seen for longest is forgotten', () => {
  const devices = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const nine = withBrowser(withBrowser(after(...devices), 'a', now + 100), 'i', now + 101)
  expect(knownBrowsers(nine, now + 102).map(({ device }) => device)).toEqual([
    'i',
    'a',
    'h',
    'g',
    'f',
    'e',
    'd',
    'c',
  ])
})

test.each<[string | undefined, number, boolean]>([
  ['a', 0, true],
  ['a', 180 * day - 1, true],
  ['a', 180 * day, false],
  ['a', -day, true],
  ['b', 0, false],
  [undefined, 0, false],
  ['', 0, false],
])('%s after %i ms: %s', (device, later, expected) => {
  expect(knowsBrowser(after('a'), device, now + later)).toBe(expected)
})

test('nothing is left of them when they are forgotten, nor when a backup is put back', () => {
  expect(withoutBrowsers(after('a', 'b'))).toEqual(nobody)
  expect(burntEnrolment(after('a'), [], now)).toEqual(nobody)
})

test('what is stored is read as it is written, and nothing else', () => {
  expect(storedEnrolment.parse(after('a'))).toEqual(after('a'))
  expect(storedEnrolment.safeParse({ ...nobody, browsers: [{ device: 1 }] }).success).toBe(false)
})
