import { exportJWK, generateKeyPair } from 'jose'
import { randomBytes } from 'node:crypto'
import { day, hour, minute, second } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { changed } from '../flows/approving-scene.ts'
import { Browser, totpCode } from '../support/browser.ts'
import { Killed } from '../support/kill.ts'
import { listOf, Person } from '../support/talk.ts'
import { Approver } from './approver.ts'
import type { SpiedTown } from './spied-town.ts'

/** Makes something outside fail until it is undone; told the password that is about to be set. */
export type Trouble = (town: SpiedTown, password: string) => () => void

/** A password nobody has, with a character of every kind that is written differently somewhere. */
export const canaryPassword = (): string => `Kä"<&>'/\\ +=%${randomBytes(9).toString('base64url')}`

/** Grace's whole way: set-up with her old password, three days, lock-out, reset, a change, an unlock; with everything she mistypes, and `trouble` at each step that matters. */
export class Errand {
  readonly #town: SpiedTown
  readonly #trouble: Trouble
  readonly grace: Person
  readonly old = canaryPassword()
  readonly fresh = canaryPassword()
  readonly approved = canaryPassword()
  readonly later = canaryPassword()

  constructor(town: SpiedTown, trouble: Trouble) {
    this.#town = town
    this.#trouble = trouble
    const { id, account, displayName, mail } = {
      id: 'id-grace',
      account: 'grace',
      displayName: 'Grace',
      mail: 'grace@corp.example',
    }
    town.vault.takes('old password', this.old)
    town.vault.takes('new password', this.fresh)
    town.vault.takes('approved password', this.approved)
    town.vault.takes('changed password', this.later)
    town.directory.add({ id, account, displayName, mail, password: new Secret(this.old) })
    this.grace = new Person(town, 'grace')
  }

