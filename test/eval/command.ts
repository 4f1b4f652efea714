import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { astray, missed } from './bars.ts'
import { figuresOf } from './figures.ts'
import { drawn, fixed } from './seeds.ts'
import { tableOf } from './told.ts'
import { judgeTrace } from './trace.ts'
import { world } from './world.ts'

/**
 * `npm run eval:risk`: the published model and ours on the same generated companies. `-- --seeds 1,2` on others, `-- --trace FILE`
 * on lines of your own (JSONL). Exits 1 when a bar is missed, or the world is not
 * hard enough on a fixed seed; on the others that is only told.
 */
const { values } = parseArgs({
  options: { trace: { type: 'string' }, seeds: { type: 'string' } },
})
const print = (line: string): void => void process.stdout.write(`${line}\n`)

if (values.trace !== undefined) {
  await judgeTrace(createInterface({ input: createReadStream(values.trace) }), print)
} else {
  const seeds = values.seeds?.split(',').map(Number) ?? [...fixed, ...drawn]
  for (const seed of seeds) {
    const figures = figuresOf(world(seed))
    for (const line of tableOf(`seed ${seed}`, figures)) print(line)
    const off = fixed.includes(seed) ? astray(figures) : []
    if (missed(figures).length + off.length > 0) process.exitCode = 1
  }
}
