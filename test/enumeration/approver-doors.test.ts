import { describe, expect, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import { inWords } from '../../src/words/render.ts'
import { approves, flagged, press, tokenOf, type Scene } from '../flows/approving-scene.ts'
import { post, type Got } from '../support/web-client.ts'
import { startHost } from '../support/web-host.ts'
import { RecordedTown } from './recording.ts'

interface Held {
  readonly flow: string
  readonly token: string
}

const guess = 'C'.repeat(43)
const opened = async (scene: Scene): Promise<Held> => {
  const token = tokenOf(await press(scene, scene.grace, 'approve')).reveal()
  return { flow: scene.flow, token }
}

/** Every way in which a link of the approver's page is good for nothing. */
const classes: Readonly<Record<string, (scene: Scene) => Promise<Held>>> = {
  'of no such flow': async () => ({ flow: 'B'.repeat(22), token: guess }),
  'that was guessed': async ({ flow }) => ({ flow, token: guess }),
  'that was guessed beside a good one': async (scene) => ({ ...(await opened(scene)), token: guess }),
  'that has expired': async (scene) => {
    const held = await opened(scene)
    await scene.town.later(5 * minute)
    return held
  },
  'that a newer one replaced': async (scene) => {
    const held = await opened(scene)
    await opened(scene)
    return held
  },
  'of a request that was approved by it': async (scene) => {
    const held = await opened(scene)
    await approves(scene, scene.grace)
    return held
  },
  'of a request that was denied': async (scene) => {
    const held = await opened(scene)
    await press(scene, scene.joan, 'deny')
    return held
  },
  'of a request that nobody answered': async (scene) => {
    const held = await opened(scene)
    await scene.town.later(16 * minute)
    return held
  },
}

interface Seen extends Pick<Got, 'status' | 'body'> {
  readonly headers: unknown
  readonly calls: readonly string[]
  readonly waited: readonly number[]
}

const seen = async (name: string, path: '/a/open' | '/a/sign'): Promise<Seen> => {
  const town = new RecordedTown()
  const scene = await flagged(async () => {}, town)
  const held = await classes[name]?.(scene)
  const waited: number[] = []
  const wait = async (ms: number): Promise<void> => void waited.push(ms)
  const { approver } = town.at
  const host = await startHost({ approver, wait, words: inWords, clock: town.clock })
  const box: { got?: Got } = {}
  const signed = path === '/a/sign' ? { nonce: 'n', response: { id: 'x' } } : {}
  const calls = await town.during(async () => (box.got = await post(host.port, path, { ...held, ...signed })))
  await host.stop()
  if (box.got === undefined) throw new Error('no answer')
  const { date: _date, 'content-security-policy': policy, ...rest } = box.got.headers
  const headers = { ...rest, policy: String(policy).replaceAll(/nonce-[\w-]+/g, 'nonce') }
  return { status: box.got.status, body: box.got.body, headers, calls, waited }
}

describe.each(['/a/open', '/a/sign'] as const)('%s with a link', (path) => {
  test('that is good for nothing: the same answer, held back alike, after the same calls', async () => {
    const unknown = await seen('of no such flow', path)
    expect(unknown).toMatchObject({ status: 410, body: '{"why":"gone"}', waited: [250] })
    expect(unknown.calls.length).toBeGreaterThan(0)
    for (const name of Object.keys(classes)) expect(await seen(name, path), name).toEqual(unknown)
  })
})
