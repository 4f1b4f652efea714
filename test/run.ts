import { relative } from 'node:path'
import { inspect } from 'node:util'
import { createVitest, type TestModule, type Vitest } from 'vitest/node'
import { closingLines, type Outcome } from './closing-lines.ts'
import { installMissing } from './services/install.ts'

/** `node test/run.ts [--fast] [part of a file's path ...]`: what `npm test` and `npm run test:fast` call. */
const args = process.argv.slice(2)
const fast = args.includes('--fast')
const filters = args.filter((arg) => arg !== '--fast')

const here = import.meta.dirname

const outcomesOf = (module: TestModule): Outcome[] => {
  const file = relative(here, module.moduleId)
  const outcomes = [...module.children.allTests()].map((test) => ({
    file,
    name: test.fullName,
    passed: test.result().state === 'passed',
    ms: test.diagnostic()?.duration ?? 0,
  }))
  const told = outcomes.some((o) => !o.passed)
  if (module.state() === 'passed' || (module.state() === 'failed' && told)) return outcomes
  return [
    ...outcomes,
    { file, name: 'the file itself: its imports, set-up or tear-down', passed: false, ms: 0 },
  ]
}

const run = async (vitest: Vitest): Promise<Outcome[]> => {
  await vitest.start(filters)
  const strays = vitest.state.getUnhandledErrors()
  return [
    ...vitest.state.getTestModules().flatMap(outcomesOf),
    ...strays.map((error) => ({ file: 'stray error', name: inspect(error), passed: false, ms: 0 })),
  ]
}

const main = async (): Promise<boolean> => {
  if (!fast) await installMissing()
  const vitest = await createVitest({
    watch: false,
    run: true,
    project: fast ? ['fast'] : [],
    passWithNoTests: true,
  })
  try {
    const outcomes = await run(vitest)
    const { ok, lines } = closingLines(
      outcomes,
      fast || filters.length > 0 ? [] : ['J1', 'J2', 'J3', 'J3b', 'J4', 'J5', 'J6', 'J7', 'J8'],
    )
    await vitest.close()
    console.log(lines.join('\n'))
    return ok
  } catch (error) {
    await vitest.close()
    throw error
  }
}

try {
  process.exit((await main()) ? 0 : 1)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
