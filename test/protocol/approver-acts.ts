import type { Facts } from '../../flows/facts.ts'
import { Secret } from '../../src/lib/secret.ts'
import { never } from '../../src/story/errors.ts'
import type { FlowRecord } from '../../src/story/record.ts'
import type { SoftwareAuthenticator } from '../support/authenticator.ts'
import { accounts, actorOf, joined, onList, type Account, type Seat } from './approvers.ts'
import type { Server } from './server.ts'
import type { Item, Place, Yes } from './state.ts'

type Door = Item & { readonly kind: 'door' }
type Signature = Item & { readonly kind: 'signature' }

/** A passkey: whose hand is on it. The attacker's other one stands among Grace's. */
export type Passkey = Seat | 'attacker, among Grace’s'

/** What the world keeps of what is seen and done. */
interface Noted {
  sees(place: Place, item: Item): void
  takes(yes: Yes): void
  record(flow: string): FlowRecord<Facts>
}

/** What approvers do in the alert channel and on their page, through its own doors, with real signatures. */
export class ApproverActs {
  readonly #server: Server
  readonly #noted: Noted

  constructor(server: Server, noted: Noted) {
    this.#server = server
    this.#noted = noted
  }

  /** The button on the card; what comes of it is shown to the presser alone. */
  async presses(account: Account, flow: string): Promise<void> {
    const { engine } = this.#server
    const prompt = (await engine.view(flow))?.prompt ?? ''
    const { reveal } = await engine.hear(flow, {
      from: 'approver',
      name: 'approval',
      value: 'approve',
      actor: actorOf(account),
      prompt,
      eventId: `${account} ${prompt}`,
    })
    const token = reveal?.['token']
    if (typeof token !== 'string') return
    const { of } = accounts[account]
    const place = account === 'grace, taken over' ? 'attacker chat' : (`${of} chat` as const)
    this.#noted.sees(place, { kind: 'door', flow, value: token, of: account })
  }

  /** Opens the link, reads, and touches a passkey; `sent` = the page may send what came of it. */
  async touches(passkey: Passkey, door: Door, sent: boolean): Promise<void> {
    const opened = await this.#server.approver.open(door.flow, new Secret(door.value))
    const device = this.#deviceOf(passkey)
    if (opened.kind !== 'open' || device.credentials.length === 0) return
    const { options, nonce } = opened
    // Its own credential, whatever list the page shows: an obedient device of an obedient person.
    const response = device.get({ options: { ...options, allowCredentials: [] } }, { counter: 0 })
    const by = passkey === 'attacker, among Grace’s' ? 'attacker' : passkey
    const value = JSON.stringify({ nonce, response })
    const made: Signature = { kind: 'signature', flow: door.flow, value, of: by, sent }
    if (sent) await this.shows(made, door)
    if (by === 'grace') this.#noted.sees(sent ? 'grace passkey' : 'attacker passkey', made)
  }

  /** A signature, whosever it is, at a door, whosever that is. */
  async shows(signature: Signature, door: Door): Promise<void> {
    const given = (): number => this.#noted.record(door.flow).facts.approval?.given.length ?? 0
    const before = given()
    await this.#server.approver.sign(door.flow, new Secret(door.value), JSON.parse(signature.value))
    if (given() > before) this.#noted.takes({ flow: door.flow, by: signature.of, over: signature.flow })
  }

  async isAppointed(): Promise<void> {
    await onList(this.#server.store, ['attacker'])
  }

  async joins(): Promise<void> {
    const { approvers, kept, now } = this.#server
    if (approvers !== undefined) await joined(kept, approvers.planted.factor, now)
  }

  #deviceOf(passkey: Passkey): SoftwareAuthenticator {
    const { people, approvers } = this.#server
    if (approvers === undefined) throw new Error('nobody approves here')
    switch (passkey) {
      case 'victim':
      case 'attacker':
        return people[passkey].device
      case 'attacker, among Grace’s':
        return approvers.planted.device
      case 'grace':
      case 'hedy':
        return approvers[passkey].device
      default:
        return never(passkey)
    }
  }
}
