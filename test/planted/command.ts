import { parseArgs } from 'node:util'
import { bugs } from './bugs.ts'
import { Field, type Fate } from './plant.ts'

/** `npm run planted [-- --only NAME]`: plants every bug, one after another, and says which test saw it. */
const { values } = parseArgs({ options: { only: { type: 'string' } } })
const chosen = bugs.filter(({ name }) => values.only === undefined || name === values.only)

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const inWords = (fate: Fate): string => {
  switch (fate.kind) {
    case 'seen':
      return `seen by: ${fate.by}`
    case 'unseen':
      return 'NOT SEEN: every test passed'
    case 'unplantable':
      return `NOT PLANTED: its text stands ${fate.found} times in the file`
    case 'broken':
      return `NOT SEEN, only broken: ${fate.says}`
    default:
      return fate satisfies never
  }
}

const main = async (): Promise<boolean> => {
  if (chosen.length === 0) throw new Error(`no planted bug is called ${values.only ?? ''}`)
  const field = await Field.open()
  try {
    const files = [...new Set(chosen.flatMap(({ seenBy }) => (seenBy === 'types' ? [] : seenBy)))]
    const before = files.length === 0 ? undefined : await field.asItStands(files)
    if (before !== undefined && before.kind !== 'unseen') {
      say(`nothing was planted, for the tests do not pass as they stand: ${inWords(before)}`)
      return false
    }
    let missed = 0
    for (const bug of chosen) {
      const fate = await field.plant(bug)
      if (fate.kind !== 'seen') missed += 1
      say(`${bug.name}: ${inWords(fate)}`)
    }
    say(`${chosen.length - missed} of ${chosen.length} planted bugs seen`)
    return missed === 0
  } finally {
    await field.close()
  }
}

process.exitCode = (await main()) ? 0 : 1
