import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import type { Added } from '../contracts/directory.ts'
import { SambaHands } from '../directory/samba-bench.ts'
import { smtpServer, type SmtpServer } from '../notify/smtp-server.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { providedSamba } from '../services/provided.ts'
import { elementsOf } from '../support/slack/block-limits.ts'
import type { Sent } from '../support/slack/courier.ts'
import { objectsOf } from '../support/slack/json.ts'
import { latest, standing } from '../support/slack/rooms.ts'
import { valueFor } from '../support/slack/screen.ts'
import { CorpInSlack } from './corp-in-slack.ts'
import { doctor } from './doctor.ts'
import { loadedIn, noting } from './loaded.ts'
import { startProcess, type Running } from './process.ts'
import { sambaSection } from './real-directories.ts'
import { readable } from './readable.ts'
import { rested } from './rested.ts'
import { serviceFile } from './service-file.ts'
import { SlackEmployee } from './slack-employee.ts'
import { commitsFor, pairingsOf } from './trail.ts'

const fresh = 'Quiet-Harbour-Kettle-48'
const patient = { timeout: 60_000 }

describe('in Slack, on Samba AD and Redis', () => {
  let dir: string
  let file: string
  let running: Running
  let browser: Browser
  let context: BrowserContext
  let hands: SambaHands
  let post: SmtpServer
  let corp: CorpInSlack

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-j4-'))
    hands = await SambaHands.open(providedSamba())
    post = await smtpServer()
    corp = await CorpInSlack.open()
    const mail = { url: post.url, from: 'latchkey@corp.example' }
    const more = { mail, slack: await corp.section(dir) }
    file = await serviceFile(dir, await freePort(), 26, sambaSection(), more)
    running = await startProcess('src/main.ts', ['--config', file], noting(join(dir, 'loaded')))
    corp.pointAt(running.baseUrl)
    browser = await launch()
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    context.setDefaultTimeout(30_000)
  })
  afterAll(async () => {
    await browser?.close()
    expect(await running?.stop()).toBe(0)
    await corp?.stop()
    await post?.[Symbol.asyncDispose]()
    await hands?.close()
    await rm(dir, { recursive: true, force: true })
  })

  test('J4 sets up a passkey, is locked out, and gets back in: one commit, and everybody who must is told', async () => {
    const person = await hands.add('plain')
    const alice = await arrives(person)
    await alice.enrols(person.password.reveal(), 'message')
    await alice.reads(`This chat is now linked to ${person.account}`)
    await alice.chat.says('I forgot my password')
    await alice.pairs('message')
    await alice.portal.ends('too-soon')
    await alice.reads('Not yet')
    await rested(file, person.id)

    await hands.lock(person.id)
    expect(await locked(person.id)).toBe(true)
    const before = await hands.writes(person.id)
    await alice.proves('form')
    await alice.portal.answers('new-password', fresh)
    await alice.portal.ends('done')

    expect(await hands.writes(person.id)).toBe(before + 2)
    expect(await locked(person.id)).toBe(false)
    expect(await signsIn(person, new Secret(fresh))).toBe(true)
    expect(await signsIn(person, person.password)).toBe(false)

    await alice.reads('Your password is set')
    await alice.reads(`The password of ${person.account} was changed`)
    const { messages } = alice.chat.sees()
    const [card, link] = ['Your password is set', 'This link is used up'].map((text) =>
      messages.findLast(({ lines }) => lines.some((line) => line.includes(text))),
    )
    expect(card, 'the card of the conversation, redrawn').toMatchObject({ edited: true })
    expect(link).toMatchObject({ edited: true, buttons: [], links: {} })
    expect(
      messages.flatMap(({ links }) => Object.keys(links)),
      'nothing is left to open',
    ).toEqual([])

    await expect
      .poll(() => mailsTo(person).at(-1), patient)
      .toContain(`The password of ${person.account} was changed`)
    await expect.poll(() => corp.alarms.join(), patient).toContain(`(${person.account}) set a new password`)
    await toldToTheTrail(person)
  })

  test('J4 App Home and slash command answer the person, and nobody else', async () => {
    const person = await hands.add('plain')
    const alice = await arrives(person)
    await alice.chat.opensHome()
    await atHome(alice, 'I don’t know whose account to look at')
    expect(alice.chat.sees().home?.buttons).toContain('Set up my sign-in recovery')
    const general = corp.slack.platform.channel(corp.corp, 'general', [alice.chat.account.id])
    const { answer } = await alice.chat.slash('why can’t I get in?', '/latchkey', general)
    expect(answer?.body).toContain('"ephemeral"')
    await alice.chat.opensHome('messages')
    await alice.reads('I don’t know whose account to look at')
    expect(alice.chat.reads(general).map(({ ephemeral }) => ephemeral)).toEqual([true])
    await alice.enrols(person.password.reveal(), 'form')
    await hands.lock(person.id)
    await alice.chat.slash('why can’t I get in?', '/latchkey', general)
    await alice.reads('Your account is locked')
    await alice.chat.opensHome()
    await atHome(
      alice,
      'Your account is locked',
      'Passkeys and security keys: 1.',
      'They count for a reset from',
    )
  })

  test('J4 a link that somebody else opened, their presses and their code come to nothing', async () => {
    const person = await hands.add('plain')
    const alice = await arrives(person)
    await alice.enrols(person.password.reveal(), 'message')
    await rested(file, person.id)
    await alice.chat.says('I forgot my password')
    const mallory = await arrives(await hands.add('plain'))
    const code = await mallory.sees(await alice.link())
    await alice.reads('Opened in Chrome on Linux.')

    await mallory.chat.says(code)
    await mallory.reads('Hello. I help you get back into your account.')
    const hers = forgedBy(mallory, alice)
    const formsBefore = corp.slack.calls('views.open').length
    expect((await hers.presses('Type the code')).answer?.status).toBe(200)
    await alice.chat.presses('Type the code')
    await alice.chat.willSee('Latchkey', 'Send')
    expect((await hers.sends(code)).answer?.status).toBe(200)
    expect(await mallory.portal.code(), 'the page waits still').toBe(code)

    await alice.chat.closes()
    await alice.chat.presses('Not my browser')
    await alice.reads('Thank you. Security was told.')
    await mallory.portal.ends('disowned')
    expect(corp.slack.calls('views.open').length, 'one form, for its owner').toBe(formsBefore + 1)
    await expect
      .poll(() => corp.alarms.join(), patient)
      .toContain(`(${person.account}) said “not my browser”`)
    expect(await pairingsOf(join(dir, 'audit.jsonl'), alice.chat.account.id)).toEqual([])
    expect(await signsIn(person, person.password)).toBe(true)
  })

  test('J4 a guest, a stranger and another workspace get no link', async () => {
    const person = await hands.add('plain')
    const refused = {
      'You are a guest here': corp.person(person.mail, 'guest'),
      'e-mail address is not confirmed': corp.person(person.mail, 'unconfirmed'),
    }
    for (const [says, chat] of Object.entries(refused)) {
      await chat.says('set up recovery')
      await expect.poll(() => chat.sees().newest?.lines.join(), patient).toContain(says)
      expect(chat.sees().messages.flatMap(({ links }) => Object.keys(links))).toEqual([])
    }
    const elsewhere = corp.slack.platform.workspace('Elsewhere')
    const stranger = corp.person(person.mail, 'partner', elsewhere)
    expect((await stranger.says('set up recovery')).answer?.status).toBe(403)
    const alice = corp.person(person.mail)
    expect((await alice.says('set up recovery', { team: elsewhere.id })).answer?.status).toBe(403)
    expect([stranger, alice].flatMap((one) => one.sees().messages.filter(({ fromApp }) => fromApp))).toEqual(
      [],
    )
  })

  test('J4 the doctor finds nothing wrong, and of the chat libraries only Slack’s is loaded', async () => {
    const loaded = await loadedIn(join(dir, 'loaded'))
    expect(loaded).toContain('@slack/bolt')
    expect(loaded.filter((name) => /^bot(builder|framework)/.test(name))).toEqual([])
    const { code, report } = await doctor(file)
    expect(report.findings.filter(({ ok }) => !ok)).toEqual([])
    expect(code).toBe(0)
  })

  const toldToTheTrail = async ({ id }: Added): Promise<void> => {
    const [intent, outcome, ...more] = await commitsFor(join(dir, 'audit.jsonl'), id)
    expect([intent?.event, outcome?.event]).toEqual(['commit.intent', 'commit.committed'])
    expect(outcome).toMatchObject({ op: intent?.['op'], flow: intent?.flow, activity: 'reset' })
    expect(more).toEqual([])
  }

  /** What Slack itself would never send: signed as it signs, by `mallory`, on what only `alice` has before her. */
  const forgedBy = (mallory: SlackEmployee, alice: SlackEmployee) => {
    const { interactions, platform } = corp.slack
    const by = mallory.chat.account
    return {
      presses: async (label: string): Promise<Sent> => {
        const post = standing(alice.chat.dm, alice.chat.account.id).findLast((one) =>
          elementsOf(latest(one).blocks).some(({ element }) => JSON.stringify(element).includes(label)),
        )
        const message = post && latest(post)
        const pressed = elementsOf(message?.blocks).find(({ element }) =>
          JSON.stringify(element).includes(label),
        )
        if (post === undefined || message === undefined || pressed === undefined)
          throw new Error('no such button')
        return await interactions.pressOnMessage(by, alice.chat.dm, post, message, pressed)
      },
      sends: async (code: string): Promise<Sent> => {
        const form = platform.views.top(corp.corp.id, alice.chat.account.id)
        if (form === undefined) throw new Error('no form is open')
        const input = objectsOf(form.view['blocks']).find(({ type }) => type === 'input')
        const values = {
          [String(input?.['block_id'])]: valueFor(input ?? {}, { 'Type the code': code }),
        }
        return await interactions.submit(by, corp.corp, { ...form, user: by.id }, values)
      },
    }
  }

  const arrives = async ({ mail }: Added): Promise<SlackEmployee> =>
    await SlackEmployee.at(corp.person(mail), context)
  const atHome = async ({ chat }: SlackEmployee, ...texts: readonly string[]): Promise<void> => {
    const seen = () => chat.sees().home?.lines.join('\n')
    for (const text of texts) await expect.poll(seen, patient).toContain(text)
  }
  const signsIn = async ({ id }: Added, password: Secret): Promise<boolean> =>
    await hands.binds(await hands.dnOf(id), password)
  const locked = async (id: string): Promise<boolean> => {
    const name = 'msDS-User-Account-Control-Computed'
    return (Number((await hands.read(id, name))[name]) & 0x10) !== 0
  }
  const mailsTo = ({ mail }: Added): readonly string[] =>
    post.messages.map(readable).filter((message) => message.includes(`To: ${mail}`))
})
