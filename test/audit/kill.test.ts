import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFileSink } from '../../src/audit/file-sink.ts'
import { folder, lines } from './disk.ts'

/** Runs a writer until it has acknowledged `atLeast` events, kills it there, and answers with what it said. */
const writeAndDie = async (path: string, round: number, atLeast: number): Promise<string[]> => {
  const script = new URL('./append-forever.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, path, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  let said = ''
  for await (const chunk of child.stdout) {
    said += String(chunk)
    if (said.split('\n').length > atLeast) child.kill('SIGKILL')
  }
  // Its last word is read before it is dead: until then the file is its own.
  await gone
  return said.split('\n').slice(0, -1)
}

test('a writer killed in the middle loses nothing that it acknowledged', async () => {
  using dir = folder()
  const path = join(dir.path, 'a.jsonl')
  const acknowledged: string[] = []
  for (const round of [1, 2, 3, 4]) acknowledged.push(...(await writeAndDie(path, round, 40 * round)))
  await (await openFileSink(path)).close()
  const kept = lines(path)
  const ids = new Set(kept.map(({ id }) => id))
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([])
  expect(acknowledged.length).toBeGreaterThan(300)
  expect(kept.map(({ seq }) => seq)).toEqual(kept.map((_, i) => i + 1))
})
