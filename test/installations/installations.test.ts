import { expect, test } from 'vitest'
import { installations } from '../../src/installations/installations.ts'
import { ShiftedClock, second } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'

const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'one') }])

const kept = async () => {
  const clock = new ShiftedClock()
  const store = memoryStore(clock)
  const slack = installations(store, keyring, 'slack')
  expect(await slack.write('T1', 0, 'bot-canary-1')).toBe(true)
  return { clock, store, slack }
}
const key = 'installation:["slack","T1"]'

test('what was kept is read again, and only whoever read it last replaces it', async () => {
  const { slack } = await kept()
  const read = await slack.read('T1')
  expect(read).toEqual({ text: 'bot-canary-1', rev: 1 })
  expect(await slack.write('T1', read.rev, 'bot-canary-2')).toBe(true)
  expect(await slack.write('T1', read.rev, 'bot-canary-3')).toBe(false)
  expect((await slack.read('T1')).text).toBe('bot-canary-2')
  expect(await slack.write('T1', 2, null)).toBe(true)
  expect((await slack.read('T1')).text).toBeUndefined()
})

test('nothing of it can be read in the store, or moved to another name or platform', async () => {
  const { store, slack } = await kept()
  const stored = await store.read(key)
  expect(stored?.value).not.toContain('canary')
  await store.write([{ key: 'installation:["slack","T2"]', rev: 0, value: stored?.value ?? '' }])
  await expect(slack.read('T2')).rejects.toMatchObject({ code: 'ERR_RECORD_TAMPERED' })
  expect((await installations(store, keyring, 'teams').read('T1')).text).toBeUndefined()
})

test('one at a time has the turn to renew it', async () => {
  const { clock, slack } = await kept()
  expect([await slack.claim('T1', 5 * second), await slack.claim('T1', 5 * second)]).toEqual([true, false])
  clock.forward(6 * second)
  expect(await slack.claim('T1', 5 * second)).toBe(true)
})
