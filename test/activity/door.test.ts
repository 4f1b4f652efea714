import { afterEach, expect, test } from 'vitest'
import type { Route } from '../../src/house/port.ts'
import { activityOf } from '../../src/assemble-activity.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { noon } from '../contracts/activity.ts'
import { startHost, type TestHost } from '../support/web-host.ts'
import { ocsf, post, scene, siem } from './ingest-scene.ts'

let host: TestHost | undefined
afterEach(async () => await host?.stop())

const clock = { now: () => noon }
const keys = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }])
const sources = [{ ...siem, matching: { by: 'mail', domains: [] } }] as const

/** What a server with these routes answers; every request names the host that people know. */
const asked = async (routes: readonly Route[], signed: Request, path = new URL(signed.url).pathname) => {
  host = await startHost({ baseUrl: 'http://localhost', routes })
  const { request } = await import('node:http')
  const body = Buffer.from(await signed.arrayBuffer())
  const headers = { ...Object.fromEntries(signed.headers), host: 'localhost', 'content-length': body.length }
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; text: string }>()
  const sent = request({ port: host.port, host: '127.0.0.1', method: 'POST', path, headers }, (answer) => {
    const parts: Buffer[] = []
    answer.on('data', (part: Buffer) => parts.push(part))
    answer.on('end', () => resolve({ status: answer.statusCode, text: Buffer.concat(parts).toString() }))
  })
  sent.on('error', reject)
  sent.end(body)
  const answer = await promise
  await host.stop()
  host = undefined
  return answer
}

test('on the server of our pages, zipped as a source sends it', async () => {
  const { route, known } = await scene()
  const answer = await asked([route], post(noon, [ocsf('e1')], { gzip: true }))
  expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('"kept":1') })
  expect(await known('ada')).toHaveLength(1)
})

test('without a source the address is one of many that nobody has', async () => {
  const opened = await activityOf({
    config: { store: { kind: 'memory' }, keys },
    store: memoryStore(clock),
    people: { find: async () => undefined },
    clock,
    log: () => {},
    onTampered: async () => {},
  })
  expect(opened).toBeUndefined()
  const [here, elsewhere] = [
    await asked([], post(noon, [ocsf('e1')])),
    await asked([], post(noon, [ocsf('e1')]), '/no/such/page'),
  ]
  expect(here).toEqual(elsewhere)
  expect(here.status).toBe(404)
})

test('with one it is there, and nothing is told of who and where in the log', async () => {
  const said: string[] = []
  const opened = await activityOf({
    config: { store: { kind: 'memory' }, keys, activity: { ingest: sources } },
    store: memoryStore(clock),
    people: { find: async () => ({ id: 'id-ada', account: 'ada', displayName: 'Ada' }) },
    clock,
    log: (...told) => void said.push(JSON.stringify(told)),
    onTampered: async () => {},
  })
  expect(await asked(opened?.routes ?? [], post(noon, [ocsf('e1')]))).toMatchObject({ status: 200 })
  expect((await opened?.keeper.history('id-ada'))?.signIns).toHaveLength(1)
  expect(said).toEqual([expect.stringContaining('"kept":1')])
  expect(said.join('')).not.toMatch(/ada|192\.0|e1|Berlin/)
  await opened?.stop()
})
