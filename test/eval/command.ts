import { open } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { astray, missed } from './bars.ts'
import { figuresOf } from './figures.ts'
import { drawn, fixed } from './seeds.ts'
import { tableOf } from './told.ts'
import { judgeTrace, UnfitTrace } from './trace.ts'
import { world } from './world.ts'

/**
 * `npm run eval:risk`: the published model and ours on the same generated companies. `-- --seeds 1,2` on others, `-- --trace FILE`
 * on lines of your own (JSONL). Exits 1 when a bar is missed, or the world is not
 * hard enough on a fixed seed; on the others that is only told. Exits 2 at a trace or seeds that it cannot read.
 */
const { values } = parseArgs({
  options: { trace: { type: 'string' }, seeds: { type: 'string' } },
})
const print = (line: string): void => void process.stdout.write(`${line}\n`)

const refuse = (why: string): never => {
  process.stderr.write(`eval:risk: ${why}\n`)
  process.exit(2)
}

if (values.trace !== undefined) {
  const { trace } = values
  const file = await open(trace).catch((cause: unknown) =>
    refuse(`${trace} cannot be read: ${String(cause)}`),
  )
  await judgeTrace(file.readLines(), print).catch((cause: unknown) => {
    if (!(cause instanceof UnfitTrace)) throw cause
    refuse(`${trace}, ${cause.message}`)
  })
} else {
  const seeds = values.seeds?.split(',').map(Number) ?? [...fixed, ...drawn]
  if (!seeds.every(Number.isSafeInteger)) refuse(`--seeds ${values.seeds} are no numbers; write --seeds 7,11`)
  for (const seed of seeds) {
    const figures = figuresOf(world(seed))
    for (const line of tableOf(`seed ${seed}`, figures)) print(line)
    const off = fixed.includes(seed) ? astray(figures) : []
    if (missed(figures).length + off.length > 0) process.exitCode = 1
  }
}
