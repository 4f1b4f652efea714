import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import type { Scene, Target } from './claim.ts'
import { keptFor } from './kept.ts'
import { targets } from './targets/index.ts'
import { watch } from './watch.ts'
import { watchdog } from './watchdog.ts'

/** `npm run fuzz -- [--minutes N] [--target NAME] [--seed N]`. Exits 1 when a claim broke, or anything strayed or stalled. */
const { values: given } = parseArgs({
  options: { minutes: { type: 'string' }, target: { type: 'string' }, seed: { type: 'string' } },
})
const minutes = Number(given.minutes ?? 1)
const seed = Number(given.seed ?? randomInt(2 ** 31))
const chosen = targets.filter(({ name }) => given.target === undefined || name === given.target)
const print = (line: string): void => void process.stdout.write(`${line}\n`)
if (!(minutes > 0) || !Number.isSafeInteger(seed) || chosen.length === 0) {
  print(`--minutes and --seed are numbers, --target is one of ${targets.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

/** How long one claim is tried before the next has its turn (ms). */
const turn = 2000
const dog = watchdog()
const watched = watch()
const broken: string[] = []

/** Goes round the claims of one target until its time is up; a claim that broke is not tried again. */
const fuzzed = async ({ name }: Target, { claims }: Scene, until: number): Promise<number> => {
  const open = new Set(claims)
  let runs = 0
  for (let round = 0; open.size > 0 && (round === 0 || performance.now() < until); round += 1) {
    for (const one of open) {
      const tries = (says: string, value: unknown): void => {
        watched.tries(`${name}: ${says}: ${JSON.stringify(value)}`)
        dog.tries(`${name}: ${says}: ${JSON.stringify(value)}`)
      }
      const kept = round === 0 ? keptFor(name, one.says) : []
      const forMs = Math.min(turn, Math.max(200, until - performance.now()))
      const done = await one.check({ seed: seed + round, runs: 1e9, forMs, kept, tries })
      runs += done.runs
      if (done.broken === undefined) continue
      open.delete(one)
      broken.push(`${name}: ${one.says}`)
      print(`BROKEN ${name}: ${one.says}\n  value: ${done.broken.value}\n${done.broken.how}`)
    }
  }
  return runs
}

print(`seed ${seed}, ${chosen.length} targets, ${minutes} minutes`)
for (const target of chosen) {
  const until = performance.now() + (minutes * 60_000) / chosen.length
  const scene = await target.open()
  const runs = await fuzzed(target, scene, until)
  await scene.close?.()
  print(`${target.name}: ${runs} values, ${scene.claims.length} claims`)
}
await watched.stop()
await dog.stop()
for (const one of [...watched.rejections, ...watched.stalls]) print(`stray or stalled: ${one}`)
const { rejections, stalls } = watched
print(`${broken.length} claims broken, ${rejections.length} unhandled rejections, ${stalls.length} stalls`)
process.exitCode = broken.length + rejections.length + stalls.length === 0 ? 0 : 1
