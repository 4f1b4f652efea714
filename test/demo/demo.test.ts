import { generate } from 'otplib'
import { expect, test } from 'vitest'
import { demo } from '../../src/demo/demo.ts'
import { demoAccounts, demoEnrolments, demoPeople } from '../../src/demo/people.ts'
import { memoryDirectory } from '../../src/directory/memory.ts'
import type { EnrolledFactor } from '../../src/factors/port.ts'
import { hour, ShiftedClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'

const start = Date.UTC(2026, 2, 3, 14, 5, 10)
const ada = demoEnrolments[0]!

const seeded = (starts = ada.recoveryCodes.codes.map((c) => c.slice(0, 2))): EnrolledFactor[] => [
  { id: ada.totp.id, type: 'totp', label: 'Authenticator app', addedAt: 0, data: {} },
  {
    id: ada.recoveryCodes.id,
    type: 'recovery-codes',
    label: 'Recovery codes',
    addedAt: 0,
    data: { codes: starts.map((start) => ({ start, hash: 'x' })) },
  },
]

const open = (held: readonly EnrolledFactor[] = seeded()) => {
  const clock = new ShiftedClock({ now: () => start })
  const company = memoryDirectory(demoAccounts, clock)
  const port = demo({
    clock,
    company,
    held: (person) => Promise.resolve(person === ada.person ? held : []),
    codeNow: (secret, now) => generate({ secret, epoch: Math.floor(now / 1000) }),
    mail: () => [],
    audit: () => [],
  })
  return { port, company, clock }
}
const typed = (text: string): Secret => new Secret(text)

test('Ada is locked out when the demonstration begins, and stays so for days', async () => {
  const { port } = open()
  expect(await port.signIn('ada', typed('Winter-Lake-2026'))).toBe('locked')
  port.forward(73 * hour)
  expect(await port.signIn('ada', typed('Winter-Lake-2026'))).toBe('locked')
})

test('Grace signs in with the password that her story tells, until she is locked', async () => {
  const { port } = open()
  const grace = port.people.find((p) => p.account === 'grace')!
  const [told] = /[A-Z][a-z]+-[A-Z][a-z]+-\d{4}/.exec(grace.story)!
  expect(await port.signIn('grace', typed(told))).toBe('ok')
  expect(await port.signIn('grace', typed('Winter-Lake-2026'))).toBe('wrong')
  await port.lock?.('grace')
  expect(await port.signIn('grace', typed(told))).toBe('locked')
})

test('a switched-off account and one that must change say that the password is right but not enough', async () => {
  const { port } = open()
  expect(await port.signIn('dana', typed('Cloudy-Harbour-2026'))).toBe('blocked')
  expect(await port.signIn('max', typed('Summer-Field-2026'))).toBe('mustChange')
  expect(await port.signIn('nobody', typed('Summer-Field-2026'))).toBe('wrong')
})

test('Ada’s phone shows the code of her seed, for as long as it lasts', async () => {
  const { port, clock } = open()
  const phone = await port.phone('ada')
  expect(phone?.totp).toEqual({
    code: await generate({ secret: ada.totp.seed, epoch: start / 1000 }),
    secondsLeft: 20,
  })
  clock.forward(20_000)
  const next = await port.phone('ada')
  expect(next?.totp?.secondsLeft).toBe(30)
  expect(next?.totp?.code).not.toBe(phone?.totp?.code)
})

test('a spent recovery code and a removed authenticator are gone from the phone', async () => {
  const all = await open().port.phone('ada')
  expect(all?.recoveryCodes).toEqual(ada.recoveryCodes.codes)
  const [, ...rest] = ada.recoveryCodes.codes.map((c) => c.slice(0, 2))
  const [, codes] = seeded(['XY', ...rest])
  const phone = await open([codes!]).port.phone('ada')
  expect(phone?.recoveryCodes).toEqual(ada.recoveryCodes.codes.slice(1))
  expect(phone?.totp).toBeUndefined()
})

test('people without anything set up have an empty phone, strangers none', async () => {
  const { port } = open()
  expect(await port.phone('grace')).toEqual({ recoveryCodes: [] })
  expect(await port.phone('nobody')).toBeUndefined()
})

test('every person has one account; every seed and code is of the shape that factors take', () => {
  expect(demoPeople.map((p) => p.account)).toEqual(demoAccounts.map((a) => a.account))
  expect(new Set(demoAccounts.map((a) => a.id)).size).toBe(demoAccounts.length)
  for (const { totp, recoveryCodes } of demoEnrolments) {
    expect(totp.seed).toMatch(/^[A-Z2-7]{32}$/)
    for (const code of recoveryCodes.codes)
      expect(code.replaceAll('-', '')).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/)
    expect(new Set(recoveryCodes.codes.map((c) => c.slice(0, 2))).size).toBe(10)
  }
})
