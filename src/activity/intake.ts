import { setImmediate as turn } from 'node:timers/promises'
import { sha256 } from '../lib/ids.ts'
import { day, type Clock } from '../lib/clock.ts'
import { soughtOf, type Known, type Matching } from './people.ts'
import type { Agent, KeeperPort, Network, SignIn } from './port.ts'
import { readEvent } from './read-event.ts'
import type { Told } from './told.ts'

export interface IntakeParts {
  readonly keeper: KeeperPort
  readonly known: Known
  readonly clock: Clock
  /** Where an address is, as far as files tell, with a hash of its block. The address goes no further. */
  readonly locate: (address: string) => Promise<Network>
  /** What a user agent string says; undefined for one that says nothing. */
  readonly agentOf: (userAgent: string) => Agent | undefined
}

export interface Took {
  readonly kept: number
  readonly repeated: number
  /** Taken back as reported bad. */
  readonly revoked: number
  /** Verdicts on people. */
  readonly judged: number
  /** Failures, services, logoffs: they teach nothing. */
  readonly ignored: number
  /** Not taken, by their place in the batch. */
  readonly refused: readonly { readonly index: number; readonly why: 'shape' | 'time' | 'user' | 'json' }[]
}

/** What could not even be read as JSON, in its place. */
export const unreadable = Symbol('unreadable')

/** How far back sign-ins are taken (ms). */
const farMs = 180 * day
/** So many events are read before anybody else has their turn: a few milliseconds. */
const atOnce = 200
const mostAgents = 5000

/** Teaches the keeper what a source tells. */
export class Intake {
  readonly #parts: IntakeParts
  readonly #agents = new Map<string, { readonly agent: Agent | undefined }>()

  constructor(parts: IntakeParts) {
    this.#parts = parts
  }

  /** The same for events as they came, in OCSF or ECS. */
  async take(source: string, matching: Matching, raw: readonly unknown[]): Promise<Took> {
    return await this.teach(source, matching, await this.#read(raw))
  }

  /**
   * Durable when it resolves; what was taken may be sent again and changes nothing. Rejects with a `Fault` when directory or
   * store cannot be asked: then the whole batch is to be sent again.
   */
  async teach(source: string, matching: Matching, told: readonly Told[]): Promise<Took> {
    const sought = told.map((one) => ('user' in one ? soughtOf(matching, one.user) : undefined))
    const people = await this.#parts.known.idsOf(matching.by, sought)
    const refused: { readonly index: number; readonly why: Took['refused'][number]['why'] }[] = []
    const signIns: SignIn[] = []
    const said: { readonly person: string; readonly told: Said }[] = []
    let ignored = 0
    for (const [index, one] of told.entries()) {
      if (index % atOnce === atOnce - 1) await turn()
      const person = people[index]
      if (one.kind === 'ignored') ignored += 1
      else if (one.kind === 'refused') refused.push({ index, why: one.why })
      else if (person === undefined) refused.push({ index, why: 'user' })
      else if (one.kind === 'signIn') signIns.push(await this.#signIn(source, person, one))
      else said.push({ person, told: one })
    }
    const { kept, repeated } = await this.#parts.keeper.record(signIns)
    for (const { person, told } of said) await this.#heed(source, person, told)
    const revoked = said.filter(({ told }) => told.kind === 'bad').length
    return { kept, repeated, revoked, judged: said.length - revoked, ignored, refused }
  }

  async #read(raw: readonly unknown[]): Promise<readonly Told[]> {
    const now = this.#parts.clock.now()
    const told: Told[] = []
    for (const one of raw) {
      told.push(one === unreadable ? { kind: 'refused', why: 'json' } : readEvent(one, now, now - farMs))
      if (told.length % atOnce === 0) await turn()
    }
    return told
  }

  async #signIn(source: string, person: string, told: Extract<Told, { kind: 'signIn' }>): Promise<SignIn> {
    const { at, address, country, asn, userAgent, app, site } = told
    const located = address === undefined ? {} : await this.#parts.locate(address)
    const network: Network = { ...(country && { country }), ...(asn && { asn }), ...located }
    const agent = (userAgent === undefined ? undefined : this.#agentOf(userAgent)) ?? told.agent
    return {
      id: `${source}:${told.id ?? sha256(JSON.stringify(told))}`,
      person,
      at: Math.trunc(at),
      source,
      ...(Object.keys(network).length > 0 && { network }),
      ...(agent !== undefined && { agent }),
      ...(app !== undefined && { app }),
      ...(site !== undefined && { site }),
    }
  }

  /** A company has few kinds of browsers, and taking one apart costs more than all else of an event. */
  #agentOf(userAgent: string): Agent | undefined {
    const known = this.#agents.get(userAgent)
    if (known !== undefined) return known.agent
    const agent = this.#parts.agentOf(userAgent)
    if (this.#agents.size >= mostAgents) this.#agents.clear()
    this.#agents.set(userAgent, { agent })
    return agent
  }

  async #heed(source: string, person: string, told: Said): Promise<void> {
    const { keeper } = this.#parts
    if (told.kind === 'judged') {
      const { id, at, verdict } = told
      return await keeper.judge(person, { id: `${source}:${id}`, source, at, verdict })
    }
    const { ids, from, to } = told
    await keeper.revoke(person, ids.length > 0 ? { ids: ids.map((id) => `${source}:${id}`) } : { from, to })
  }
}

/** What is said of a person beside their sign-ins. */
type Said = Extract<Told, { kind: 'bad' | 'judged' }>
