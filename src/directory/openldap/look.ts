import type { Status } from '../port.ts'
import { groupsHolding } from './named-groups.ts'
import type { OpenLdapOptions } from './options.ts'
import { readPerson, type LdapPerson } from './person.ts'
import type { Session } from './root.ts'

/** Looks at people as the configuration sees them: with its subtree, its groups, its default policy and its clock. */
export class Look {
  readonly #options: OpenLdapOptions

  constructor(options: OpenLdapOptions) {
    this.#options = options
  }

  /** The person, or undefined when there is none. Fails closed: what cannot be read is a fault. */
  at(session: Session, id: string): Promise<LdapPerson | undefined> {
    return readPerson(session, id, { ...this.#options, now: this.#options.clock.now() })
  }

  /** What may be told of the person, with those of the policy's groups that hold them. */
  async status(session: Session, id: string): Promise<Status | undefined> {
    const seen = await this.at(session, id)
    if (seen === undefined) return undefined
    const { baseDn, groups } = this.#options
    // Who was opened without the policy's groups knows of no membership: that is not "in none".
    if (groups === undefined) return { ...seen.status, groups: 'unknown' }
    return { ...seen.status, groups: await groupsHolding(session.client, seen.dn, { baseDn, groups }) }
  }
}
