import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { inject } from 'vitest'
import { parse, stringify } from 'yaml'
import { Secret } from '../../src/lib/secret.ts'
import type { Added } from '../contracts/directory.ts'
import { LdapHands } from '../directory/openldap-bench.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { appointed, resetAnHourAgo } from './approvals.ts'
import { ApproverInTeams } from './approver-in-teams.ts'
import { CorpInTeams } from './corp-in-teams.ts'
import { startProcess, type Running } from './process.ts'
import { openLdapSection } from './real-directories.ts'
import { rested } from './rested.ts'
import { serviceFile } from './service-file.ts'
import { TeamsEmployee } from './teams-employee.ts'
import { flowOf, toldOf, type Line } from './trail.ts'

interface People {
  readonly ada: Added
  readonly alice: TeamsEmployee
  readonly grace: ApproverInTeams
}

/**
 * A company in Teams on OpenLDAP: Ada, who was reset an hour ago and is to be looked at by a human, and Grace, who may approve. Both
 * have a browser of their own, with a passkey in it.
 */
export class FlaggedInTeams {
  readonly corp: CorpInTeams
  readonly hands: LdapHands
  readonly file: string
  readonly #browser: Browser
  readonly #dir: string
  #running: Running
  #people: People | undefined

  private constructor(
    { corp, hands, browser }: { corp: CorpInTeams; hands: LdapHands; browser: Browser },
    { dir, file, running }: { dir: string; file: string; running: Running },
  ) {
    this.corp = corp
    this.hands = hands
    this.file = file
    this.#browser = browser
    this.#dir = dir
    this.#running = running
  }

  /** `database`: one of Redis for this company alone. */
  static async open(database: number): Promise<FlaggedInTeams> {
    const dir = await mkdtemp(join(tmpdir(), 'latchkey-flagged-'))
    const hands = await LdapHands.open(inject('openldap'))
    const corp = await CorpInTeams.open()
    const more = { teams: await corp.section(dir) }
    const file = await serviceFile(dir, await freePort(), database, openLdapSection(), more)
    const running = await startProcess('src/main.ts', ['--config', file])
    await corp.pointAt(running.baseUrl)
    return new FlaggedInTeams({ corp, hands, browser: await launch() }, { dir, file, running })
  }

  /** Both come and set up their passkeys, long ago. */
  async begins(): Promise<void> {
    const [ada, approver] = [await this.hands.add('plain'), await this.hands.add('plain')]
    const alice = await this.#enrolled(ada)
    const grace = new ApproverInTeams(await this.#enrolled(approver))
    await appointed(this.file, approver.id)
    await resetAnHourAgo(this.file, ada.id)
    this.#people = { ada, alice, grace }
  }

  async #enrolled(person: Added): Promise<TeamsEmployee> {
    const context = await this.#browser.newContext()
    context.setDefaultTimeout(30_000)
    const employee = await TeamsEmployee.at(this.corp.person(person.mail), context)
    await employee.enrolsPasskey(person.password)
    await rested(this.file, person.id)
    return employee
  }

  get people(): People {
    if (this.#people === undefined) throw new Error('nobody has come yet')
    return this.#people
  }

  get baseUrl(): string {
    return this.#running.baseUrl
  }

  /** Ada asks, proves with her passkey, and waits for a human. */
  async asks(): Promise<void> {
    const { alice } = this.people
    await alice.asks()
    await alice.portal.at('await-approval')
  }

  /** What was told of Ada's newest conversation. */
  async trail(): Promise<readonly Line[]> {
    return await toldOf(join(this.#dir, 'audit.jsonl'), await this.flow())
  }

  async flow(): Promise<string> {
    return await flowOf(join(this.#dir, 'audit.jsonl'), this.people.alice.chat.member.oid)
  }

  /** A page of somebody who has no passkey of anybody's. */
  async strangersPage(): Promise<Page> {
    const page = await (await this.#browser.newContext()).newPage()
    page.setDefaultTimeout(30_000)
    return page
  }

  async signsIn(password: string): Promise<boolean> {
    return await this.hands.binds(await this.hands.dnOf(this.people.ada.id), new Secret(password))
  }

  /** The operator changes something and starts the service again. */
  async restarts(change: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#ends()
    const before: Record<string, unknown> = parse(await readFile(this.file, 'utf8'))
    await writeFile(this.file, stringify({ ...before, ...change }))
    this.#running = await startProcess('src/main.ts', ['--config', this.file])
  }

  async #ends(): Promise<void> {
    const code = await this.#running.stop()
    if (code !== 0) throw new Error(`the service ended with ${String(code)}`)
  }

  async close(): Promise<void> {
    await this.#browser.close()
    await this.#ends()
    await this.corp.stop()
    await this.hands.close()
    await rm(this.#dir, { recursive: true, force: true })
  }
}
