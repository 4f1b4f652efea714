import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { parse, stringify } from 'yaml'
import { Secret } from '../../src/lib/secret.ts'
import type { Added } from '../contracts/directory.ts'
import { SambaHands } from '../directory/samba-bench.ts'
import { launch } from '../services/chromium.ts'
import { freePort } from '../services/free-port.ts'
import { providedSamba } from '../services/provided.ts'
import { mmdb } from '../support/mmdb.ts'
import { appointed, resetAnHourAgo } from './approvals.ts'
import { ApproverInSlack } from './approver-in-slack.ts'
import { CorpInSlack } from './corp-in-slack.ts'
import { startProcess, type Running } from './process.ts'
import { sambaSection } from './real-directories.ts'
import { rested } from './rested.ts'
import { serviceFile } from './service-file.ts'
import { SlackEmployee } from './slack-employee.ts'
import { flowOf, toldOf, type Line } from './trail.ts'

const [home, abroad] = ['198.51.100.7', '203.0.113.7']
const countries = {
  '198.51.100.0/24': { country: { iso_code: 'DE' } },
  '203.0.113.0/24': { country: { iso_code: 'BR' } },
}

/**
 * A company in Slack on Samba AD: Ada, who was reset an hour ago and is to be looked at by a human, and Grace, who may approve.
 * Everybody has a browser of their own, with a passkey in it.
 */
export class FlaggedInSlack {
  readonly corp: CorpInSlack
  readonly hands: SambaHands
  readonly #browser: Browser
  readonly #dir: string
  readonly #file: string
  #running: Running
  #people: { readonly ada: Added; readonly alice: SlackEmployee; readonly grace: ApproverInSlack } | undefined

  private constructor(
    { corp, hands, browser }: { corp: CorpInSlack; hands: SambaHands; browser: Browser },
    { dir, file, running }: { dir: string; file: string; running: Running },
  ) {
    this.corp = corp
    this.hands = hands
    this.#browser = browser
    this.#dir = dir
    this.#file = file
    this.#running = running
  }

  /** `database`: one of Redis for this company alone. */
  static async open(database: number): Promise<FlaggedInSlack> {
    const dir = await mkdtemp(join(tmpdir(), 'latchkey-flagged-'))
    const hands = await SambaHands.open(providedSamba())
    const corp = await CorpInSlack.open()
    const countryFile = join(dir, 'country.mmdb')
    await writeFile(countryFile, mmdb({ kind: 'Test-Country', madeAt: Date.now(), entries: countries }))
    const more = {
      slack: await corp.section(dir),
      geo: { countryFile },
      trustedProxies: ['127.0.0.1', '::1'],
    }
    const file = await serviceFile(dir, await freePort(), database, sambaSection(), more)
    const running = await startProcess('src/main.ts', ['--config', file])
    corp.pointAt(running.baseUrl)
    return new FlaggedInSlack({ corp, hands, browser: await launch() }, { dir, file, running })
  }

  /** Both come and set up their passkeys, long ago. */
  async begins(): Promise<void> {
    const [ada, approver] = [await this.hands.add('plain'), await this.hands.add('plain')]
    const alice = await this.#enrolled(ada)
    const grace = new ApproverInSlack(this.corp, await this.#enrolled(approver))
    await appointed(this.#file, approver.id)
    await resetAnHourAgo(this.#file, ada.id)
    this.#people = { ada, alice, grace }
  }

  async #enrolled(person: Added): Promise<SlackEmployee> {
    const employee = await SlackEmployee.at(this.corp.person(person.mail), await this.#browserIn(home))
    await employee.enrols(person.password.reveal(), 'message')
    await rested(this.#file, person.id)
    return employee
  }

  /** A browser that nobody has used, in this country: we are the proxy that says so. */
  async #browserIn(address: string): Promise<BrowserContext> {
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 900 },
      extraHTTPHeaders: { 'x-forwarded-for': address },
    })
    context.setDefaultTimeout(30_000)
    return context
  }

  /** Alice with her passkey, before a new browser in another country. */
  async travels(): Promise<SlackEmployee> {
    return await this.people.alice.elsewhere(await this.#browserIn(abroad))
  }

  get people() {
    if (this.#people === undefined) throw new Error('nobody has come yet')
    return this.#people
  }

  get file(): string {
    return this.#file
  }

  get baseUrl(): string {
    return this.#running.baseUrl
  }

  /** Alice asks, proves with her passkey, and waits for a human. */
  async asks(): Promise<void> {
    const { alice } = this.people
    await alice.asks('message')
    await alice.portal.at('await-approval')
  }

  /** What was told of Alice's newest conversation. */
  async trail(): Promise<readonly Line[]> {
    const audit = join(this.#dir, 'audit.jsonl')
    return await toldOf(audit, await this.flow())
  }

  async flow(): Promise<string> {
    return await flowOf(join(this.#dir, 'audit.jsonl'), this.people.alice.chat.account.id)
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
    const before: Record<string, unknown> = parse(await readFile(this.#file, 'utf8'))
    await writeFile(this.#file, stringify({ ...before, ...change }))
    this.#running = await startProcess('src/main.ts', ['--config', this.#file])
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
