import { expect, test } from 'vitest'
import { guardsOf } from '../../src/assemble-limits.ts'
import { hour, minute, ShiftedClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { usualLimits } from '../../src/limits/port.ts'
import { riskEngine } from '../../src/risk/engine.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { Journal } from '../../src/story/event.ts'
import { Fault } from '../../src/story/errors.ts'
import { calm, now } from './requests.ts'

const service = () => {
  const clock = new ShiftedClock({ now: () => now })
  const store = memoryStore(clock)
  const logged: string[] = []
  const keys = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'crowds') }])
  const config = { keys, limits: usualLimits }
  const journal: Journal = { append: async (events) => void logged.push(...events.map(({ event }) => event)) }
  const failed = () => void logged.push('failed')
  const { crowds, began } = guardsOf({ config, store, journal, clock, failed })
  const engine = riskEngine({ crowds, failed: () => {} })
  const asks = async (person: string, prefix: string, knownDevice = true) =>
    await engine.assess({
      ...calm,
      now: clock.now(),
      person,
      tenant: 'T1',
      knownDevice,
      origin: { network: { prefix } },
    })
  const bands = async (people: number, prefix: string) => {
    const all = []
    for (let n = 1; n <= people; n++) all.push((await asks(`${prefix}-${n}`, prefix)).band)
    return all
  }
  return { clock, store, logged, began, asks, bands }
}

test('the third person from one block within an hour needs a human, the tenth gets nothing; an hour later it is forgotten', async () => {
  const { clock, asks, bands, logged } = service()
  expect(await bands(2, 'cafe')).toEqual(['allow', 'allow'])
  expect((await asks('cafe-2', 'cafe')).band).toBe('allow')
  expect((await asks('cafe-3', 'cafe')).reasons).toEqual(['crowded-address'])
  expect((await bands(9, 'bad')).slice(2)).toEqual(Array.from({ length: 7 }, () => 'approval'))
  expect((await asks('bad-10', 'bad')).band).toBe('deny')
  // Ten from one block are an attack on everybody: the rest is asked for more as well, but for a passkey in a known browser.
  expect(logged).toEqual(['breaker.raised'])
  const elsewhere = await asks('grace', 'home')
  expect(elsewhere).toMatchObject({ band: 'approval', reasons: ['wave'], eased: { by: [['webauthn']] } })
  expect(await asks('joan', 'hotel', false)).not.toHaveProperty('eased')
  clock.forward(hour)
  expect((await asks('cafe-3', 'cafe')).band).toBe('allow')
})

test('a wave of starts raises what everybody is asked, and comes down by itself', async () => {
  const { clock, began, asks, logged } = service()
  const start = async (n: number) => await began({ platform: 'slack', tenant: 'T1', user: `U${n}` })
  for (let n = 1; n <= 29; n++) await start(n)
  for (let n = 0; n < 20; n++) await start(7) // One bomber is no wave.
  expect((await asks('grace', 'home')).band).toBe('allow')
  await start(30)
  expect(logged).toEqual(['breaker.raised'])
  expect((await asks('grace', 'home')).reasons).toEqual(['wave'])
  clock.forward(usualLimits.breaker.minutes * minute)
  expect((await asks('grace', 'home')).band).toBe('allow')
})

test('a start that cannot be counted begins all the same, and is told', async () => {
  const { store, began, logged } = service()
  Object.assign(store, {
    read: async () => {
      throw new Fault('ERR_STORE', 'down')
    },
  })
  await began({ platform: 'slack', tenant: 'T1', user: 'U1' })
  expect(logged).toEqual(['failed'])
})
