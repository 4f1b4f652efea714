import { Plan } from '../../src/directory/ad-plan.ts'
import { Look as AdLook } from '../../src/directory/ad-look.ts'
import { usualLimits, type ActiveDirectoryOptions } from '../../src/directory/ad-options.ts'
import { Servers as AdServers, type Session as AdSession } from '../../src/directory/ad-servers.ts'
import type { Entry } from '../../src/directory/entry.ts'
import { GuardedClient, type Query } from '../../src/directory/guarded-client.ts'
import { Look as LdapLook } from '../../src/directory/openldap/look.ts'
import { readRoot, type Session as LdapSession } from '../../src/directory/openldap/root.ts'
import { Servers } from '../../src/directory/servers.ts'
import { Secret } from '../../src/lib/secret.ts'

export { person as adPerson } from '../../src/directory/ad-person.ts'
export { person as ldapPerson } from '../../src/directory/openldap/person.ts'

export type Answers = (base: string, query: Query) => readonly Entry[]

/** A client that is never connected: what it is asked is answered here. */
class FakeClient extends GuardedClient {
  readonly #answers: Answers

  constructor(answers: Answers) {
    super({ url: 'ldaps://localhost', caPem: '', connectMs: 1, answerMs: 1 })
    this.#answers = answers
  }

  override search(base: string, query: Query): Promise<readonly Entry[]> {
    return Promise.resolve(this.#answers(base, query))
  }
}

const baseDn = 'DC=corp,DC=example'
const options: ActiveDirectoryOptions = {
  urls: [],
  caPem: '',
  bindDn: `CN=svc,${baseDn}`,
  bindPassword: new Secret('not a password'),
  baseDn,
  peopleDn: `OU=People,${baseDn}`,
  matchBy: 'mail',
  denyGroups: [],
  history: 'auto',
  clock: { now: () => Date.UTC(2026, 5, 1, 9) },
}

/** Sessions of both dialects on a server that answers what one likes. */
export const fakeSession = (answers: Answers) => {
  const client = new FakeClient(answers)
  const standing = { client, openedAt: 0, server: 'ldaps://localhost#dc1' }
  const adSession: AdSession = {
    ...standing,
    root: {
      vendor: 'a vendor',
      name: 'dc1',
      dnsHostName: 'dc1',
      domain: baseDn,
      configuration: `CN=Configuration,${baseDn}`,
      controls: new Set(),
      readOnly: false,
      service: '',
      now: 0,
    },
  }
  const ldapSession: LdapSession = {
    ...standing,
    root: { name: 'dc1', readOnly: false, controls: new Set(), extensions: new Set() },
  }
  class Ad extends AdServers {
    override read<T>(work: (session: AdSession) => Promise<T>): Promise<T> {
      return work(adSession)
    }
  }
  class Ldap extends Servers<LdapSession['root']> {
    override read<T>(work: (session: LdapSession) => Promise<T>): Promise<T> {
      return work(ldapSession)
    }
  }
  const ldapOptions = { ...options, defaultPolicyDn: `cn=default,${baseDn}` }
  return {
    adSession,
    ldapSession,
    ad: new Ad(options, usualLimits),
    ldap: new Ldap({ ...options, limits: usualLimits, readRoot }),
    adLook: new AdLook(options),
    ldapLook: new LdapLook(ldapOptions),
    plan: new Plan(options),
  }
}
