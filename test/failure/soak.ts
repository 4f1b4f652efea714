import { setTimeout as sleep } from 'node:timers/promises'
import { second } from '../../src/lib/clock.ts'
import type { Store } from '../../src/story/record.ts'
import { enrolments } from '../../src/enrolment/enrolments.ts'
import { freePort } from '../services/free-port.ts'
import type { DirectoryBench } from './directory-hands.ts'
import { tried } from './journey.ts'
import { standBy } from './replicas.ts'
import { RoundRobin } from './round-robin.ts'
import { Stage, type Victim } from './stage.ts'
import { actsOf, trailOf, writesOf } from './trail.ts'

export interface SoakPlan {
  readonly seconds: number
  /** How many people are on their way at once. */
  readonly journeys: number
  readonly replicas: number
  readonly dir: string
  readonly redis: string
  readonly bench: DirectoryBench
}

export interface Soaked {
  readonly kills: number
  /** How often somebody got back in. */
  readonly backIn: number
  readonly acts: Readonly<Record<string, number>>
  /** Password writes that the directory counted. */
  readonly written: number
  /** Password writes that the audit's outcomes stand for. */
  readonly told: number
  /** Per person, wherever the two differ; and whatever else is wrong. */
  readonly faults: readonly string[]
}

/** Many people at once, replicas killed at random under them; then the directory's ledger is laid beside the audit's. */
export const soak = async (plan: SoakPlan): Promise<Soaked> => {
  const port = await freePort()
  const living = () => stage.replicas.filter((r) => !r.dead).map((r) => r.spec.port)
  const stage: Stage = await Stage.open({
    dir: plan.dir,
    redis: plan.redis,
    directory: plan.bench.spec,
    hands: plan.bench.hands,
    address: { baseUrl: `http://localhost:${port}`, port: () => port },
  })
  const front = await RoundRobin.open(port, living)
  try {
    for (let n = 0; n < plan.replicas; n++) await stage.begin()
    const victims: Victim[] = []
    for (let n = 0; n < plan.journeys; n++) victims.push(await stage.victim(['webauthn']))
    const until = Date.now() + plan.seconds * second
    const killing = killsAtRandom(stage, until)
    const counts = await Promise.all(
      victims.map((victim) => again(stage, victim, until, Math.max(200, plan.journeys * 20))),
    )
    const kills = await killing
    await settled(stage)
    return await compared(stage, plan, victims, counts, kills)
  } finally {
    await stage.close()
    await front.close()
  }
}

/** Somewhere among its requests; another takes its place a moment later. */
const killsAtRandom = async (stage: Stage, until: number): Promise<number> => {
  let kills = 0
  while (Date.now() < until) {
    const next = standBy()
    await sleep(1000 + Math.random() * 3000)
    const alive = stage.replicas.filter((replica) => !replica.dead)
    await alive[Math.floor(Math.random() * alive.length)]?.kill()
    kills += 1
    await sleep(Math.random() * 1000)
    await stage.begin(next)
  }
  return kills
}

/** One reset after another, each as if a day had gone by; how many. The last one begun is brought to its end. */
const again = async (stage: Stage, victim: Victim, until: number, pace: number): Promise<number> => {
  const { person } = victim
  const store = await stage.store()
  for (let n = 1; ; n++) {
    person.passwords.splice(0, Infinity, `Otter-Bridge-Candle-${n}`)
    let polls = 0
    do {
      if (polls > 1500)
        throw new Error(`${person.actor.user} never got back in: ${person.saw.slice(-20).join(', ')}`)
      await tried(() => person.nextThing())
      // People read before they press; and time is never moved here, for a lease that ends early is another failure.
      const late = Date.now() > until + 60 * second
      await sleep(late ? 200 : pace / 2 + Math.random() * pace)
      polls += 1
    } while (!person.backIn)
    if (Date.now() > until) return n
    await aDayLater(store, victim)
    await person.beginsAnew()
  }
}

const aDayLater = async (store: Store, { id }: Victim): Promise<void> => {
  const kept = enrolments(store)
  for (;;) {
    const read = await kept.of(id)
    const { lastResetAt: _reset, ...rest } = read.value
    if (await store.write([kept.keep(read, { ...rest, starts: [], failures: {} })])) return
  }
}

/** Until every intent of the audit has its outcome. */
const settled = async (stage: Stage): Promise<void> => {
  for (let n = 0; n < 600; n++) {
    if (actsOf(trailOf(stage.audits)).every((act) => act.outcomes.length > 0)) return
    await sleep(200)
  }
}

const compared = async (
  stage: Stage,
  { bench: { whole } }: SoakPlan,
  victims: readonly Victim[],
  counts: readonly number[],
  kills: number,
): Promise<Soaked> => {
  const all = actsOf(trailOf(stage.audits))
  const acts: Record<string, number> = {}
  for (const outcome of all.map((act) => act.outcomes.join('+') || 'none'))
    acts[outcome] = (acts[outcome] ?? 0) + 1
  const faults: string[] = all
    .filter((a) => a.outcomes.length !== 1)
    .map((a) => `${a.op}: ${a.outcomes.join('+')}`)
  let [written, told] = [0, 0]
  for (const [i, victim] of victims.entries()) {
    const own = all.filter((act) => act.person === victim.id)
    const [wrote, says] = [await victim.writes(), own.reduce((sum, act) => sum + writesOf(act, whole), 0)]
    const done = own.filter((act) => act.outcomes.includes('commit.committed')).length
    if (wrote !== says) faults.push(`${victim.id}: ${wrote} writes, ${says} told`)
    if (done !== counts[i]) faults.push(`${victim.id}: ${done} committed, ${counts[i]} back in`)
    written += wrote
    told += says
  }
  return { kills, backIn: counts.reduce((sum, n) => sum + n, 0), acts, written, told, faults }
}
