import { beforeEach, expect, test } from 'vitest'
import { nonces } from '../../src/factors/nonces.ts'
import type { Nonces } from '../../src/factors/port.ts'
import { hour, minute } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'

let now = Date.UTC(2026, 10, 20, 9)
const ring = (...ids: readonly string[]): Keyring =>
  new Keyring(ids.map((id) => ({ id, bytes: Buffer.alloc(32, id) })))
const store = memoryStore({ now: () => now })
let port: Nonces

beforeEach(() => {
  port = nonces(ring('k1'), store)
})

test('a nonce is spent once, even by two at the same time', async () => {
  const nonce = port.make('prove', now)
  const spent = await Promise.all([port.spend('prove', nonce, now), port.spend('prove', nonce, now)])
  expect(spent.toSorted()).toEqual([false, true])
  expect(await port.spend('prove', nonce, now + minute)).toBe(false)
})

test('no two are alike, and each fits a header', () => {
  const made = Array.from({ length: 1000 }, () => port.make('prove', now))
  expect(new Set(made).size).toBe(1000)
  for (const nonce of made) expect(nonce).toMatch(/^[A-Za-z0-9_.-]{32,100}$/)
})

test('a nonce is good for five minutes', async () => {
  const [young, old] = [port.make('prove', now), port.make('prove', now)]
  expect(await port.spend('prove', young, now + 5 * minute - 1)).toBe(true)
  expect(await port.spend('prove', old, now + 5 * minute)).toBe(false)
})

test('a nonce of a clock far ahead is refused, one of a clock a little ahead is not', async () => {
  expect(await port.spend('prove', port.make('prove', now + minute), now)).toBe(true)
  expect(await port.spend('prove', port.make('prove', now + minute + 1), now)).toBe(false)
})

test('once spent, it stays spent as long as it could be taken', async () => {
  const nonce = port.make('prove', now + minute)
  expect(await port.spend('prove', nonce, now)).toBe(true)
  const start = now
  for (; now < start + hour; now += 10_000) expect(await port.spend('prove', nonce, now)).toBe(false)
})

test('a nonce for one purpose is none for another, and trying does not spend it', async () => {
  const nonce = port.make('prove', now)
  expect(await port.spend('enrol', nonce, now)).toBe(false)
  expect(await port.spend('prov', nonce, now)).toBe(false)
  expect(await port.spend('prove', nonce, now)).toBe(true)
})

test('a nonce that was altered anywhere is refused', async () => {
  const nonce = port.make('prove', now)
  for (let at = 0; at < nonce.length; at += 1) {
    const other = nonce[at] === 'A' ? 'B' : 'A'
    expect(await port.spend('prove', nonce.slice(0, at) + other + nonce.slice(at + 1), now)).toBe(false)
  }
  for (const text of ['', '.', '..', 'a', 'a.b.c', nonce.slice(1), `${nonce}A`, `${nonce}.`, ` ${nonce}`]) {
    expect(await port.spend('prove', text, now)).toBe(false)
  }
  expect(await port.spend('prove', nonce, now)).toBe(true)
})

test("a nonce under another installation's key is refused, under our previous key it passes", async () => {
  const foreign = nonces(new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'other') }]), store)
  expect(await port.spend('prove', foreign.make('prove', now), now)).toBe(false)
  const replaced = nonces(ring('k2', 'k1'), store)
  expect(await replaced.spend('prove', port.make('prove', now), now)).toBe(true)
})
