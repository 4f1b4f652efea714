import { spawn } from 'node:child_process'
import { hkdfSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { stringify } from 'yaml'
import { harmlessSections } from '../../src/config/debug-sections.ts'
import { Secret } from '../../src/lib/secret.ts'
import { quoted, SambaHands, set } from '../directory/samba-bench.ts'
import { startProcess, type Running } from '../journeys/process.ts'
import { smtpServer, type SmtpServer } from '../notify/smtp-server.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { providedSamba } from '../services/provided.ts'
import { canaryPassword } from './errand.ts'
import { redisSpy, type RedisSpy } from './redis-spy.ts'
import { Screen } from './screen.ts'
import { Vault, type Hay } from './search.ts'

const vault = new Vault()
const stack: Hay[] = []
const keeps = (where: string, text: string) => void stack.push({ where, bytes: Buffer.from(text) })

let dir: string
let file: string
let env: Record<string, string>
let running: Running
let redis: RedisSpy
let smtp: SmtpServer
let hands: SambaHands
let browser: Browser

const secretFile = async (name: string, text: string): Promise<string> => {
  const path = join(dir, name)
  await writeFile(path, text, { mode: 0o600 })
  return path
}

/** A password that may stand in a URL, and is written differently there. */
const forUrl = (what: string): string => {
  const password = `pw+${randomBytes(12).toString('hex')}=%`
  vault.takes(what, password)
  return password
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latchkey-secrecy-'))
  const samba = providedSamba()
  hands = await SambaHands.open(samba)
  redis = await redisSpy(inject('redisUrl'), 8, forUrl('Redis password'))
  smtp = await smtpServer({ extensions: ['AUTH PLAIN'] })
  vault.takes('service account password', (await readFile(samba.bindPasswordFile, 'utf8')).trim())
  const key = randomBytes(32)
  vault.takes('configured key', key)
  for (const purpose of ['record', 'seed', 'pairing', 'nonce', 'inbox'])
    vault.takes('derived key', Buffer.from(hkdfSync('sha256', key, '', `latchkey/${purpose}`, 32)))
  const port = await freePort()
  const { url, caFile, bindDn, bindPasswordFile, baseDn, peopleDn: people } = samba
  const mailUrl = new URL(smtp.url)
  mailUrl.username = 'latchkey'
  mailUrl.password = encodeURIComponent(forUrl('mail password'))
  env = {
    LOG_LEVEL: 'trace',
    LATCHKEY_STORE_URL_FILE: await secretFile('store-url', redis.url),
    LATCHKEY_MAIL_URL_FILE: await secretFile('mail-url', mailUrl.href),
  }
  const directory = {
    kind: 'active-directory',
    urls: [url],
    caFile,
    bindDn,
    bindPasswordFile,
    baseDn,
    people,
  }
  const written = {
    baseUrl: `http://localhost:${port}`,
    listen: { host: '127.0.0.1', port },
    store: { kind: 'redis' },
    keys: [{ id: 'test', file: await secretFile('key', key.toString('base64')) }],
    directory,
    mail: { from: 'Latchkey <latchkey@corp.example>' },
    audit: { file: join(dir, 'audit.jsonl') },
    helpdesk: { phone: '+1 555 0100' },
  }
  file = await secretFile('latchkey.yaml', stringify(written))
  const reports = `--report-on-signal --report-signal=SIGUSR2 --report-directory=${dir}`
  const loud = { ...env, NODE_DEBUG: harmlessSections.join(','), NODE_OPTIONS: reports }
  running = await startProcess('src/cli.ts', ['demo', '--config', file, '--no-open'], loud)
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  await running?.stop()
  await redis?.close()
  await smtp?.[Symbol.asyncDispose]()
  await hands?.close()
  await rm(dir, { recursive: true, force: true })
})

const password = (what: string, text = canaryPassword()): string => {
  vault.takes(what, text)
  return text
}

/** One of our commands, with everything it printed. */
const printed = async (
  what: string,
  args: readonly string[],
  more: Record<string, string> = {},
): Promise<void> => {
  const child = spawn(process.execPath, [...args, '--config', file], {
    env: { ...process.env, ...env, ...more },
    stdio: 'pipe',
  })
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => (out += bytes.toString()))
  await once(child, 'close')
  keeps(what, `${child.exitCode} ${out}`)
}

/** What somebody else gets who asks for the same. */
const othersAsk = async (cookie: string): Promise<void> => {
  const posts = ['/h/attach', '/h/resume', '/h/answer'].map((path) => ({
    path,
    method: 'POST',
    body: '{"flow":"x"}',
  }))
  const gets = ['/h', '/h/page', '/h/state', '/readyz', '/nothing', '/%00'].map((path) => ({
    path,
    method: 'GET',
  }))
  for (const { path, ...init } of [...posts, ...gets]) {
    const headers = { cookie, 'content-type': 'application/json', origin: running.baseUrl }
    const response = await fetch(`${running.baseUrl}${path}`, { ...init, headers })
    keeps(
      'page for others',
      `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`,
    )
  }
}

