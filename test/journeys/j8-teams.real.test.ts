import { mkdtemp, readFile, rm } from 'node:fs/promises'
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
import { buttonsOn } from '../support/teams/card-reading.ts'
import { textsIn } from '../support/teams/rooms.ts'
import { appointed } from './approvals.ts'
import { CorpInTeams } from './corp-in-teams.ts'
import { elsewhere, office, usedBy, weeksOf } from './known-company.ts'
import { startProcess, type Running } from './process.ts'
import { answersAll, rightly, wrongly, type Questioned } from './questions.ts'
import { openLdapSection } from './real-directories.ts'
import { rested } from './rested.ts'
import { serviceFile } from './service-file.ts'
import { activitySection, postsAreLearned, postsForWeeks, siemPosts } from './siem.ts'
import { TeamsEmployee } from './teams-employee.ts'

const fresh = 'Quiet-Harbour-Kettle-48'

describe('in Teams, on OpenLDAP and Redis', () => {
  let dir: string
  let file: string
  let running: Running
  let browser: Browser
  let hands: LdapHands
  let corp: CorpInTeams
  let post: SmtpServer
  let people: readonly Added[]
  let travellers: readonly TeamsEmployee[]
  const offered: string[] = []

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-j8t-'))
    hands = await LdapHands.open(inject('openldap'))
    corp = await CorpInTeams.open()
    // Without a second address to tell people at, a passkey alone would count.
    post = await smtpServer()
    const trustedProxies = ['127.0.0.1', '::1']
    const mail = { url: post.url, from: 'latchkey@corp.example' }
    const [teams, activity] = [await corp.section(dir), await activitySection(dir)]
    const more = { mail, teams, activity, trustedProxies }
    file = await serviceFile(dir, await freePort(), 62, openLdapSection(), more)
    running = await startProcess('src/main.ts', ['--config', file])
    await corp.pointAt(running.baseUrl)
    browser = await launch()
    people = await Promise.all(Array.from({ length: 12 }, async () => await hands.add('plain')))
    const [ada = '', bob = '', ...others] = people.map(({ mail }) => mail)
    await siemPosts(running.baseUrl, weeksOf([ada, bob], others))
    await postsForWeeks(file)
    await appointed(file, ...people.slice(2, 4).map(({ id }) => id))
  })
  afterAll(async () => {
    await browser?.close()
    expect(await running?.stop()).toBe(0)
    await corp?.stop()
    await post?.[Symbol.asyncDispose]()
    await hands?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const browserAt = async (address: string): Promise<BrowserContext> => {
    const context = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': address } })
    context.setDefaultTimeout(30_000)
    return context
  }

  /** Set up long ago in the office, and before a new browser somewhere else by now. */
  const travelled = async (person: Added): Promise<TeamsEmployee> => {
    const employee = await TeamsEmployee.at(corp.person(person.mail), await browserAt(office))
    await employee.enrols(person.password, 'message')
    await rested(file, person.id)
    return await employee.elsewhere(await browserAt(elsewhere))
  }

  /** Once they have proved who they are, and are asked. */
  const asked = async (employee: TeamsEmployee): Promise<TeamsEmployee> => {
    await employee.shows('execute')
    await employee.portal.at('ask-questions')
    return employee
  }

  const chatOf = ({ chat }: TeamsEmployee): Questioned => ({
    newest: () => ({ lines: textsIn(chat.newest), buttons: buttonsOn(chat.card).map(({ title }) => title) }),
    presses: async (label) => await chat.presses(label),
  })

  const signsIn = async ({ id }: Added): Promise<boolean> =>
    await hands.binds(await hands.dnOf(id), new Secret(fresh))

  test('J8 right answers spare the person a colleague', async () => {
    const ada = people[0]!
    travellers = await Promise.all(people.slice(0, 2).map(travelled))
    await postsAreLearned(file, people.length)
    const alice = await asked(travellers[0]!)
    offered.push(...(await answersAll(chatOf(alice), rightly(usedBy(0)))))
    await alice.portal.at('set-password')
    await alice.portal.answers('new-password', fresh)
    await alice.portal.ends('done')
    expect(await signsIn(ada)).toBe(true)
    expect(corp.alarms).not.toContain(`(${ada.account}) wants`)
  })

  test('J8 wrong ones do not, and nothing that was offered is kept', async () => {
    const bob = people[1]!
    const robert = await asked(travellers[1]!)
    offered.push(...(await answersAll(chatOf(robert), wrongly(usedBy(1)))))
    await robert.portal.at('await-approval')
    await expect.poll(() => corp.alarms, { timeout: 60_000 }).toContain(`(${bob.account}) wants`)
    expect(await signsIn(bob)).toBe(false)
    const kept = `${await readFile(join(dir, 'audit.jsonl'), 'utf8')}${running.log()}${running.said()}`
    expect(kept).toContain('questions.answered')
    expect(offered).toHaveLength(60)
    expect(offered.filter((option) => kept.includes(option))).toEqual([])
  })
})
