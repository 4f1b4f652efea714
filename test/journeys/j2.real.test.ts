import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { stringify } from 'yaml'
import { codeNow } from '../../src/factors/seeded.ts'
import { day, systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { SambaHands, set } from '../directory/samba-bench.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { providedSamba } from '../services/provided.ts'
import { Playground, type Portal } from './playground.ts'
import { startProcess, type Running } from './process.ts'

const fresh = 'Quiet-Harbour-Kettle-48'
/** The playground's clock has moved three days and a minute on. */
const later = 3 * day + 60_000

describe('the same conversation, on Samba AD over LDAPS and Redis', () => {
  let dir: string
  let file: string
  let running: Running
  let browser: Browser
  let context: BrowserContext
  let hands: SambaHands

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-j2-'))
    hands = await SambaHands.open(providedSamba())
    file = await configFile(dir, await freePort())
    running = await startProcess('src/cli.ts', ['demo', '--config', file, '--no-open'])
    browser = await launch()
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    context.setDefaultTimeout(30_000)
  })
  afterAll(async () => {
    await browser?.close()
    expect(await running?.stop()).toBe(0)
    await hands?.close()
    await rm(dir, { recursive: true, force: true })
  })

  test('J2 enrols, is locked out, and gets back in: one commit, the lock gone, history and the own policy kept', async () => {
    const alice = await hands.add('plain')
    const judy = await hands.add('strict')
    const chat = await Playground.open(context, running.baseUrl)
    const alicesApp = await enrol(chat, alice, alice.password)
    const judysApp = await enrol(chat, judy, judy.password)
    await threeDaysLater(chat)

    await hands.lock(alice.id)
    expect(await locked(alice.id)).toBe(true)
    const before = await hands.writes(alice.id)
    const portal = await proves(chat, alice, alicesApp)
    await portal.answers('new-password', fresh)
    await portal.ends('done')
    expect(await hands.writes(alice.id)).toBe(before + 2)
    expect(await locked(alice.id)).toBe(false)
    expect(await hands.binds(await hands.dnOf(alice.id), new Secret(fresh))).toBe(true)

    const judysBefore = await hands.writes(judy.id)
    const strict = await proves(chat, judy, judysApp)
    await strict.answers('new-password', 'Seventeen-Chars-7')
    await strict.page
      .getByText(/20 characters/)
      .first()
      .waitFor()
    expect(await hands.writes(judy.id)).toBe(judysBefore)
    await strict.answers('new-password', judy.password.reveal())
    await strict.page.getByText(/used on this account before/).waitFor()
    expect(await hands.writes(judy.id)).toBe(judysBefore + 1)
    await strict.answers('new-password', 'Twenty-Fresh-Characters-9')
    await strict.ends('done')
    expect(await hands.writes(judy.id)).toBe(judysBefore + 3)
    expect(await hands.binds(await hands.dnOf(judy.id), new Secret('Twenty-Fresh-Characters-9'))).toBe(true)
  })

  test('J2 an expired password is changed by the old one and one factor: the directory verifies it, in one write', async () => {
    const erin = await hands.add('passwordExpired')
    const chat = await Playground.open(context, running.baseUrl)
    const app = await enrol(chat, erin, erin.password)
    await threeDaysLater(chat)
    const before = await hands.writes(erin.id)
    await becomes(chat, erin)
    await chat.says('My password has expired')
    const portal = await opened(chat)
    await portal.answers('totp', await codeNow(app.seed, systemClock.now() + ahead))
    await portal.at('change-password')
    await portal.changes('Not-The-Old-One-1', fresh)
    await portal.page.getByText(/not the one your account has/).waitFor()
    expect(await hands.read(erin.id, 'badPwdCount')).toEqual({ badPwdCount: '1' })
    await portal.changes(erin.password.reveal(), fresh)
    await portal.ends('done')
    expect(await hands.writes(erin.id)).toBe(before + 1)
    expect(await hands.binds(await hands.dnOf(erin.id), new Secret(fresh))).toBe(true)
  })

  test('J2 the doctor finds nothing wrong with the domain and the rights, and names the way history is kept', async () => {
    const { code, report } = await doctor(file)
    expect(report.findings.filter(({ ok }) => !ok)).toEqual([])
    expect(code).toBe(0)
    expect(JSON.stringify(report)).toMatch(/two/i)
  })

  test('J2 what must not be reset is not: privileged at the start, disabled in the middle', async () => {
    const chat = await Playground.open(context, running.baseUrl)
    const mallory = await hands.add('privileged')
    await joins(chat, mallory)
    await chat.says('set up recovery')
    await chat.sees(/looked after by people/)

    const bob = await hands.add('plain')
    const bobsApp = await enrol(chat, bob, bob.password)
    await threeDaysLater(chat)
    const portal = await proves(chat, bob, bobsApp)
    await hands.modify(bob.id, set('userAccountControl', '514'))
    const before = await hands.writes(bob.id)
    await portal.answers('new-password', fresh)
    await portal.ends('commit-refused')
    expect(await hands.writes(bob.id)).toBe(before)
  })

  interface Person {
    readonly id: string
    readonly displayName: string
    readonly mail: string
  }
  interface App {
    readonly seed: string
    readonly codes: readonly string[]
  }

  const locked = async (id: string): Promise<boolean> =>
    (Number(
      (await hands.read(id, 'msDS-User-Account-Control-Computed'))['msDS-User-Account-Control-Computed'],
    ) &
      0x10) !==
    0

  const joins = async (chat: Playground, { displayName, mail }: Person): Promise<void> => {
    await chat.page.locator('#join [name=name]').fill(displayName)
    await chat.page.locator('#join [name=email]').fill(mail)
    await chat.page.locator('#join button').click()
    await chat.page.locator('[data-person][aria-pressed=true]', { hasText: displayName }).waitFor()
  }

  const becomes = async (chat: Playground, { displayName }: Person): Promise<void> => {
    const person = chat.page.locator('[data-person]', { hasText: displayName })
    await person.click()
    await chat.page.locator('[data-person][aria-pressed=true]', { hasText: displayName }).waitFor()
  }

  /** Authenticator app and recovery codes, by the directory password. */
  const enrol = async (chat: Playground, person: Person, password: Secret): Promise<App> => {
    await joins(chat, person)
    await chat.says('set up recovery')
    const portal = await chat.opens()
    await portal.continues()
    await chat.types(await portal.code())
    await portal.at('prove-password')
    await portal.answers('current-password', password.reveal())
    await portal.at('manage-factors')
    await portal.presses('add', 'totp')
    const shown = portal.page.locator('[data-ask=totp-seed]')
    await shown.filter({ hasText: /[A-Z2-7]{4}/ }).waitFor()
    const seed = ((await shown.textContent()) ?? '').replaceAll(/\s/g, '')
    await portal.answers('totp', await codeNow(seed, systemClock.now() + ahead))
    await portal.presses('add', 'recovery-codes')
    const items = portal.page.locator('[data-ask=recovery-codes] li')
    await items.nth(9).waitFor()
    const codes = await items.allTextContents()
    await portal.presses('back', 'back')
    await portal.presses('done', 'done')
    await portal.ends('done')
    await portal.page.close()
    return { seed, codes }
  }

  /** The hand-off, up to the page that asks for a proof. */
  const opened = async (chat: Playground): Promise<Portal> => {
    const portal = await chat.opens()
    await portal.continues()
    await chat.types(await portal.code())
    await portal.at('prove-identity')
    return portal
  }

  /** From "I forgot it" to the page that asks for the new password. */
  const proves = async (chat: Playground, person: Person, app: App): Promise<Portal> => {
    await becomes(chat, person)
    await chat.says('I forgot my password')
    const portal = await opened(chat)
    await portal.answers('totp', await codeNow(app.seed, systemClock.now() + ahead))
    await portal.answers('recovery-codes', app.codes[0]!)
    await portal.kept()
    await portal.at('set-password')
    return portal
  }

  /** How far the playground's clock is ahead of ours. */
  let ahead = 0
  const threeDaysLater = async (chat: Playground): Promise<void> => {
    await chat.threeDaysLater()
    ahead += later
  }
})

