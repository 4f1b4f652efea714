import { floor } from '../../adapters/web/floor.ts'
import { Secret } from '../../src/lib/secret.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { classes, type Held } from '../enumeration/classes.ts'
import { Browser } from '../support/browser.ts'
import { enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'

/** `npm run bench [-- samples]`: how well the time of a refusal tells one kind of flow from another. */
const samples = Number(process.argv[2] ?? 200)
const behindFloor = Math.max(10, Math.round(samples / 10))

const prepared = async (name: string): Promise<{ town: Town; held: Held }> => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const make = classes[name]
  if (make === undefined) throw new Error(`no class ${name}`)
  return { town, held: await make(town, ada) }
}

/** One refused call, in milliseconds; with the floor, as a browser would wait for it. */
const once = async ({ town, held }: { town: Town; held: Held }, withFloor: boolean): Promise<number> => {
  const stranger = await Browser.make(town)
  // Every call from an address of its own: no network gets more than ten refusals a minute.
  stranger.address = `10.${octet()}.${octet()}.${octet()}`
  const { flow, secret } = held
  const call = await stranger.signed('/h/attach', {}, { flow, prompt: '', cookie: undefined })
  const hold = floor(systemClock)
  const [arrived, began] = [systemClock.now(), performance.now()]
  await town.at.handoff.attach(call, flow, new Secret(secret), { browser: 'Chrome' })
  if (withFloor) await hold(arrived)
  return performance.now() - began
}

const octet = (): number => Math.floor(Math.random() * 256)

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

/** The chance that a call of one kind takes longer than one of the other: Mann-Whitney's U over all pairs. */
const auc = (some: readonly number[], others: readonly number[]): number => {
  const longer = some.flatMap((a) => others.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)))
  return longer.reduce<number>((sum, one) => sum + one, 0) / longer.length
}

/** Turn by turn, so that what else the machine does falls on all kinds alike. */
const measured = async (count: number, withFloor: boolean): Promise<Map<string, number[]>> => {
  const names = Object.keys(classes)
  const ready = new Map(await Promise.all(names.map(async (name) => [name, await prepared(name)] as const)))
  const times = new Map(names.map((name): [string, number[]] => [name, []]))
  for (let n = -3; n < count; n++)
    for (const [name, one] of ready) {
      const took = await once(one, withFloor)
      if (n >= 0) times.get(name)?.push(took)
    }
  return times
}

const bare = await measured(samples, false)
const held = await measured(behindFloor, true)
process.stdout.write(
  `${samples} calls of each kind bare, ${behindFloor} behind the floor; median in ms, AUC against "no such flow"\n`,
)
for (const [name, times] of bare) {
  const [unknown, behind, other] = [
    bare.get('no such flow') ?? [],
    held.get(name) ?? [],
    held.get('no such flow') ?? [],
  ]
  const line = [
    median(times).toFixed(3),
    auc(times, unknown).toFixed(3),
    median(behind).toFixed(1),
    auc(behind, other).toFixed(3),
  ]
  process.stdout.write(`${line.map((cell) => cell.padStart(8)).join('')}  ${name}\n`)
}
