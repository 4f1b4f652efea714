import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'
import { ingest } from '../../src/activity/ingest.ts'
import { Intake } from '../../src/activity/intake.ts'
import { openActivity } from '../../src/activity/open.ts'
import { Known } from '../../src/activity/people.ts'
import type { SignIn } from '../../src/activity/port.ts'
import { claimedBy, networksOf } from '../../src/assemble-risk.ts'
import { minute, systemClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { redisLogs } from '../../src/store/redis-logs.ts'
import { sealedStore } from '../../src/store/seal.ts'
import { ocsf, post, siem } from '../activity/ingest-scene.ts'
import { signIn } from '../contracts/activity.ts'
import { startRedis } from '../services/redis.ts'

/** `npm run bench:activity [-- people events]`: figures of this machine, for comparing; nothing is asserted. */
const [people, events] = [Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 60_000)]
/** Events of one request, and of one call of the keeper. */
const batch = 2000

const dir = await mkdtemp(join(tmpdir(), 'latchkey-bench-'))
const redis = await startRedis(dir)
const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 3) }])
const opened = async (database: number) => {
  const url = new URL(`/${database}`, redis.url).href
  const store = sealedStore(memoryStore(systemClock), keyring, async () => {})
  const logs = await redisLogs({ url, log: () => {} })
  const failed = (fault: unknown): void => void process.stderr.write(`${String(fault)}\n`)
  const activity = await openActivity({ logs, store, keyring, clock: systemClock, sources: [], failed })
  activity.start()
  return activity
}

const median = (times: readonly number[], part = 0.5): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0
const print = (line: string): void => void process.stdout.write(`${line}\n`)
const address = (n: number): string => `198.${18 + (n % 2)}.${Math.floor(n / 7) % 250}.${n % 250}`

/**
 * How many a second, of what CPU of this process, and how much CPU was used at most before anybody else had their turn; by CPU,
 * because on a busy machine a turn lasts as long as others let it.
 */
const timed = async (what: string, count: number, work: () => Promise<void>): Promise<void> => {
  const turns: number[] = []
  let last = process.threadCpuUsage()
  const tick = (): void => {
    const now = process.threadCpuUsage()
    turns.push((now.user + now.system - last.user - last.system) / 1000)
    last = now
  }
  const ticking = setInterval(tick, 1)
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  await work()
  clearInterval(ticking)
  const ms = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  const [rate, each] = [Math.round((count / ms) * 1000), ((user + system) / count).toFixed(1)]
  const [p99, most] = [median(turns, 0.99).toFixed(1), median(turns, 0.99999).toFixed(1)]
  print(
    `${what}: ${rate} events/s, ${each} µs CPU each; a turn takes ${p99} ms of CPU (p99), ${most} ms at most`,
  )
}

const someone = (n: number): string => `id-${n % people}`
const at = (n: number): number => systemClock.now() - minute - n * 60

print(`${people} people, ${events} events, batches of ${batch}; Redis with appendfsync always`)

const bare = await opened(1)
const eventOf = (n: number): SignIn =>
  signIn(someone(Math.floor(Math.random() * people)), `e${n}`, at(n), {
    app: 'Mail',
    network: { country: 'DE', asn: 3320, prefix: address(n) },
  })
await timed('the keeper', events, async () => {
  for (let n = 0; n < events; n += batch)
    await bare.keeper.record(Array.from({ length: batch }, (_, i) => eventOf(n + i)))
})

const door = await opened(2)
const places = networksOf({ keys: keyring }, systemClock)
const directory = {
  find: async (_by: string, mail: string) => ({ id: mail, account: mail, displayName: mail }),
}
const route = ingest({
  sources: [{ ...siem, matching: { by: 'mail', domains: [] } }],
  intake: new Intake({
    keeper: door.keeper,
    known: new Known(directory, systemClock),
    clock: systemClock,
    locate: (one) => places.of(one),
    agentOf: claimedBy,
  }),
  keeper: door.keeper,
  clock: systemClock,
  took: () => {},
  failed: (fault) => print(String(fault)),
})
const requestOf = (from: number): Request =>
  post(
    systemClock.now(),
    Array.from({ length: batch }, (_, i) =>
      ocsf(`e${from + i}`, {
        time: at(from + i),
        user: { email_addr: someone(Math.floor(Math.random() * people)) },
        src_endpoint: {
          ip: address(from + i),
          location: { country: 'DE' },
          autonomous_system: { number: 3320 },
        },
        http_request: {
          user_agent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/${100 + (from % 40)}.0.0.0 Safari/537.36`,
        },
      }),
    ),
    { lines: true, gzip: true },
  )
// Made beforehand: the sender's work is not ours.
const requests = Array.from({ length: Math.ceil(events / batch) }, (_, n) => requestOf(n * batch))
await timed('signed requests, two at once', events, async () => {
  const send = async (): Promise<void> => {
    for (let one = requests.pop(); one !== undefined; one = requests.pop()) {
      const answer = await route.handle(one, { ip: '192.0.2.7' })
      if (answer.status !== 200) print(`refused: ${answer.status} ${await answer.text()}`)
    }
  }
  await Promise.all([send(), send()])
})

/** Histories that are full: 200 sign-ins each, some of them not folded yet. */
const full = Array.from({ length: 100 }, (_, n) => `full-${n}`)
for (let n = 0; n < 210; n += 10)
  await bare.keeper.record(
    full.flatMap((person) => Array.from({ length: 10 }, (_, i) => signIn(person, `e${n + i}`, at(n + i)))),
  )
for (const one of full) await bare.keeper.revoke(one, { ids: ['none'] })
for (let n = 0; n < 5; n++) await bare.keeper.record(full.map((person) => signIn(person, `late${n}`, at(-n))))
// What was taken in above is folded first: here it is the reading that counts.
for (const { keeper } of [bare, door]) for (let n = 0; n < people; n += 500) await keeper.tidy()
const times: number[] = []
const before = process.cpuUsage()
for (let n = 0; n < 2000; n++) {
  const began = performance.now()
  const { signIns } = await bare.keeper.history(full[n % full.length] ?? '')
  times.push(performance.now() - began)
  if (signIns.length !== 200) throw new Error(`not full: ${signIns.length}`)
}
const spent = process.cpuUsage(before)
const cpu = ((spent.user + spent.system) / times.length / 1000).toFixed(2)
const quick = median(times).toFixed(2)
print(`a history of 200 read: median ${quick} ms, p99 ${median(times, 0.99).toFixed(2)} ms, ${cpu} ms CPU`)

const client = createClient({ url: new URL('/1', redis.url).href })
await client.connect()
const one = await client.sendCommand(['MEMORY', 'USAGE', `latchkey:log:${bare.names.owner('full-0')}`])
print(`of it in Redis: ${Math.round(Number(one) / 1024)} KB`)
await client.close()
await bare.stop()
await door.stop()
await redis.stop()
await rm(dir, { recursive: true, force: true })