interface Report {
  readonly findings: readonly { readonly name: string; readonly ok: boolean; readonly says: string }[]
}

const doctor = async (file: string): Promise<{ readonly code: number | null; readonly report: Report }> => {
  const child = spawn(process.execPath, ['src/cli.ts', 'check', '--json', '--config', file], {
    stdio: 'pipe',
  })
  let out = ''
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()))
  await once(child, 'close')
  const report: Report = JSON.parse(out)
  return { code: child.exitCode, report }
}

const configFile = async (dir: string, port: number): Promise<string> => {
  const samba = providedSamba()
  const key = join(dir, 'key')
  await writeFile(key, randomBytes(32).toString('base64'), { mode: 0o600 })
  const file = join(dir, 'latchkey.yaml')
  await writeFile(
    file,
    stringify({
      baseUrl: `http://localhost:${port}`,
      listen: { host: '127.0.0.1', port },
      // A database of its own: two services with different keys would take each other's records for forgeries.
      store: { kind: 'redis', url: new URL('/1', inject('redisUrl')).href },
      keys: [{ id: 'test', file: key }],
      directory: {
        kind: 'active-directory',
        urls: [samba.url],
        caFile: samba.caFile,
        bindDn: samba.bindDn,
        bindPasswordFile: samba.bindPasswordFile,
        baseDn: samba.baseDn,
        people: samba.peopleDn,
        matchBy: 'mail',
      },
      audit: { file: join(dir, 'audit.jsonl') },
      helpdesk: { phone: '+1 555 0100' },
    }),
  )
  return file
}
