import { describe, expect, test } from 'vitest'
import { floor, floorMs, mostWaiting } from '../../adapters/web/floor.ts'
import { refusedAs } from '../support/fake-handoff.ts'
import { ask, post } from '../support/web-client.ts'
import { startHost } from '../support/web-host.ts'

describe('a refusal', () => {
  test.each([
    [0, 250],
    [1, 249],
    [249, 1],
    [250, 250],
    [251, 249],
    [700, 50],
    [-50, 250],
  ])('that cost %i ms waits %i more', async (cost, wait) => {
    const waited: number[] = []
    const held = floor({ now: () => 1000 + cost }, async (ms) => waited.push(ms))
    await held(1000)
    expect(waited).toEqual([wait])
  })

  test('does not wait behind a thousand others, and waits again once they are gone', async () => {
    const gate = Promise.withResolvers<void>()
    let asked = 0
    const held = floor({ now: () => 0 }, () => {
      asked += 1
      return gate.promise
    })
    const waiting = Array.from({ length: mostWaiting }, () => held(0))
    await held(0)
    expect(asked).toBe(mostWaiting)
    gate.resolve()
    await Promise.all(waiting)
    await held(0)
    expect(asked).toBe(mostWaiting + 1)
  })

  test('that fails to wait makes room, too', async () => {
    let fails = true
    const held = floor({ now: () => 0 }, async () => {
      if (fails) throw new Error('no timer')
    })
    for (let n = 0; n < mostWaiting; n++) await expect(held(0)).rejects.toThrow('no timer')
    fails = false
    await held(0)
  })
})

describe('at the door', () => {
  const waitedFor = async (knock: (port: number) => Promise<unknown>, why?: 'gone' | 'proof' | 'stale') => {
    const waited: number[] = []
    const host = await startHost({ wait: async (ms) => waited.push(ms) })
    if (why !== undefined) host.handoff.respond = () => refusedAs(why)
    await knock(host.port)
    await host.stop()
    return waited
  }

  test.each(['/h/attach', '/h/resume', '/h/answer'])(
    '%s is held back when refused, and only then',
    async (path) => {
      const said =
        path === '/h/answer'
          ? { name: 'x', value: 'y' }
          : { flow: 'f', ...(path === '/h/attach' && { secret: 's' }) }
      for (const why of ['gone', 'proof', 'stale'] as const)
        expect(await waitedFor((port) => post(port, path, said), why), why).toEqual([floorMs])
      expect(await waitedFor((port) => post(port, path, said))).toEqual([])
    },
  )

  test.each(['/h/page', '/h/state'])(
    '%s is held back for a cookie that opens nothing, and only then',
    async (path) => {
      const headers = { cookie: '__Host-flow=a.b' }
      expect(await waitedFor((port) => ask(port, { path, headers }))).toEqual([floorMs])
      expect(await waitedFor((port) => ask(port, { path }))).toEqual([])
    },
  )
})