test('a whole run of the real thing leaves no secret anywhere', async () => {
  const person = await hands.add('plain')
  const old = password('old password')
  await hands.modify(person.id, set('unicodePwd', quoted(new Secret(old))))
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  context.setDefaultTimeout(30_000)
  const screen = await Screen.open(context, running.baseUrl, vault, stack)

  await screen.joins(person)
  const first = await screen.entersBy('set up recovery')
  await first.at('prove-password')
  await screen.keepsCookies()
  await first.answers('current-password', password('wrong old password'))
  await first.answers('current-password', old)
  await first.at('manage-factors')
  await screen.enrols(first)
  await screen.threeDaysLater()

  await screen.says(`I forgot my password, it was ${password('password said in chat')}`)
  await screen.says(password('password pasted alone'))
  const page = await screen.entersBy('I forgot my password')
  await page.at('prove-identity')
  await screen.keepsCookies()
  await page.answers('totp', password('wrong code', '918273'))
  await page.answers('totp', await screen.code())
  await page.answers('recovery-codes', password('wrong recovery code', 'ZZZZ-YYYY-XXXX-WWWW'))
  await page.answers('recovery-codes', screen.codes[0] ?? '')
  const replacement = page.page.locator('[data-ask=recovery-codes] li, [data-codes] li').first()
  password('recovery code', (await replacement.textContent()) ?? '')
  await page.kept()
  await page.at('set-password')
  await othersAsk(`__Host-flow=${'A'.repeat(22)}.${'B'.repeat(43)}`)
  keeps('Redis, half-way', await redis.dump())
  await page.answers('new-password', password('refused: too short', `"ä${randomBytes(4).toString('hex')}`))
  await page.answers('new-password', old)
  const fresh = password('new password')
  await redis.hangs(4000)
  await page.page.locator('input[data-ask="new-password"]').fill(fresh)
  await page.page.locator('[data-send="new-password"]').click()
  await page.page
    .getByText(/not available|could not|try again/i)
    .first()
    .waitFor()
  await vi.waitFor(async () => expect((await fetch(`${running.baseUrl}/readyz`)).status).toBe(200), 30_000)
  if ((await page.page.locator('body').getAttribute('data-outcome')) === null) {
    await page.page.locator('input[data-ask="new-password"]').fill(fresh)
    await page.page.locator('[data-send="new-password"]').click()
  }
  await page.ends('done')
  expect(await hands.binds(await hands.dnOf(person.id), new Secret(fresh))).toBe(true)
  await vi.waitFor(() => expect(smtp.messages.length).toBeGreaterThan(2), 30_000)

  running.child.kill('SIGUSR2')
  const report = await vi.waitFor(async () => {
    const name = (await readdir(dir)).find((one) => one.startsWith('report.'))
    return JSON.stringify(JSON.parse(await readFile(join(dir, name ?? ''), 'utf8')))
  }, 30_000)
  await printed('check', ['src/cli.ts', 'check', '--json'])
  await printed('check', ['src/cli.ts', 'check'])
  for (const NODE_DEBUG of ['ldapts', 'stream', '*'])
    await printed('refused start', ['src/main.ts'], { NODE_DEBUG })
  await printed('refused start', ['src/main.ts'], { LATCHKEY_STORE_URL_FILE: join(dir, 'key') })
  await printed('refused start', ['src/main.ts'], { LATCHKEY_KEY_FILE: join(dir, 'store-url') })
  keeps('diagnostic report', report)
  keeps('Redis, at the end', await redis.dump())
  keeps('Redis commands', redis.commands.join('\n'))
  keeps('standard output', running.said())
  keeps('standard error', running.log())
  keeps('audit', await readFile(join(dir, 'audit.jsonl'), 'utf8'))
  keeps('mail', smtp.messages.join('\n\n'))
  await context.close()

  const found = vault
    .foundIn(stack)
    .map(({ what, where, form, around }) => `${what} in ${where} as ${form}: ${around}`)
  expect([...new Set(found)].slice(0, 20)).toEqual([])
  expect(vault.kinds().length).toBeGreaterThanOrEqual(18)
  expect(waysWith(person)).toEqual(
    ['Redis commands', 'Redis, at the end', 'Redis, half-way', 'audit', 'mail'].toSorted(),
  )
  for (const way of [
    'page',
    'check',
    'refused start',
    'diagnostic report',
    'standard error',
    'page for others',
  ])
    expect(
      stack.some(({ where, bytes }) => where === way && bytes.length > 100),
      way,
    ).toBe(true)
})

/** That the search sees what is there: somebody's name and address are no secrets, and stand in most places. */
const waysWith = ({
  id,
  mail,
  displayName,
}: {
  id: string
  mail: string
  displayName: string
}): readonly string[] => {
  const control = new Vault()
  for (const one of [id, mail, displayName]) control.takes('control', one)
  return [...new Set(control.foundIn(stack).map(({ where }) => where))].toSorted()
}
