import { writeFileSync } from 'node:fs'
import { walk } from '../flows/walking/walk.ts'
import { walks } from '../flows/walking/beginnings.ts'
import { byName, Gathering } from './gather.ts'
import { fileOf, keptScreens, type Kept } from './kept.ts'
import { platforms } from './platforms.ts'
import { spoken } from './spoken.ts'

/** One line for each part: a diff shows the block that changed, not the whole card. */
const inLines = (value: unknown, depth: number, indent = ''): string => {
  if (depth === 0 || typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent} `
  const lines = Array.isArray(value)
    ? value.map((one) => inner + inLines(one, depth - 1, inner))
    : Object.entries(value).map(([k, v]) => `${inner}${JSON.stringify(k)}: ${inLines(v, depth - 1, inner)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(',\n')}\n${indent}${close}`
}

const write = (what: string, value: unknown, depth: number): void => {
  writeFileSync(fileOf(what), `${inLines(value, depth)}\n`)
  process.stdout.write(`${fileOf(what)}\n`)
}

/**
 * Walks every story and writes anew what people see: the screens, and their drawings for each platform. With `only` it walks those
 * whose name holds it, and believes the golden file of the others.
 */
export const writeGolden = async (only = ''): Promise<void> => {
  const reached: Record<string, readonly string[]> = {}
  const before = keptScreens()
  let screens = byName(spoken)
  for (const [name, from, , most] of walks) {
    const known = before.walks[name]
    if (known !== undefined && !name.includes(only)) {
      reached[name] = known
      const its = Object.entries(before.screens).filter(([screen]) => known.includes(screen))
      screens = { ...screens, ...Object.fromEntries(its) }
      continue
    }
    const gathering = new Gathering()
    await walk(from, (edge) => gathering.see(edge), most)
    reached[name] = Object.keys(gathering.screens)
    screens = { ...screens, ...gathering.screens }
    process.stdout.write(`${name}: ${reached[name].length} screens\n`)
  }
  const kept: Kept = { walks: reached, screens: byName(Object.values(screens)) }
  write('screens', kept, 3)
  for (const { name, drawings } of platforms) write(name, drawings(kept.screens), 3)
}