  async run(): Promise<void> {
    const approver = await Approver.make(this.#town)
    await this.#setsUp()
    await this.#town.later(3 * day + minute)
    await this.#resets()
    await this.#town.later(hour)
    await this.#resetsAgain(approver)
    await this.#town.later(2 * day)
    await this.#changes()
    await this.#town.later(hour)
    await this.#unlocks()
    await this.#town.later(minute)
  }

  async #setsUp(): Promise<void> {
    const { grace } = this
    const page = await this.#signsIn()
    await page.presses('add', 'totp')
    grace.seed = String((await page.reveals('totp-seed'))['secret'])
    await page.types('totp', this.#digits())
    await this.#until(page, 'totp', async () => void (await page.types('totp', await this.#code())))
    await page.presses('add', 'recovery-codes')
    const answer = await page.says('recovery-codes', {})
    grace.codes = answer.kind === 'ok' ? listOf(answer.reveal?.['codes']) : []
    await page.presses('add', 'webauthn')
    await page.passkey(grace.device, 'create')
    await page.presses('done')
  }

  /** Two checks of a password are all one gets, and trouble costs one: then it goes on an hour later. */
  async #signsIn(): Promise<Browser> {
    const page = await this.#entersBy('set up recovery')
    await page.types('current-password', this.#wrong('wrong old password'))
    const types = async (on: Browser) => void (await on.types('current-password', this.old))
    await this.#until(page, 'current-password', () => types(page))
    if ((await page.page())?.outcome === undefined) return page
    await this.#town.later(hour)
    const again = await this.#entersBy('set up recovery')
    await types(again)
    return again
  }

  async #resets(): Promise<void> {
    const { grace } = this
    await grace.says(`I forgot my password, it was ${this.#wrong('password said in chat')}`)
    const page = await this.#entersBy('reset it')
    await page.types('totp', this.#wrong('password in the place of a code'))
    await page.types('totp', this.#digits())
    await page.types('recovery-codes', this.#wrong('password in the place of a recovery code'))
    await page.types('recovery-codes', this.#crockford())
    let code = ''
    await this.#until(page, 'totp', async () => void (await page.types('totp', (code = await this.#code()))))
    await page.types('totp', code)
    await this.#until(
      page,
      'recovery-codes',
      async () => void (await page.types('recovery-codes', grace.codes.shift() ?? '')),
    )
    for (const [what, refused] of [
      ['refused: too short', `"ä${randomBytes(4).toString('base64url')}`],
      ['refused: holds the name', `grace-${canaryPassword()}`],
    ] as const) {
      this.#town.vault.takes(what, refused)
      await page.types('new-password', refused)
    }
    await page.types('new-password', this.old)
    await this.#until(page, 'new-password', async () => void (await page.types('new-password', this.fresh)))
  }

  /** An hour later she has forgotten that one, too: a second reset within a day is for a human to look at. */
  async #resetsAgain(approver: Approver): Promise<void> {
    const { grace } = this
    await changed(this.#town, grace, { lastResetAt: this.#town.clock.now() - hour })
    const page = await this.#entersBy('reset it')
    await page.types('totp', await this.#code())
    await page.types('recovery-codes', grace.codes.shift() ?? '')
    await approver.approves((act, done) => this.#persist(act, done, this.approved))
    const sets = async () => void (await page.types('new-password', this.approved))
    await this.#until(page, 'new-password', sets, this.approved)
  }

  /** Two days later she must choose again, and knows the old one; the app's code goes into the form in chat by mistake. */
  async #changes(): Promise<void> {
    this.#town.directory.change('id-grace', { mustChange: true })
    const page = await this.#entersBy('my password has expired')
    await this.#saysInChat()
    await this.#until(page, 'totp', async () => void (await page.types('totp', await this.#code())))
    await page.changes(this.approved, `"ä${randomBytes(4).toString('base64url')}`)
    const changes = async () => void (await page.changes(this.approved, this.later))
    await this.#until(page, 'password-change', changes, this.later)
  }

  /** Then she is locked, knows her password, and types it into the chat as well. */
  async #unlocks(): Promise<void> {
    this.#town.directory.lock('id-grace')
    await this.grace.says(`unlock my account, the password is ${this.later}`)
    this.grace.sees('pasted-password.title')
    const page = await this.#entersBy('unlock my account')
    await this.#saysInChat()
    await this.#pastes(page)
    await this.#until(page, 'totp', async () => void (await page.types('totp', await this.#code())))
    await this.#until(page, 'unlock', async () => void (await page.says('unlock', 'unlock')))
  }

  /** A code of the app as a message and as an answer of a form that nobody offered. */
  async #saysInChat(): Promise<void> {
    const { grace } = this
    const value = await this.#code()
    await grace.says(value)
    const { flow = '', prompt = '' } = grace.drawn
    await grace.does(grace.event({ kind: 'answer', name: 'totp-in-chat', value, flow, prompt }))
  }

  /** What belongs on the page, as messages and in the field of a form; the conversation goes on. */
  async #pastes(page: Browser): Promise<void> {
    const { grace } = this
    const { flow = '', prompt = '' } = grace.drawn
    for (const given of [
      this.later,
      this.#wrong('password pasted alone'),
      grace.codes[0] ?? '',
      grace.seed,
    ]) {
      await grace.says(given)
      await grace.says(`is it ${given}?`)
      for (const name of ['pairing-code', 'totp-in-chat', 'start', 'anything'])
        await grace.does(grace.event({ kind: 'answer', name, value: given, flow, prompt }))
    }
    if ((await page.page())?.outcome !== undefined) throw new Error('what was pasted ended the conversation')
  }

  /** From chat to a paired browser whose key is known to us; another browser tries the link, and a wrong code is typed. */
  async #entersBy(words: string): Promise<Browser> {
    const { grace } = this
    await grace.says(words)
    const page = await Browser.make(this.#town)
    await this.#knowsKey(page)
    await grace.opens(page)
    const wrong = '111213'
    this.#town.vault.takes('wrong pairing code', wrong)
    const code = await page.code()
    await grace.says(wrong)
    await grace.fillsIn('pairing-code', code)
    const stranger = await Browser.make(this.#town)
    stranger.cookie = page.cookie
    stranger.flow = page.flow
    await stranger.types('totp', this.#wrong('password by a stranger'))
    return page
  }

  /** Once while there is trouble, and then until the page asks for something else. */
  async #until(page: Browser, ask: string, act: () => Promise<void>, password = this.fresh): Promise<void> {
    const over = this.#trouble(this.#town, password)
    await survived(act)
    await survived(() => this.#town.at.rest())
    over()
    await this.#town.later(31 * second)
    for (let n = 0; n < 4 && (await this.#asks(page, ask)); n++) {
      await act()
      await this.#town.later(31 * second)
    }
    if (await this.#asks(page, ask)) throw new Error(`never past ${ask}`)
  }

  /** The same for what is not on a page of hers. */
  async #persist(act: () => Promise<void>, done: () => boolean, password: string): Promise<void> {
    const over = this.#trouble(this.#town, password)
    await survived(act)
    await survived(() => this.#town.at.rest())
    over()
    await this.#town.later(31 * second)
    for (let n = 0; n < 4 && !done(); n++) {
      await act()
      await this.#town.later(31 * second)
    }
    if (!done()) throw new Error('no approver got to the end')
  }

  async #asks(page: Browser, ask: string): Promise<boolean> {
    return (await page.page())?.card.asks.some((one) => 'name' in one && one.name === ask) === true
  }

  async #knowsKey(page: Browser): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const { kty = 'EC', crv = '', x = '', y = '' } = await exportJWK(publicKey)
    const { d = '' } = await exportJWK(privateKey)
    page.key = { jwk: { kty, crv, x, y }, secret: privateKey }
    this.#town.vault.takes("browser's private key", Buffer.from(d, 'base64url'))
    this.#town.vault.takes("browser's private key", d)
  }

  async #code(): Promise<string> {
    const code = await totpCode(this.grace.seed, this.#town.clock.now())
    this.#town.vault.takes('code of the app', code)
    return code
  }

  #wrong(what: string): string {
    const password = canaryPassword()
    this.#town.vault.takes(what, password)
    return password
  }

  #digits(): string {
    this.#town.vault.takes('wrong code', '918273')
    return '918273'
  }

  #crockford(): string {
    const code = 'ZZZZ-YYYY-XXXX-WWWW'
    this.#town.vault.takes('wrong recovery code', code)
    return code
  }
}

/** What a killed process was doing never comes back; whoever asked it sees an error, and tries again. */
const survived = async (act: () => Promise<void>): Promise<void> => {
  try {
    await act()
  } catch (cause) {
    if (!(cause instanceof Killed)) throw cause
  }
}
