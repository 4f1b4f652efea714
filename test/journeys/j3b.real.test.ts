import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Added, DirectoryBench, PersonState } from '../contracts/directory.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { Employee, threeDays } from './employee.ts'
import { Playground } from './playground.ts'
import { startProcess, type Running } from './process.ts'
import { realDirectories } from './real-directories.ts'
import { serviceFile } from './service-file.ts'

describe.each(realDirectories)('unlock, and “why can’t I get in?”, on $name', (real) => {
  let dir: string
  let running: Running
  let browser: Browser
  let chat: Playground
  let bench: DirectoryBench
  let ahead = 0

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-j3b-'))
    bench = await real.bench()
    const file = await serviceFile(dir, await freePort(), real.database, real.section())
    running = await startProcess('src/cli.ts', ['demo', '--config', file, '--no-open'])
    browser = await launch()
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    context.setDefaultTimeout(30_000)
    chat = await Playground.open(context, running.baseUrl)
  })
  afterAll(async () => {
    await browser?.close()
    expect(await running?.stop()).toBe(0)
    await bench?.directory.close()
    await bench?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const threeDaysLater = async (): Promise<void> => {
    await chat.threeDaysLater()
    ahead += threeDays
  }
  const enrolled = async (state: PersonState): Promise<{ person: Added; who: Employee }> => {
    const person = await bench.add(state)
    const who = new Employee(person)
    await who.enrols(chat, person.password, ahead)
    return { person, who }
  }
  const statusOf = async (id: string) => (await bench.directory.people.status(id))!

  test('J3b is told why, has the lock lifted by one factor, and signs in with the old password', async () => {
    const { person: alice, who } = await enrolled('plain')
    const { person: mallory, who: promoted } = await enrolled('plain')
    await threeDaysLater()

    await who.becomes(chat)
    await bench.lock(alice.id)
    expect(await bench.signsIn(alice, alice.password)).toBe(false)
    const writes = await bench.writes(alice.id)
    await chat.says('Why can’t I get in?')
    await chat.sees('Your account is locked')
    await chat.sees(/Locked since \w+day \d+ \w+ at \d\d:\d\d/)
    await chat.sees(/It opens by itself on \w+day \d+ \w+ at \d\d:\d\d/)
    await chat.presses('start', 'unlock-account')
    const portal = await who.paired(chat)
    await portal.at('prove-identity')
    await portal.answers('totp', await who.code(ahead))
    await portal.at('unlock')
    expect((await statusOf(alice.id)).locked).toBe(true)
    await portal.presses('unlock', 'unlock')
    await portal.ends('done')
    await chat.sees('Your account is open')
    expect((await statusOf(alice.id)).locked).toBe(false)
    expect(await bench.signsIn(alice, alice.password)).toBe(true)
    expect(await bench.writes(alice.id), 'password writes').toBe(writes)
    await chat.helpdeskSees(/unlocked the account and kept the password/)
    await chat.recorded('unlock.unlocked')
    await chat.says('Why can’t I get in?')
    await chat.sees('Nothing is wrong with your account')

    await bench.lock(mallory.id)
    await promoted.becomes(chat)
    await chat.says('unlock my account')
    const late = await promoted.paired(chat)
    await late.at('prove-identity')
    await late.answers('totp', await promoted.code(ahead))
    await late.at('unlock')
    await bench.promote(mallory.id)
    await late.presses('unlock', 'unlock')
    await late.ends('protected')
    expect((await statusOf(mallory.id)).locked).toBe(true)
  })

  test('J3b hears what an unlock would not mend, in words, and whom to call', async () => {
    const { person: carol } = await enrolled('passwordExpired')
    await chat.says('Why can’t I get in?')
    await chat.sees('Your password has expired')
    await chat.page.locator('[data-card] [data-ask=start][data-value=change-expired]').last().waitFor()
    await bench.disable(carol.id)
    await chat.says('Why can’t I get in?')
    await chat.sees(/switched off|locked by an administrator/)
    await chat.sees(/\+1 555 0100/)

    const stranger = new Employee({ displayName: 'Nobody Known', mail: 'nobody.known@corp.example' })
    await stranger.joins(chat)
    await chat.says('Why can’t I get in?')
    await chat.sees('I don’t know whose account to look at')
  })
})
