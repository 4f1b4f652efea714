import { mkdtemp, mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import type { Added } from '../contracts/directory.ts'
import { LdapHands } from '../directory/openldap-bench.ts'
import { smtpServer, type SmtpServer } from '../notify/smtp-server.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import type { Json } from '../support/teams/activities.ts'
import { Authority } from '../support/teams/authority.ts'
import { buttonsOn, fieldsOn } from '../support/teams/card-reading.ts'
import { foreignTenant } from '../support/teams/company.ts'
import { textsIn } from '../support/teams/rooms.ts'
import { CorpInSlack } from './corp-in-slack.ts'
import { CorpInTeams } from './corp-in-teams.ts'
import { doctor } from './doctor.ts'
import { loadedIn, noting } from './loaded.ts'
import { startProcess, type Running } from './process.ts'
import { readable } from './readable.ts'
import { openLdapSection } from './real-directories.ts'
import { rested } from './rested.ts'
import { serviceFile } from './service-file.ts'
import { TeamsEmployee } from './teams-employee.ts'
import { commitsFor, pairingsOf } from './trail.ts'

const fresh = 'Quiet-Harbour-Kettle-48'
const patient = { timeout: 60_000 }

describe('in Teams, on OpenLDAP and Redis, with Slack in the same process', () => {
  let dir: string
  let file: string
  let running: Running
  let browser: Browser
  let context: BrowserContext
  let hands: LdapHands
  let post: SmtpServer
  let corp: CorpInTeams
  let slack: CorpInSlack

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-j5-'))
    hands = await LdapHands.open(inject('openldap'))
    post = await smtpServer()
    corp = await CorpInTeams.open()
    slack = await CorpInSlack.open()
    const mail = { url: post.url, from: 'latchkey@corp.example' }
    const more = { mail, teams: await corp.section(dir), slack: await slack.section(dir) }
    file = await serviceFile(dir, await freePort(), 27, openLdapSection(), more)
    running = await startProcess('src/main.ts', ['--config', file])
    await corp.pointAt(running.baseUrl)
    slack.pointAt(running.baseUrl)
    browser = await launch()
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    context.setDefaultTimeout(30_000)
  })
  afterAll(async () => {
    await browser?.close()
    expect(await running?.stop()).toBe(0)
    await corp?.stop()
    await slack?.stop()
    await post?.[Symbol.asyncDispose]()
    await hands?.close()
    await rm(dir, { recursive: true, force: true })
  })

  test('J5 sets up app and codes, is locked out, and gets back in: one write, and everybody who must is told', async () => {
    const person = await hands.add('plain')
    const alice = await arrives(person)
    await alice.enrols(person.password, 'message')
    await alice.reads(`This chat is now linked to ${person.account}`)
    await alice.chat.says('I forgot my password')
    await alice.pairs('submit')
    await alice.portal.ends('too-soon')
    await alice.reads('Not yet')
    await rested(file, person.id)

    await hands.lock(person.id)
    expect(await lockOf(person)).not.toBe('')
    const before = await hands.writes(person.id)
    await alice.proves('execute')
    await alice.portal.answers('new-password', fresh)
    await alice.portal.ends('done')

    expect(await hands.writes(person.id)).toBe(before + 1)
    expect(await lockOf(person)).toBe('')
    expect(await signsIn(person, new Secret(fresh))).toBe(true)
    expect(await signsIn(person, person.password)).toBe(false)

    await alice.reads('Your password is set')
    await alice.reads(`The password of ${person.account} was changed`)
    expect(alice.said).toContain('This link is used up')
    expect(alice.buttons, 'nothing is left to open').not.toContain('Open the page')
    expect(alice.buttons).not.toContain('Send')
    await expect
      .poll(() => mailsTo(person).at(-1), patient)
      .toContain(`The password of ${person.account} was changed`)
    await expect.poll(() => corp.alarms, patient).toContain(`(${person.account}) set a new password`)
    await expect.poll(() => slack.alarms.join(), patient).toContain(`(${person.account}) set a new password`)
    await toldToTheTrail(person)
  })

  test('J5 a link that somebody else opened, their presses and their code come to nothing', async () => {
    const person = await hands.add('plain')
    const alice = await arrives(person)
    await alice.enrols(person.password, 'execute')
    await rested(file, person.id)
    await alice.chat.says('I forgot my password')
    const mallory = await arrives(await hands.add('plain'))
    const code = await mallory.sees(await alice.link())
    await alice.reads('Opened in Chrome on Linux.')

    await mallory.chat.says(code)
    await mallory.reads('Hello. I help you get back into your account.')
    const { card } = alice.chat
    for (const as of ['execute', 'submit'] as const) {
      // What Teams itself would never send: signed as it signs, by Mallory, on a card that only Alice has before her.
      const { status } = await mallory.chat.presses('Send', { on: card, as, change: typing(card, code) })
      expect(status).toBe(200)
    }
    expect(await mallory.portal.code(), 'the page waits still').toBe(code)

    await alice.chat.presses('Not my browser')
    await alice.reads('Thank you. Security was told.')
    await mallory.portal.ends('disowned')
    await expect.poll(() => corp.alarms, patient).toContain(`(${person.account}) said “not my browser”`)
    expect(await pairingsOf(join(dir, 'audit.jsonl'), alice.chat.member.oid)).toEqual([])
    expect(await signsIn(person, person.password)).toBe(true)
  })

  test('J5 a guest, another tenant and whoever signs for themselves get no link', async () => {
    const person = await hands.add('plain')
    const guest = corp.person(person.mail, { role: 'guest' })
    await guest.says('set up recovery')
    await expect
      .poll(() => guest.messages.map((one) => textsIn(one).join()).join(), patient)
      .toContain('You are a guest here')
    expect(buttonsOn(guest.card).map(({ title }) => title)).not.toContain('Open the page')

    const stranger = corp.person(person.mail, { tenant: foreignTenant })
    const alice = corp.person(person.mail)
    const forged = [
      await stranger.says('set up recovery'),
      await alice.says('set up recovery', { keys: await Authority.make('connector-1') }),
      await alice.says('set up recovery', { claims: { aud: foreignTenant } }),
      await alice.says('set up recovery', { claims: { serviceurl: 'https://smba.example/teams/' } }),
    ]
    for (const { status } of forged) expect([401, 403]).toContain(status)
    expect([...stranger.messages, ...alice.messages]).toEqual([])
  })

  test('J5 Slack is served by the same process on the same port, and the doctor finds nothing wrong', async () => {
    const { mail } = await hands.add('plain')
    const bob = slack.person(mail)
    await bob.says('hello')
    await expect.poll(() => bob.sees().newest?.lines.join(), patient).toContain('Hello. I help you')
    const { code, report } = await doctor(file)
    expect(report.findings.filter(({ ok }) => !ok)).toEqual([])
    expect(code).toBe(0)
  })

  test('J5 with Teams alone, no library of Slack’s is loaded', async () => {
    const alone = join(dir, 'alone')
    await mkdir(alone)
    const more = { teams: await corp.section(alone) }
    const config = await serviceFile(alone, await freePort(), 28, openLdapSection(), more)
    const other = await startProcess('src/main.ts', ['--config', config], noting(join(alone, 'loaded')))
    expect(await other.stop()).toBe(0)
    const loaded = await loadedIn(join(alone, 'loaded'))
    expect(loaded).toContain('botbuilder')
    expect(loaded.filter((name) => name.startsWith('@slack/'))).toEqual([])
  })

  const arrives = async ({ mail }: Added): Promise<TeamsEmployee> =>
    await TeamsEmployee.at(corp.person(mail), context)
  const lockOf = async ({ id }: Added): Promise<string> =>
    (await hands.read(id, 'pwdAccountLockedTime'))['pwdAccountLockedTime'] ?? ''
  const signsIn = async ({ id }: Added, password: Secret): Promise<boolean> =>
    await hands.binds(await hands.dnOf(id), password)
  const mailsTo = ({ mail }: Added): readonly string[] =>
    post.messages.map(readable).filter((message) => message.includes(`To: ${mail}`))

  const toldToTheTrail = async ({ id }: Added): Promise<void> => {
    const [intent, outcome, ...more] = await commitsFor(join(dir, 'audit.jsonl'), id)
    expect([intent?.event, outcome?.event]).toEqual(['commit.intent', 'commit.committed'])
    expect(outcome).toMatchObject({ op: intent?.['op'], flow: intent?.flow, activity: 'reset' })
    expect(more).toEqual([])
  }
})

/** The activity with this code in the card's field. */
const typing =
  (card: Json, code: string) =>
  (activity: Json): Json => {
    const typed = `"${fieldsOn(card).get('Type the code')}":"${code}"`
    return JSON.parse(JSON.stringify(activity).replace('"latchkey":"press"', `"latchkey":"press",${typed}`))
  }
