import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import type { Added } from '../contracts/directory.ts'
import { SambaHands } from '../directory/samba-bench.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { providedSamba } from '../services/provided.ts'
import { appointed } from './approvals.ts'
import { CorpInSlack } from './corp-in-slack.ts'
import { elsewhere, office, usedBy, weeksOf } from './known-company.ts'
import { startProcess, type Running } from './process.ts'
import { answersAll, rightly, wrongly, type Questioned } from './questions.ts'
import { sambaSection } from './real-directories.ts'
import { rested } from './rested.ts'
import { serviceFile } from './service-file.ts'
import { activitySection, postsAreLearned, postsForWeeks, siemPosts } from './siem.ts'
import { SlackEmployee } from './slack-employee.ts'
import { flowOf, toldOf } from './trail.ts'

const fresh = 'Quiet-Harbour-Kettle-48'

describe('in Slack, on Samba AD and Redis', () => {
  let dir: string
  let file: string
  let running: Running
  let browser: Browser
  let hands: SambaHands
  let corp: CorpInSlack
  let ada: Added
  let bob: Added
  let alice: SlackEmployee
  let robert: SlackEmployee
  const offered: string[] = []

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-j8-'))
    hands = await SambaHands.open(providedSamba())
    corp = await CorpInSlack.open()
    const trustedProxies = ['127.0.0.1', '::1']
    const more = { slack: await corp.section(dir), activity: await activitySection(dir), trustedProxies }
    file = await serviceFile(dir, await freePort(), 61, sambaSection(), more)
    running = await startProcess('src/main.ts', ['--config', file])
    corp.pointAt(running.baseUrl)
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    expect(await running?.stop()).toBe(0)
    await corp?.stop()
    await hands?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const browserAt = async (address: string): Promise<BrowserContext> => {
    const extraHTTPHeaders = { 'x-forwarded-for': address }
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, extraHTTPHeaders })
    context.setDefaultTimeout(30_000)
    return context
  }

  /** A company whose log has told of everybody for weeks, and two of it on the way. */
  const begins = async (): Promise<void> => {
    ;[ada, bob] = [await hands.add('plain'), await hands.add('plain')]
    const others: Added[] = []
    for (let n = 0; n < 10; n++) others.push(await hands.add('plain'))
    const mails = others.map(({ mail }) => mail)
    await siemPosts(running.baseUrl, weeksOf([ada.mail, bob.mail], mails))
    await postsForWeeks(file)
    await appointed(file, ...others.slice(0, 2).map(({ id }) => id))
    ;[alice, robert] = await Promise.all([travelled(ada), travelled(bob)])
    await postsAreLearned(file, 12)
  }

  /** Set up long ago in the office, and before a new browser somewhere else by now. */
  const travelled = async (person: Added): Promise<SlackEmployee> => {
    const employee = await SlackEmployee.at(corp.person(person.mail), await browserAt(office))
    await employee.enrols(person.password.reveal(), 'message')
    await rested(file, person.id)
    return await employee.elsewhere(await browserAt(elsewhere))
  }

  const asked = ({ chat }: SlackEmployee): Questioned => ({
    newest: () => chat.sees().newest ?? { lines: [], buttons: [] },
    presses: async (label) => await chat.presses(label),
  })

  const told = async ({ chat }: SlackEmployee) =>
    await toldOf(join(dir, 'audit.jsonl'), await flowOf(join(dir, 'audit.jsonl'), chat.account.id))
  /** What the answers came to, which is all that is told of them. */
  const changeOf = async (employee: SlackEmployee): Promise<unknown> =>
    (await told(employee)).find(({ event }) => event === 'questions.answered')?.['change']
  const signsIn = async ({ id }: Added): Promise<boolean> =>
    await hands.binds(await hands.dnOf(id), new Secret(fresh))

  test('J8 whoever knows what they did lately goes on without a colleague; nobody is asked before a passkey', async () => {
    await begins()
    await alice.chat.says('I forgot my password')
    await alice.pairs('message')
    await alice.portal.at('prove-identity')
    expect(alice.said).not.toContain('questions about your recent sign-ins')
    await alice.portal.passkey()
    await alice.portal.at('ask-questions')
    offered.push(...(await answersAll(asked(alice), rightly(usedBy(0)))))
    await alice.portal.at('set-password')
    await alice.portal.answers('new-password', fresh)
    await alice.portal.ends('done')
    expect(await signsIn(ada)).toBe(true)
    const events = (await told(alice)).map(({ event }) => event)
    const order = [
      'pairing.accepted',
      'factor.accepted',
      'questions.asked',
      'questions.answered',
      'commit.committed',
    ]
    expect(events.filter((event) => order.includes(event))).toEqual(order)
    expect(events).not.toContain('approval.requested')
    expect(await changeOf(alice)).toBe(-2)
  })

  test('J8 whoever does not, waits for one, and is not told why', async () => {
    await robert.asks('message')
    offered.push(...(await answersAll(asked(robert), wrongly(usedBy(1)))))
    await robert.portal.at('await-approval')
    await expect.poll(() => corp.alarms.join('\n'), { timeout: 60_000 }).toContain(`(${bob.account}) wants`)
    expect(robert.said).not.toMatch(/wrong|right answer/i)
    expect((await told(robert)).map(({ event }) => event)).toContain('approval.requested')
    expect(await changeOf(robert)).toBe(3)
    expect(await signsIn(bob)).toBe(false)
  })

  test('J8 no option that was offered stands in the trail or in the log', async () => {
    const kept = `${await readFile(join(dir, 'audit.jsonl'), 'utf8')}${running.log()}${running.said()}`
    expect(kept).toContain('questions.asked')
    expect(offered).toHaveLength(60)
    expect(offered.filter((option) => kept.includes(option))).toEqual([])
  })
})
