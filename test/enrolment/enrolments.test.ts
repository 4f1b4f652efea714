import { beforeEach, expect, test } from 'vitest'
import { enrolments } from '../../src/enrolment/enrolments.ts'
import type { Enrolment, EnrolmentsPort } from '../../src/enrolment/port.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { Store } from '../../src/story/record.ts'
import type { Actor } from '../../src/story/story.ts'

const now = Date.UTC(2026, 10, 20, 9)
const ada = '5f0c1e9a-0000-4000-8000-00000000000a'
const adaInChat: Actor = { platform: 'slack', tenant: 'T1', user: 'U-ADA' }
let store: Store
let port: EnrolmentsPort

beforeEach(() => {
  store = memoryStore({ now: () => now })
  port = enrolments(store)
})

const full = (read: Enrolment): Enrolment => ({
  ...read,
  factors: [
    {
      id: 'f1',
      type: 'totp',
      label: 'Authenticator app',
      addedAt: now,
      lastUsedAt: now,
      data: { seed: 'sealed', lastStep: 7, slots: [{ slot: 'a', spent: null }] },
    },
  ],
  bindings: [{ actor: adaInChat, at: now, suspended: 'e-mail changed' }],
  factorsChangedAt: now,
  lastResetAt: now,
  liveFlow: 'flow',
  starts: [now],
  failures: { totp: [now] },
  consecutive: { totp: 1 },
})

test('someone unknown has an empty enrolment, with a handle that says nothing about them', async () => {
  const { value, rev } = await port.of(ada)
  expect(rev).toBe(0)
  expect(value).toMatchObject({ person: ada, factors: [], bindings: [], starts: [] })
  expect(Buffer.from(value.handle, 'base64url')).toHaveLength(32)
  expect((await port.of('someone-else')).value.handle).not.toBe(value.handle)
})

test('what was kept is read back whole, handle included', async () => {
  const read = await port.of(ada)
  expect(await store.write([port.keep(read, full(read.value))])).toBe(true)
  expect(await port.of(ada)).toEqual({ value: full(read.value), rev: 1 })
})

test('of two who read the same, the second to keep fails', async () => {
  const [one, two] = [await port.of(ada), await port.of(ada)]
  expect(await store.write([port.keep(one, full(one.value))])).toBe(true)
  expect(await store.write([port.keep(two, two.value)])).toBe(false)
})

test('an enrolment is durable and cannot be kept for somebody else', async () => {
  const read = await port.of(ada)
  expect(port.keep(read, read.value)).not.toHaveProperty('ttlMs')
  expect(() => port.keep(read, { ...read.value, person: 'mallory' })).toThrow(TypeError)
})

test('a chat identity is linked, suspended and unlinked', async () => {
  const nobody = await port.boundTo(adaInChat)
  expect(nobody).toEqual({ value: undefined, rev: 0 })
  expect(await store.write([port.bind(adaInChat, nobody, { person: ada })])).toBe(true)
  const linked = await port.boundTo(adaInChat)
  expect(linked).toEqual({ value: { person: ada }, rev: 1 })
  expect(await store.write([port.bind(adaInChat, linked, { person: ada, suspended: 'new owner' })])).toBe(
    true,
  )
  const suspended = await port.boundTo(adaInChat)
  expect(suspended.value).toEqual({ person: ada, suspended: 'new owner' })
  expect(await store.write([port.bind(adaInChat, suspended, undefined)])).toBe(true)
  expect((await port.boundTo(adaInChat)).value).toBeUndefined()
})

test('a stale reading links nobody', async () => {
  const nobody = await port.boundTo(adaInChat)
  await store.write([port.bind(adaInChat, nobody, { person: ada })])
  expect(await store.write([port.bind(adaInChat, nobody, { person: 'mallory' })])).toBe(false)
})

test('no id reaches into the key of another', () => {
  const none = { value: undefined, rev: 0 }
  const actors: readonly Actor[] = [
    { platform: 'slack', tenant: 'a:b', user: 'c' },
    { platform: 'slack', tenant: 'a', user: 'b:c' },
    { platform: 'slack:a', tenant: 'b', user: 'c' },
    { platform: 'slack', tenant: 'a%3Ab', user: 'c' },
    { platform: 'slack', tenant: 'a', user: '' },
    { platform: 'slack', tenant: '', user: 'a' },
  ]
  const keys = actors.map((actor) => port.bind(actor, none, undefined).key)
  expect(new Set(keys).size).toBe(actors.length)
  expect(port.bind(adaInChat, none, undefined).key).toBe('actor:slack:T1:U-ADA')
})

test.each([
  ['not JSON', 'half a rec'],
  ['not an object', '[]'],
  ['without a handle', '{"person":"PERSON"}'],
  ['of somebody else', undefined],
])('a stored enrolment that is %s is a fault', async (_, text) => {
  const { value } = await port.of('mallory')
  const written = text?.replace('PERSON', ada) ?? JSON.stringify(value)
  await store.write([{ key: `person:${ada}`, rev: 0, value: written }])
  await expect(port.of(ada)).rejects.toMatchObject({ code: 'ERR_RECORD_TAMPERED' })
})

test('a fault about a stored enrolment names the place and not the content', async () => {
  const { value } = await port.of(ada)
  const broken = { ...value, failures: { totp: ['hush-hush'] } }
  await store.write([{ key: `person:${ada}`, rev: 0, value: JSON.stringify(broken) }])
  const fault = await port.of(ada).catch((error: unknown) => String(error))
  expect(fault).toContain('failures.totp.0')
  expect(fault).not.toContain('hush-hush')
})

test('a link to nobody is a fault', async () => {
  await store.write([{ key: 'actor:slack:T1:U-ADA', rev: 0, value: '{}' }])
  await expect(port.boundTo(adaInChat)).rejects.toMatchObject({ code: 'ERR_RECORD_TAMPERED' })
})

test('a field that a newer release wrote survives our write', async () => {
  const read = await port.of(ada)
  const newer = {
    ...full(read.value),
    pronouns: 'she',
    factors: [{ ...full(read.value).factors[0]!, icon: 'key' }],
  }
  await store.write([{ key: `person:${ada}`, rev: 0, value: JSON.stringify(newer) }])
  const kept = await port.of(ada)
  await store.write([port.keep(kept, { ...kept.value, starts: [] })])
  expect((await port.of(ada)).value).toEqual({ ...newer, starts: [] })
})
