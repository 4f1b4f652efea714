import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { stringify } from 'yaml'
import { freePort } from '../services/free-port.ts'
import { startProcess } from './process.ts'

describe('what operators and checkers rely on', () => {
  let dir: string
  let port: number

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-contract-'))
    port = await freePort()
    await writeFile(join(dir, 'key'), randomBytes(32).toString('base64'), { mode: 0o600 })
    await writeFile(join(dir, 'bind'), 'Svc-Test-Data-2026', { mode: 0o600 })
  })
  afterAll(async () => await rm(dir, { recursive: true, force: true }))

  const written = async (change: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const file = join(dir, `${randomBytes(4).toString('hex')}.yaml`)
    const whole = {
      baseUrl: `http://localhost:${port}`,
      listen: { host: '127.0.0.1', port },
      // A database of its own: two services with different keys would take each other's records for forgeries.
      store: { kind: 'redis', url: new URL('/2', inject('redisUrl')).href },
      keys: [{ id: 'k', file: 'key' }],
      directory: {
        kind: 'active-directory',
        urls: ['ldaps://127.0.0.1:1'],
        bindDn: 'CN=svc,DC=corp,DC=example',
        bindPasswordFile: 'bind',
        baseDn: 'DC=corp,DC=example',
        people: 'OU=People,DC=corp,DC=example',
        matchBy: 'mail',
      },
      audit: { file: 'audit.jsonl' },
      helpdesk: { phone: '+1 555 0100' },
      ...change,
    }
    await writeFile(file, stringify(whole), { mode: 0o600 })
    return file
  }

  const ended = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const child = spawn(process.execPath, [...args], { env: { ...process.env, ...env }, stdio: 'pipe' })
    const said = { out: '', err: '' }
    child.stdout.on('data', (bytes: Buffer) => (said.out += bytes.toString()))
    child.stderr.on('data', (bytes: Buffer) => (said.err += bytes.toString()))
    await once(child, 'close')
    return { ...said, code: child.exitCode }
  }

  test('every fault of a configuration is told at once, nothing listens, and the exit is 78', async () => {
    const file = await written({
      baseUrl: 'http://reset.corp.example/path',
      audit: {},
      helpdesk: {},
      directory: { kind: 'active-directory', urls: ['ldap://dc1.corp.example'] },
      surprise: true,
    })
    const { code, out, err } = await ended(['src/main.ts', '--config', file])
    expect(code).toBe(78)
    expect(out).toBe('')
    for (const key of [
      'baseUrl',
      'audit.file',
      'helpdesk',
      'directory.urls[0]',
      'directory.bindDn',
      'surprise',
    ])
      expect(err).toContain(key)
  })

  test('a directory library that prints passwords stops the start', async () => {
    const { code, err } = await ended(['src/main.ts', '--config', await written()], { NODE_DEBUG: 'ldapts' })
    expect(code).toBe(78)
    expect(err).toContain('NODE_DEBUG')
  })

  test('the playground refuses to listen where other machines can reach it', async () => {
    const file = await written({ listen: { host: '0.0.0.0', port } })
    const { code, out, err } = await ended(['src/cli.ts', 'demo', '--no-open', '--config', file])
    expect(code).toBe(78)
    expect(out).toBe('')
    expect(err).toContain('listen.host')
  })

  test('the service starts while the directory is down, says so at /readyz, and drains on SIGTERM', async () => {
    const running = await startProcess('src/main.ts', ['--config', await written()])
    expect(running.baseUrl).toBe(`http://localhost:${port}`)
    expect((await fetch(`${running.baseUrl}/healthz`)).status).toBe(200)
    const ready = await fetch(`${running.baseUrl}/readyz`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({
      ready: false,
      dependencies: [
        { name: 'store', ok: true },
        { name: 'directory', ok: false },
        { name: 'clock', ok: true },
      ],
    })
    expect(running.said()).toBe(`latchkey ready ${running.baseUrl}\n`)
    expect(await running.stop()).toBe(0)
  })

  test('the doctor exits 1 and names what is wrong with its fix', async () => {
    const { code, out } = await ended(['src/cli.ts', 'check', '--config', await written()])
    expect(code).toBe(1)
    expect(out).toMatch(/FAIL {2}\S/)
  })
})
