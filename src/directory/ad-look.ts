import type { Clock } from '../lib/clock.ts'
import { Fault } from '../story/errors.ts'
import { namedGroups, type NamedGroups } from './ad-groups.ts'
import { readPerson, type AdPerson } from './ad-person.ts'
import type { DenyList } from './ad-protection.ts'
import type { ActiveDirectoryOptions } from './ad-options.ts'
import type { Session } from './ad-servers.ts'
import type { Known } from './port.ts'
import { sidText } from './sid.ts'

const keepMs = 600_000

/** Looks at people as the configuration sees them: with its subtree, its denied groups and its clock. */
export class Look {
  readonly #options: Pick<ActiveDirectoryOptions, 'peopleDn' | 'denyGroups' | 'groups' | 'log'>
  readonly #clock: Clock
  #deny: { readonly list: DenyList; readonly readAt: number } | undefined
  #named: { readonly groups: NamedGroups; readonly readAt: number } | undefined
  #self: ReadonlySet<string> | undefined

  constructor(options: ActiveDirectoryOptions) {
    this.#options = options
    this.#clock = options.clock
  }

  /** The person, or undefined when there is none. Fails closed: a denied group that cannot be found is a fault. */
  async at(session: Session, id: string): Promise<AdPerson | undefined> {
    const deny = await this.denied(session)
    const named = await this.#namedOrUnknown(session)
    const { peopleDn } = this.#options
    return readPerson(session, id, { peopleDn, deny, named, now: this.#clock.now() })
  }

  /** The policy's groups by SID; looked up again every ten minutes. Throws ERR_CONFIG for one by which nobody could be told. */
  async named(session: Session): Promise<NamedGroups> {
    if (this.#named !== undefined && this.#clock.now() - this.#named.readAt < keepMs)
      return this.#named.groups
    const groups = await namedGroups(session, this.#options.groups ?? [])
    this.#named = { groups, readAt: this.#clock.now() }
    return groups
  }

  /** People are served all the same, as strictly as the rules that ask by it. */
  async #namedOrUnknown(session: Session): Promise<Known<NamedGroups>> {
    // Who was opened without the policy's groups knows of no membership: that is not "in none".
    if (this.#options.groups === undefined) return 'unknown'
    try {
      return await this.named(session)
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.code !== 'ERR_CONFIG') throw cause
      this.#options.log?.('directory.groups.unknown', { fault: cause.code, says: cause.message })
      return 'unknown'
    }
  }

  /** The configured groups as SIDs; names are looked up again every ten minutes. */
  async denied(session: Session): Promise<DenyList> {
    if (this.#deny !== undefined && this.#clock.now() - this.#deny.readAt < keepMs) return this.#deny.list
    const sids = await Promise.all(this.#options.denyGroups.map((group) => sidOf(session, group)))
    this.#deny = { list: new Set(sids), readAt: this.#clock.now() }
    return this.#deny.list
  }

  /** Every SID that speaks for the service account. */
  async self(session: Session, bindDn: string): Promise<ReadonlySet<string>> {
    if (this.#self !== undefined) return this.#self
    const [entry] = await session.client.search(bindDn, {
      scope: 'base',
      attributes: ['objectSid', 'tokenGroups'],
    })
    const own = entry?.bytes('objectSid')
    if (entry === undefined || own === undefined)
      throw new Fault('ERR_DIRECTORY_RIGHTS', 'the service account cannot read its own SID')
    this.#self = new Set([
      'S-1-1-0',
      'S-1-5-11',
      sidText(own),
      ...entry.manyBytes('tokenGroups').map(sidText),
    ])
    return this.#self
  }
}

const sidOf = async (session: Session, group: string): Promise<string> => {
  if (/^S-1-[\d-]+$/.test(group)) return group
  const [entry] = await session.client.search(group, { scope: 'base', attributes: ['objectSid'] })
  const sid = entry?.bytes('objectSid')
  if (sid === undefined)
    throw new Fault(
      'ERR_CONFIG',
      `directory.denyGroups: there is no group ${group}; nobody is reset until that is mended`,
    )
  return sidText(sid)
}
