import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import type { Added } from '../contracts/directory.ts'
import { LdapHands } from '../directory/openldap-bench.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { doctor } from './doctor.ts'
import { Employee, threeDays } from './employee.ts'
import { Playground } from './playground.ts'
import { startProcess, type Running } from './process.ts'
import { openLdapSection } from './real-directories.ts'
import { serviceFile } from './service-file.ts'

const fresh = 'Quiet-Harbour-Kettle-48'

describe('the same conversation, on OpenLDAP by StartTLS and Redis', () => {
  let dir: string
  let file: string
  let running: Running
  let browser: Browser
  let context: BrowserContext
  let hands: LdapHands

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-j3-'))
    hands = await LdapHands.open(inject('openldap'))
    file = await serviceFile(dir, await freePort(), 4, openLdapSection(true))
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

  test('J3 enrols, is locked out, and gets back in: one write, the old password dead, the lock gone, history kept', async () => {
    const alice = await hands.add('plain')
    const judy = await hands.add('strict')
    const chat = await Playground.open(context, running.baseUrl)
    const alicesSelf = await enrolled(chat, alice)
    const judysSelf = await enrolled(chat, judy)
    await threeDaysLater(chat)

    await hands.lock(alice.id)
    expect(await lockOf(alice)).not.toBe('')
    const before = await hands.writes(alice.id)
    const portal = await alicesSelf.proves(chat, ahead)
    await portal.answers('new-password', fresh)
    await portal.ends('done')
    expect(await hands.writes(alice.id)).toBe(before + 1)
    expect(await lockOf(alice)).toBe('')
    expect(await signsIn(alice, new Secret(fresh))).toBe(true)
    expect(await signsIn(alice, alice.password)).toBe(false)

    const judysBefore = await hands.writes(judy.id)
    const strict = await judysSelf.proves(chat, ahead)
    await strict.answers('new-password', 'Seventeen-Chars-7')
    await strict.page
      .getByText(/20 characters/)
      .first()
      .waitFor()
    await strict.answers('new-password', judy.password.reveal())
    await strict.page.getByText(/used on this account before/).waitFor()
    expect(await hands.writes(judy.id)).toBe(judysBefore)
    expect(await signsIn(judy, judy.password)).toBe(true)
    await strict.answers('new-password', 'Twenty-Fresh-Characters-9')
    await strict.ends('done')
    expect(await hands.writes(judy.id)).toBe(judysBefore + 1)
    expect(await signsIn(judy, new Secret('Twenty-Fresh-Characters-9'))).toBe(true)
  })

  test('J3 an expired password is changed by the old one and one factor, in one write', async () => {
    const erin = await hands.add('passwordExpired')
    const chat = await Playground.open(context, running.baseUrl)
    const erinsSelf = await enrolled(chat, erin)
    await threeDaysLater(chat)
    const before = await hands.writes(erin.id)
    await erinsSelf.becomes(chat)
    await chat.says('My password has expired')
    const portal = await erinsSelf.paired(chat)
    await portal.at('prove-identity')
    await portal.answers('totp', await erinsSelf.code(ahead))
    await portal.at('change-password')
    await portal.changes('Not-The-Old-One-1', fresh)
    await portal.page.getByText(/not the one your account has/).waitFor()
    await portal.changes(erin.password.reveal(), fresh)
    await portal.ends('done')
    expect(await hands.writes(erin.id)).toBe(before + 1)
    expect(await signsIn(erin, new Secret(fresh))).toBe(true)
  })

  test('J3 the doctor finds nothing wrong with the directory and the rights', async () => {
    const { code, report } = await doctor(file)
    expect(report.findings.filter(({ ok }) => !ok)).toEqual([])
    expect(code).toBe(0)
    expect(JSON.stringify(report)).toMatch(/plain write \(=w\)/)
  })

  test('J3 what must not be reset is not: an administrator at the start, locked by one in the middle', async () => {
    const chat = await Playground.open(context, running.baseUrl)
    const mallory = await hands.add('privileged')
    await new Employee(mallory).joins(chat)
    await chat.says('set up recovery')
    await chat.sees(/looked after by people/)

    const bob = await hands.add('plain')
    const bobsSelf = await enrolled(chat, bob)
    await threeDaysLater(chat)
    const portal = await bobsSelf.proves(chat, ahead)
    await hands.disable(bob.id)
    const before = await hands.writes(bob.id)
    await portal.answers('new-password', fresh)
    await portal.ends('commit-refused')
    await portal.page.getByText(/administrator has locked/).waitFor()
    expect(await hands.writes(bob.id)).toBe(before)
    expect(await lockOf(bob)).toBe('000001010000Z')
  })

  const lockOf = async ({ id }: Added): Promise<string> =>
    (await hands.read(id, 'pwdAccountLockedTime'))['pwdAccountLockedTime'] ?? ''
  const signsIn = async ({ id }: Added, password: Secret): Promise<boolean> =>
    hands.binds(await hands.dnOf(id), password)

  /** Their app and codes; the clock of the playground is `ahead` of ours. */
  const enrolled = async (chat: Playground, person: Added): Promise<Employee> => {
    const who = new Employee(person)
    await who.enrols(chat, person.password, ahead)
    return who
  }

  let ahead = 0
  const threeDaysLater = async (chat: Playground): Promise<void> => {
    await chat.threeDaysLater()
    ahead += threeDays
  }
})
