import { expect, test } from 'vitest'
import { live } from '../../src/demo/live.ts'
import { demoAccounts } from '../../src/demo/people.ts'
import { memoryDirectory } from '../../src/directory/memory.ts'
import { ShiftedClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'

const open = () => {
  const clock = new ShiftedClock()
  const directory = memoryDirectory(demoAccounts, clock)
  const port = live({ clock, people: directory.people, mail: () => [], audit: () => [] })
  const signIn = (account: string, password: string) => port.signIn(account, new Secret(password))
  return { directory, port, signIn }
}

test('the sign-in box asks the real directory', async () => {
  const { directory, signIn } = open()
  expect(await signIn('grace', 'Autumn-River-2026')).toBe('ok')
  expect(await signIn('grace', 'Winter-Lake-2026')).toBe('wrong')
  expect(await signIn('nobody', 'Winter-Lake-2026')).toBe('wrong')
  expect(await signIn('dana', 'Cloudy-Harbour-2026')).toBe('blocked')
  expect(await signIn('max', 'Summer-Field-2026')).toBe('mustChange')
  directory.lock(demoAccounts[1]!.id)
  expect(await signIn('grace', 'Autumn-River-2026')).toBe('locked')
})

test('a directory that is down is said so', async () => {
  const { directory, signIn } = open()
  directory.down(true)
  expect(await signIn('grace', 'Autumn-River-2026')).toBe('unavailable')
})

test('nobody is pretended, no phone is shown, nobody is locked from here', async () => {
  const { port } = open()
  expect(port.people).toEqual([])
  expect(await port.phone('grace')).toBeUndefined()
  expect('lock' in port).toBe(false)
})
