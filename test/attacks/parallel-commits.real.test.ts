import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openLdap, type DirectoryBench } from '../failure/directory-hands.ts'
import { sooner } from '../failure/journey.ts'
import { Stage } from '../failure/stage.ts'
import { actsOf, trailOf } from '../failure/trail.ts'

const many = 1000

let bench: DirectoryBench
let stage: Stage
beforeAll(async () => {
  bench = await openLdap(inject('openldap'))
  const redis = new URL('/12', inject('redisUrl')).href
  stage = await Stage.open({ dir: inject('runDir'), redis, directory: bench.spec, hands: bench.hands })
  await stage.begin()
  await stage.begin()
})
afterAll(async () => {
  await stage?.close()
  await bench?.hands.close()
})

test('a thousand commits at once over HTTP, half to each of two processes, set one password', async () => {
  const victim = await stage.victim(['webauthn'])
  const { id, person } = victim
  await sooner(stage, 'asked for the new password', async () => {
    if ((await person.looks())?.asks.includes('new-password') === true) return true
    await person.nextThing()
    return false
  })
  const ports = stage.replicas.map(({ spec }) => spec.port)
  const { baseUrl } = stage.address
  const passwords = Array.from({ length: many }, (_, n) => `Parallel-Candle-Number-${n}`)
  const sends = []
  for (const [n, password] of passwords.entries()) {
    const port = ports[n % ports.length]!
    sends.push(await person.page!.prepares('new-password', password, { baseUrl, port: () => port }))
  }
  const answers = await Promise.all(sends.map((send) => send()))
  expect(answers.map(({ status }) => status).filter((status) => ![200, 409].includes(status))).toEqual([])
  expect(answers.some(({ changed }) => changed)).toBe(true)
  // Waited for without moving the clock: nothing here is to be looked up as if somebody had died.
  const patience = { timeout: 60_000, interval: 100 }
  await vi.waitUntil(async () => (await person.looks())?.outcome === 'done', patience)
  await vi.waitUntil(() => person.backIn && person.told.length > 0, patience)

  expect(await victim.writes(), 'password writes').toBe(1)
  expect(await victim.signsIn('Winter-Lake-2026'), 'the old password').toBe(false)
  const trail = trailOf(stage.audits)
  expect(actsOf(trail)).toEqual([{ op: expect.any(String), person: id, outcomes: ['commit.committed'] }])
  const acted = trail.map(({ event }) => event).filter((event) => event.startsWith('commit.'))
  expect(acted.toSorted()).toEqual(['commit.committed', 'commit.intent'])
  const told = stage.outside.told
    .filter(({ to }) => to !== 'alerts')
    .map(({ drawn, key }) => [drawn.card.title.id, key])
  expect(new Set(told.map(([title]) => title))).toEqual(new Set(['told.password-changed']))
  expect(new Set(told.map(([, key]) => key)).size, 'however often it was delivered, it is one message').toBe(
    1,
  )
  expect(stage.replicas.map((replica) => replica.log)).toEqual(['', ''])
})
