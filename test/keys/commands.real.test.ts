import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { stringify } from 'yaml'
import { rotateKeys } from '../../src/assemble-keys.ts'
import { withTools } from '../../src/assemble-tools.ts'
import { newKeyFile } from '../../src/keys/new-key-file.ts'
import { freePort } from '../services/free-port.ts'
import { compiledOnce, startProcess } from '../journeys/process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the operator changes the key, with the service running', () => {
  let dir: string
  let ports: readonly number[]
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-keys-'))
    ports = [await freePort(), await freePort()]
    await writeFile(join(dir, 'bind'), 'Svc-Test-Data-2026', { mode: 0o600 })
  })
  afterAll(async () => await rm(dir, { recursive: true, force: true }))

  const config = async (which: 0 | 1, ...keys: readonly string[]): Promise<string> => {
    const file = join(dir, `${randomBytes(4).toString('hex')}.yaml`)
    const whole = {
      baseUrl: `http://localhost:${ports[which]}`,
      listen: { host: '127.0.0.1', port: ports[which] },
      store: { kind: 'redis', url: new URL('/9', inject('redisUrl')).href },
      keys: keys.map((id) => ({ id, file: id })),
      directory: {
        kind: 'active-directory',
        urls: ['ldaps://127.0.0.1:1'],
        bindDn: 'CN=svc,DC=corp,DC=example',
        bindPasswordFile: 'bind',
        baseDn: 'DC=corp,DC=example',
        matchBy: 'mail',
      },
      audit: { file: `audit-${which}.jsonl` },
      helpdesk: { phone: '+1 555 0100' },
    }
    await writeFile(file, stringify(whole), { mode: 0o600 })
    return file
  }
  const runs = async (...args: readonly string[]) => {
    const env = { ...compiledOnce, ...process.env }
    const child = spawn(process.execPath, ['src/cli.ts', ...args], { cwd: root, env, stdio: 'pipe' })
    const said = { out: '', err: '' }
    child.stdout.on('data', (bytes: Buffer) => (said.out += bytes.toString()))
    child.stderr.on('data', (bytes: Buffer) => (said.err += bytes.toString()))
    await once(child, 'close')
    return { ...said, code: child.exitCode }
  }
  /** What the command does, here: starting a process for each question takes longer than answering it. */
  const rotates = async (file: string, ...lost: readonly string[]) => {
    const said = { out: '', err: '' }
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said.err += text.toString()
      return true
    })
    try {
      const code = await withTools(file, async (tools) =>
        rotateKeys(tools, lost, (line) => (said.out += `${line}\n`)),
      )
      return { ...said, code }
    } finally {
      spy.mockRestore()
    }
  }

  test('a key file is written for its owner alone, and never over another', async () => {
    const made = await runs('keys', 'new', join(dir, 'k1'))
    expect(made).toMatchObject({ code: 0, err: '' })
    expect(made.out).toContain('at the END of keys')
    expect(made.out).not.toContain((await readFile(join(dir, 'k1'), 'utf8')).trim())
    newKeyFile(join(dir, 'k2'))
    for (const id of ['k1', 'k2']) expect((await stat(join(dir, id))).mode & 0o777).toBe(0o600)
    const before = await readFile(join(dir, 'k1'), 'utf8')
    expect(await runs('keys', 'new', join(dir, 'k1'))).toMatchObject({ code: 1, out: '' })
    expect(await readFile(join(dir, 'k1'), 'utf8')).toBe(before)
  })

  test('add, make current, rotate, remove; every step out of turn is refused in words', async () => {
    const first = await startProcess('src/main.ts', ['--config', await config(0, 'k1')])
    const next = await config(1, 'k2', 'k1')
    const early = await runs('serve', '--config', next)
    expect(early.code).toBe(78)
    expect(early.err).toMatch(/does not have key k2/)

    const notYet = await rotates(next)
    const notLost = await rotates(await config(1, 'k2'), 'k1')
    expect(notLost).toMatchObject({ code: 1, out: '' })
    expect(notLost.err).toMatch(/has key k1, and runs: that key is not lost, and nothing was deleted/)
    expect(notYet).toMatchObject({ code: 1, out: '' })
    expect(notYet.err).toMatch(/not yet: .* does not have key k2/)
    expect(await first.stop()).toBe(0)

    const second = await startProcess('src/main.ts', ['--config', await config(0, 'k2', 'k1')])
    const [before, bare] = await Promise.all([
      runs('keys', 'status', '--config', next),
      runs('serve', '--config', await config(1, 'k2')),
    ])
    expect(before.code).toBe(0)
    expect(before.out).toMatch(/^k1: \d+ records rest on it; still needed/m)
    expect(bare.err).toMatch(/may rest on key k1/)

    const rotated = await runs('keys', 'rotate', '--config', next)
    expect(rotated).toMatchObject({ code: 0, err: '' })
    expect(rotated.out).toMatch(/[1-9]\d* moved to key k2, 0 refused\nnothing rests on k1 any more/)
    const again = await rotates(next)
    expect(again.out).toMatch(/, 0 moved/)
    const after = await runs('keys', 'status', '--config', next)
    expect(after.out).toMatch(/^k1: nothing rests on it: it may be removed/m)

    const third = await startProcess('src/main.ts', ['--config', await config(1, 'k2')])
    expect((await fetch(`${third.baseUrl}/healthz`)).status).toBe(200)
    expect(await third.stop()).toBe(0)
    expect(await second.stop()).toBe(0)
    const trail = await readFile(join(dir, 'audit-1.tools.jsonl'), 'utf8')
    expect(trail.match(/"event":"keys\.rotated"/g)).toHaveLength(2)
    expect(await readFile(join(dir, 'audit-1.jsonl'), 'utf8')).not.toContain('record.tampered')
  })

  test('a key that is lost for good can be given up, so that the service starts again', async () => {
    const file = await config(0, 'k1')
    const refused = await rotates(file)
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toMatch(/rests on key k2/)
    const [start, careless] = await Promise.all([
      runs('serve', '--config', file),
      rotates(await config(0, 'k1', 'k2'), 'k2'),
    ])
    expect(start.code).toBe(78)
    expect(careless).toMatchObject({ code: 1, out: '' })
    const given = await runs('keys', 'rotate', '--lost', 'k2', '--config', file)
    expect(given).toMatchObject({ code: 0, err: '' })
    expect(given.out).toMatch(/[1-9]\d* records rested on k2 and were given up/)
    expect(await (await startProcess('src/main.ts', ['--config', file])).stop()).toBe(0)
  })

  test('a backup is made while the service runs, and a bad order is told in one sentence', async () => {
    const file = await config(0, 'k1')
    const running = await startProcess('src/main.ts', ['--config', file])
    const to = join(dir, 'all.backup')
    expect(await runs('backup', '--to', to, '--config', file)).toMatchObject({ code: 0, err: '' })
    expect((await stat(to)).mode & 0o777).toBe(0o600)
    expect((await runs('backup', '--to', to, '--config', file)).err).toMatch(
      /^latchkey: .* is there already.*\n$/,
    )
    const dry = await runs('restore', '--from', to, '--dry-run', '--config', file)
    expect(dry).toMatchObject({ code: 0, err: '' })
    expect(dry.out).toMatch(/whole and holds 0 people\ndry run/)
    await writeFile(join(dir, 'bad'), (await readFile(to, 'utf8')).split('\n')[0] ?? '')
    const bad = await runs('restore', '--from', join(dir, 'bad'), '--config', file)
    expect(bad).toMatchObject({ code: 1, out: '' })
    expect(bad.err).toMatch(/^latchkey: .* is cut off: its end is missing\n$/)
    expect(await running.stop()).toBe(0)
    expect(await readFile(join(dir, 'audit-0.tools.jsonl'), 'utf8')).toContain(
      '"event":"enrolments.exported"',
    )
  })
})
