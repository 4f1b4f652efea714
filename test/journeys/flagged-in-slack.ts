import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { parse, stringify } from 'yaml'
import { day, hour, systemClock } from '../../src/lib/clock.ts'
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
import { activitySection, postsForWeeks, siemPosts, type Seen } from './siem.ts'
import { SlackEmployee } from './slack-employee.ts'
import { flowOf, toldOf, type Line } from './trail.ts'

/** Within the house no country is told. */
const [home, office, abroad] = ['198.51.100.7', '10.20.30.40', '203.0.113.7']
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
      activity: await activitySection(dir),
    }
    const file = await serviceFile(dir, await freePort(), database, sambaSection(), more)
    const running = await startProcess('src/main.ts', ['--config', file])
    corp.pointAt(running.baseUrl)
    return new FlaggedInSlack({ corp, hands, browser: await launch() }, { dir, file, running })
  }

  /** Both come and set up their passkeys, long ago. */
  async begins(): Promise<void> {
    const [ada, approver] = [await this.hands.add('plain'), await this.hands.add('plain')]
    const [alice, decides] = await Promise.all([this.#enrolled(ada), this.#enrolled(approver)])
    const grace = new ApproverInSlack(this.corp, decides)
    await appointed(this.#file, approver.id)
    await resetAnHourAgo(this.#file, ada.id)
    this.#people = { ada, alice, grace }
  }

  /**
   * Somebody of whom the company's log tells for weeks, every working day from a desk in Germany, the last time two days ago; who
   * set up a passkey in the office, and is now before a new browser in another country.
   */
  async visitor(): Promise<{ readonly person: Added; readonly linus: SlackEmployee }> {
    const person = await this.hands.add('plain')
    const linus = await this.#enrolled(person, office)
    await siemPosts(this.baseUrl, weeksAtDesk(person.mail))
    await postsForWeeks(this.#file)
    return { person, linus: await linus.elsewhere(await this.#browserIn(abroad)) }
  }

  async #enrolled(person: Added, address = home): Promise<SlackEmployee> {
    const employee = await SlackEmployee.at(this.corp.person(person.mail), await this.#browserIn(address))
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

  async signsIn(password: string, person = this.people.ada): Promise<boolean> {
    return await this.hands.binds(await this.hands.dnOf(person.id), new Secret(password))
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

const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

/** Twice on each of three weeks' days, about this time of day. */
const weeksAtDesk = (mail: string): readonly Seen[] =>
  Array.from({ length: 38 }, (_, n): Seen => ({
    mail,
    at: systemClock.now() - 2 * day - Math.floor(n / 2) * day - (n % 2) * hour,
    ip: home,
    userAgent,
    app: n % 2 === 0 ? 'Mail' : 'Wiki',
  }))
