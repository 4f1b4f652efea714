import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Added, DirectoryBench } from '../contracts/directory.ts'
import { smtpServer, type SmtpServer } from '../notify/smtp-server.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { Employee, threeDays } from './employee.ts'
import { Playground } from './playground.ts'
import { compiledOnce, startProcess, type Running } from './process.ts'
import { readable } from './readable.ts'
import { realDirectories, type RealDirectory } from './real-directories.ts'
import { serviceFile } from './service-file.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The helpdesk at its terminal: `npm run unfreeze -- …`, as `docs/unfreeze.md` says. */
const unfreeze = async (...args: readonly string[]) => {
  const child = spawn('npm', ['run', '--silent', 'unfreeze', '--', ...args], {
    cwd: root,
    env: { ...compiledOnce, ...process.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (bytes: Buffer) => (said.out += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => (said.err += bytes.toString()))
  await once(child, 'close')
  return { ...said, code: child.exitCode }
}

/** Of Redis, for these services alone, and one that stays empty. */
const databaseOf = (real: RealDirectory): number => 40 + realDirectories.indexOf(real)
const emptyDatabase = 63

describe.each(realDirectories)('the helpdesk’s command on $name', (real) => {
  let dir: string
  let file: string
  let post: SmtpServer
  let running: Running
  let browser: Browser
  let context: BrowserContext
  let chat: Playground
  let bench: DirectoryBench

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-unfreeze-'))
    post = await smtpServer()
    bench = await real.bench()
    const mail = { mail: { url: post.url, from: 'latchkey@corp.example' } }
    file = await serviceFile(dir, await freePort(), databaseOf(real), real.section(), mail)
    running = await startProcess('src/cli.ts', ['demo', '--config', file, '--no-open'])
    browser = await launch()
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    context.setDefaultTimeout(30_000)
    chat = await Playground.open(context, running.baseUrl)
  })
  afterAll(async () => {
    await browser?.close()
    expect(await running?.stop()).toBe(0)
    await post?.[Symbol.asyncDispose]()
    await bench?.directory.close()
    await bench?.close()
    await rm(dir, { recursive: true, force: true })
  })

  /** The configuration with something else in it. */
  const but = async (change: (whole: Record<string, unknown>) => void): Promise<string> => {
    const whole: Record<string, unknown> = parse(await readFile(file, 'utf8'))
    change(whole)
    const other = join(dir, 'other.yaml')
    await writeFile(other, stringify(whole))
    return other
  }
  const mailsTo = ({ mail }: Added): readonly string[] =>
    post.messages.map(readable).filter((message) => message.includes(`To: ${mail}`))

  /** Says so on the page behind the link in the newest mail. */
  const disowns = async (person: Added): Promise<void> => {
    const [, url = ''] = /(http\S+\/notme#\S+)/.exec(mailsTo(person).at(-1) ?? '') ?? []
    const page = await context.newPage()
    await page.goto(url)
    await page.fill('#word', 'freeze')
    await page.click('[data-send="freeze"]')
    await page.waitForSelector('[data-when="frozen"]:not([hidden])')
    await page.close()
  }

  /** Whatever is wrong is said in a sentence; that nothing was changed shows by what the right command opens afterwards. */
  const refusals = async ({ account }: Added): Promise<void> => {
    const { store }: { store: { url: string } } = parse(await readFile(file, 'utf8'))
    const stranger = randomBytes(32).toString('base64')
    await writeFile(join(dir, 'other-key'), stranger, { mode: 0o600 })
    const otherKey = (id: string) => but((whole) => (whole['keys'] = [{ id, file: 'other-key' }]))
    const empty = { kind: 'redis', url: store.url.replace(/\d+$/, String(emptyDatabase)) }
    const away = { ...real.section(), urls: ['ldaps://127.0.0.1:1'] }
    expect(await unfreeze('nobody.at.all', '--config', file)).toEqual({
      code: 1,
      out: '',
      err: 'latchkey: the directory knows nobody whose account is nobody.at.all; nothing was changed\n',
    })
    expect(await unfreeze(account, '--config', await but((whole) => (whole['store'] = empty)))).toMatchObject(
      {
        code: 1,
        out: expect.stringMatching(/is not frozen; nothing was changed\nno running service uses this store/),
      },
    )
    expect(await unfreeze(account, '--config', await but((whole) => (whole['directory'] = away)))).toEqual({
      code: 1,
      out: '',
      err: 'latchkey: ldaps://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1\n',
    })
    expect(await unfreeze(account, '--config', await otherKey('test'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/was not written by us/),
    })
    expect(await unfreeze(account, '--config', await otherKey('another'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/rests on key test, which is not among keys/),
    })
    expect(await unfreeze('--config', file)).toMatchObject({
      code: 1,
      err: "error: missing required argument 'account'\n",
    })
    expect(await unfreeze(account, '--config', join(dir, 'nothing.yaml'))).toMatchObject({
      code: 78,
      err: expect.stringMatching(/nothing\.yaml, which does not exist/),
    })
  }

  test('refuses in a sentence, opens what was frozen behind a mail, tells everybody, and the person can go on', async () => {
    const person = await bench.add('plain')
    const who = new Employee(person)
    await who.enrols(chat, person.password)
    await chat.threeDaysLater()
    await expect.poll(() => mailsTo(person).length).toBeGreaterThan(0)
    await disowns(person)
    await chat.says('I forgot my password')
    await chat.sees('Self-service for your account is frozen')

    await refusals(person)
    const opened = await unfreeze(person.account, '--config', file)
    expect(opened).toMatchObject({ code: 0, err: '' })
    expect(opened.out).toContain(`self-service for ${person.account} (${person.displayName}) is open again`)
    expect(opened.out).toContain('the running service tells them (chats: 1, mails: 1) and the alert channel')
    const trail = await readFile(join(dir, 'audit.tools.jsonl'), 'utf8')
    expect(trail).toMatch(/"self-service.unfrozen".*"by":"helpdesk"/)
    await chat.sees(`Self-service for ${person.account} was opened again by the helpdesk`)
    await expect.poll(() => mailsTo(person).at(-1)).toContain('was opened again by the helpdesk')
    await chat.helpdeskSees(/was opened again with the operator’s command/)

    const again = await unfreeze(person.account, '--config', file)
    expect(again).toMatchObject({ code: 0, err: '' })
    expect(again.out).toMatch(/is not frozen; nothing was changed\n$/)

    const portal = await who.proves(chat, threeDays)
    const fresh = 'Copper-Ladder-Window-73'
    await portal.answers('new-password', fresh)
    await portal.ends('done')
    expect(await bench.signsIn(person, person.password)).toBe(false)
  })
})
