import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'

const said = z.object({
  ok: z.boolean(),
  requests: z.number(),
  grownBytes: z.number(),
  newKeys: z.number(),
  statuses: z.record(z.string(), z.number()),
})

test(
  'ten thousand requests of junk, no two the same, leave nothing behind',
  { timeout: 180_000 },
  async () => {
    const command = join(import.meta.dirname, 'junk-command.ts')
    const child = spawn(process.execPath, ['--expose-gc', command, '--requests', '10000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let told = ''
    child.stdout.on('data', (bytes: Buffer) => (told += bytes.toString()))
    await once(child, 'close')
    const found = said.parse(JSON.parse(told))
    expect(found, told).toMatchObject({ ok: true, requests: 10_000, newKeys: 0 })
    expect(Object.keys(found.statuses)).toEqual(['200', '401', '403', '404'])
    expect(child.exitCode).toBe(0)
  },
)
