import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { en } from '../../../src/words/en.ts'
import { compiledOnce, startProcess, type Running } from '../../journeys/process.ts'
import { freePort } from '../../services/free-port.ts'
import type { Json } from '../../support/teams/activities.ts'
import { Emulator } from '../../support/teams/emulator.ts'

let dir: string
let file: string
let port: number
let emulator: Emulator
/** Whose messages never get in, so that nothing is ever answered to it. */
let unheard: Emulator
let demo: Running

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latchkey-emulator-'))
  file = join(dir, 'latchkey.yaml')
  port = await freePort()
  await writeFile(join(dir, 'key'), randomBytes(32).toString('base64'), { mode: 0o600 })
  const config = {
    listen: { port },
    store: { kind: 'memory' },
    directory: { kind: 'memory' },
    keys: [{ id: 'k1', file: 'key' }],
    audit: { file: 'audit.jsonl' },
    helpdesk: { phone: '+1 555 0100' },
    teams: { emulator: true },
  }
  await writeFile(file, stringify(config), { mode: 0o600 })
  emulator = await Emulator.start()
  unheard = await Emulator.start()
  demo = await startProcess('src/cli.ts', ['demo', '--no-open', '--config', file])
})
afterAll(async () => {
  await demo.stop()
  await emulator.stop()
  await unheard.stop()
  await rm(dir, { recursive: true })
})

/** By `node:http`, since `fetch` says of itself that it is a page. */
const posts = (activity: Json, headers: Record<string, string> = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(`http://localhost:${port}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.end(JSON.stringify(activity))
  })

test('whoever starts it is told loudly what it is', () => {
  expect(demo.log()).toMatch(/^DEVELOPMENT ONLY: teams\.emulator is set\./m)
  expect(demo.log()).toContain('"teams.emulator"')
})

test('a developer opens the chat, is greeted, asks for help, and no call carries a token', async () => {
  const arrival = { type: 'conversationUpdate', membersAdded: [{ id: 'bot' }, { id: 'ada' }] }
  expect(await posts(emulator.activity(arrival))).toBe(200)
  await expect.poll(() => emulator.reads, { timeout: 30_000 }).toContain(en['why.unlinked'])
  expect(await posts(emulator.activity({ text: 'I forgot my password' }))).toBe(200)
  await expect.poll(() => emulator.reads, { timeout: 30_000 }).toContain(en['ended.not-enrolled'])
  expect(emulator.shown.length).toBeGreaterThan(1)
  expect(new Set(emulator.shown)).toEqual(new Set([undefined]))
})

test.each<[string, Json, Record<string, string>]>([
  ['for another machine, in the name of this one', {}, { 'x-forwarded-for': '127.0.0.1' }],
  ['for another machine', {}, { 'x-forwarded-for': '192.168.1.4' }],
  ['by a page', {}, { origin: 'https://evil.example' }],
  ['with a token', {}, { authorization: 'Bearer a.b.c' }],
  ['as Teams', { channelId: 'msteams' }, {}],
  ['with a service elsewhere', { serviceUrl: 'http://evil.example/' }, {}],
])('what is sent %s is refused', async (_how, change, headers) => {
  expect(await posts(unheard.activity(change), headers)).toBe(403)
  expect(unheard.shown).toEqual([])
})

test('another host name for this machine is not ours: no page can make itself one', async () => {
  expect(await posts(emulator.activity(), { host: 'evil.example' })).toBe(421)
})

test.each([
  ['the service', 'src/main.ts', []],
  ['the check', 'src/cli.ts', ['check']],
])('%s does not start with that very file, and says why', (_what, script, command) => {
  const { status, stderr } = spawnSync(process.execPath, [script, ...command, '--config', file], {
    encoding: 'utf8',
    env: { ...process.env, ...compiledOnce },
  })
  expect(status).toBe(78)
  expect(stderr).toContain('teams.emulator: is a development flag')
})

test('no way leads from a service to it: one file opens it, and only the demonstration asks that file', () => {
  const root = new URL('../../../', import.meta.url)
  const naming = (folder: string, what: string): readonly string[] =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .filter((name) => readFileSync(new URL(`${folder}${name}`, root), 'utf8').includes(what))
  const opens = ['src/', 'adapters/', 'flows/'].flatMap((folder) => naming(folder, 'teams/emulator'))
  expect(opens).toEqual(['assemble-emulator.ts'])
  expect(naming('src/', 'assemble-emulator')).toEqual(['assemble-demo.ts'])
  expect(naming('adapters/', './emulator-authentication')).toEqual(['teams/emulator.ts'])
  expect(naming('adapters/', './emulator-gate')).toEqual([
    'teams/emulator-authentication.ts',
    'teams/emulator.ts',
  ])
})
