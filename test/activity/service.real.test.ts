import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openActivity } from '../../src/activity/open.ts'
import { signature } from '../../src/activity/signature.ts'
import { minute, second, systemClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { Secret } from '../../src/lib/secret.ts'
import { redisLogs } from '../../src/store/redis-logs.ts'
import { redisStore } from '../../src/store/redis.ts'
import { sealedStore } from '../../src/store/seal.ts'
import type { Added, DirectoryBench } from '../contracts/directory.ts'
import { openLdapBench } from '../directory/openldap-bench.ts'
import { compiledOnce, startProcess, type Running } from '../journeys/process.ts'
import { openLdapSection } from '../journeys/real-directories.ts'
import { serviceFile } from '../journeys/service-file.ts'
import { freePort } from '../services/free-port.ts'
import { ocsf } from './ingest-scene.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const siem = { name: 'siem', secret: new Secret('a secret of the siem, long enough') }
const redis = new URL('/45', inject('redisUrl')).href

let dir: string
let file: string
let bench: DirectoryBench
let people: readonly Added[]
let running: Running

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latchkey-activity-'))
  await writeFile(join(dir, 'siem'), siem.secret.reveal(), { mode: 0o600 })
  const activity = { ingest: [{ name: 'siem', secretFile: 'siem' }] }
  file = await serviceFile(dir, await freePort(), 45, openLdapSection(), { activity })
  bench = await openLdapBench(inject('openldap'))
  people = [await bench.add('plain'), await bench.add('plain'), await bench.add('plain')]
  running = await startProcess('src/main.ts', ['--config', file])
})
afterAll(async () => {
  expect(await running?.stop()).toBe(0)
  await bench?.directory.close()
  await bench?.close()
  await rm(dir, { recursive: true, force: true })
})

/** Ten sign-ins of each person. */
const batch = (n: number): string =>
  people
    .flatMap(({ mail }, p) =>
      Array.from({ length: 10 }, (_, i) =>
        ocsf(`${n}-${p}-${i}`, { time: systemClock.now() - minute - n * second, user: { email_addr: mail } }),
      ),
    )
    .map((event) => JSON.stringify(event))
    .join('\n')

const sends = async (body: string): Promise<Record<string, unknown>> => {
  const timestamp = `${Math.floor(systemClock.now() / second)}`
  const answer = await fetch(`${running.baseUrl}/ingest/v1/events`, {
    method: 'POST',
    body,
    headers: {
      'x-latchkey-source': siem.name,
      'x-latchkey-timestamp': timestamp,
      'x-latchkey-signature': signature(siem, timestamp, Buffer.from(body)),
    },
  })
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  const said: Record<string, unknown> = JSON.parse(await answer.text())
  return said
}

/** What any process with the key finds in Redis: the ids of a person's sign-ins. */
const known = async ({ id }: Added): Promise<ReadonlySet<string>> => {
  const log = (): void => {}
  const bytes = Buffer.from(await readFile(join(dir, 'key'), 'utf8'), 'base64')
  const keyring = new Keyring([{ id: 'test', bytes }])
  const raw = await redisStore({ url: redis, log })
  const store = sealedStore(raw, keyring, async () => {})
  const logs = await redisLogs({ url: redis, log })
  const { keeper } = await openActivity({
    logs,
    store,
    keyring,
    clock: systemClock,
    sources: [],
    failed: log,
  })
  const { signIns } = await keeper.history(id)
  await logs.close()
  await raw.close()
  return new Set(signIns.map((one) => one.id.replace('siem:', '')))
}

const npm = async (script: string, ...args: readonly string[]) => {
  const child = spawn('npm', ['run', '--silent', script, '--', ...args, '--config', file], {
    cwd: root,
    env: { ...compiledOnce, ...process.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()))
  await once(child, 'close')
  return { out, code: child.exitCode }
}

test('what a source was answered for is known after the process was killed, and what it sends again counts once', async () => {
  const batches = Array.from({ length: 12 }, (_, n) => batch(n))
  const answered: number[] = []
  for (const [n, body] of batches.slice(0, 6).entries()) {
    expect(await sends(body)).toMatchObject({ kept: 30, repeated: 0, refused: 0 })
    answered.push(n)
  }
  const under = batches.slice(6).map(async (body, n) => {
    await sends(body)
    answered.push(6 + n)
  })
  await Promise.any(under)
  running.child.kill('SIGKILL')
  await Promise.allSettled(under)
  for (const [p, person] of people.entries()) {
    const ids = await known(person)
    for (const n of answered) expect(ids).toContain(`${n}-${p}-9`)
  }
  running = await startProcess('src/main.ts', ['--config', file])
  for (const n of answered) expect(await sends(batches[n] ?? '')).toMatchObject({ kept: 0, repeated: 30 })
  for (const body of batches) await sends(body)
  for (const person of people) expect((await known(person)).size).toBe(120)
})

test('an operator sees how the source fares, and erases what is known of one person', async () => {
  const { out } = await npm('check')
  expect(out).toMatch(/ok {4}activity: siem: delivers since/)
  const [ada, grace] = people
  const { code, out: said } = await npm('activity', 'forget', ada?.account ?? '')
  expect(said).toContain(`nothing is known of the sign-ins of ${ada?.account}`)
  expect(code).toBe(0)
  expect([await known(ada!), await known(grace!)].map(({ size }) => size)).toEqual([0, 120])
  const trail = await readFile(join(dir, 'audit.tools.jsonl'), 'utf8')
  expect(trail).toContain('"activity.forgotten"')
  expect(trail).toContain(ada?.id)
})
