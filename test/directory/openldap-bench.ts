import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Attribute, Change, Client } from 'ldapts'
import { openLdap, type OpenLdapOptions } from '../../src/directory/openldap.ts'
import { RawControl } from '../../src/directory/raw-control.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Added, DirectoryBench, PersonState } from '../contracts/directory.ts'
import type { OpenLdapData } from '../services/openldap/index.ts'
import { policyDn } from '../services/openldap/seed.ts'

/** What the dialect is given for the test directory. */
export const optionsFor = (slapd: OpenLdapData, plus: Partial<OpenLdapOptions> = {}): OpenLdapOptions => ({
  urls: [slapd.url],
  caPem: readFileSync(slapd.caFile, 'utf8'),
  bindDn: slapd.bindDn,
  bindPassword: new Secret(slapd.servicePassword),
  baseDn: slapd.baseDn,
  peopleDn: slapd.peopleDn,
  matchBy: 'mail',
  denyGroups: [slapd.adminGroupDn],
  defaultPolicyDn: slapd.defaultPolicyDn,
  accesslogDn: slapd.accesslogDn,
  clock: systemClock,
  limits: { quietMs: 600, settleMs: 4000 },
  ...plus,
})

export const set = (type: string, ...values: string[]): Change => change('replace', type, ...values)

export const change = (operation: 'add' | 'delete' | 'replace', type: string, ...values: string[]): Change =>
  new Change({ operation, modification: new Attribute({ type, values }) })

/** Lets an administrator write what slapd keeps for itself. */
const relaxed = (): RawControl => new RawControl('1.3.6.1.4.1.4203.666.5.12')

export const longAgo = '20250101000000Z'

/** The hands of other people in the test directory: an administrator's, a helpdesk's, a stale phone's. */
export class LdapHands {
  readonly slapd: OpenLdapData
  readonly #ca: string
  readonly #admin: Client
  readonly #helpdesk: Client
  readonly #log: Client
  #made = 0

  private constructor(slapd: OpenLdapData) {
    this.slapd = slapd
    this.#ca = readFileSync(slapd.caFile, 'utf8')
    ;[this.#admin, this.#helpdesk, this.#log] = [this.#client(), this.#client(), this.#client()]
  }

  static async open(slapd: OpenLdapData): Promise<LdapHands> {
    const hands = new LdapHands(slapd)
    await hands.#admin.bind(slapd.accounts.admin, slapd.rootPassword)
    await hands.#helpdesk.bind(slapd.accounts.helpdesk, slapd.servicePassword)
    return hands
  }

  async add(
    state: PersonState,
    given: { mail?: string; name?: string; dn?: string; policy?: string } = {},
  ): Promise<Added> {
    this.#made += 1
    const account = `p${randomUUID().slice(0, 8)}${this.#made}`
    const mail = given.mail ?? `${account}@corp.example`
    const name = given.name ?? `Person ${account}`
    const password = new Secret(state === 'strict' ? 'Winter-Lake-2026-Strict!' : 'Winter-Lake-2026')
    const unit = state === 'outOfScope' ? `ou=service,${this.slapd.baseDn}` : this.slapd.peopleDn
    const dn = given.dn ?? `uid=${account},${unit}`
    const policy = given.policy ?? (state === 'strict' ? 'strict' : undefined)
    const entry = {
      objectClass: 'inetOrgPerson',
      uid: account,
      cn: name,
      sn: name,
      displayName: name,
      mail,
      userPassword: password.reveal(),
      ...(policy === undefined ? {} : { pwdPolicySubentry: policyDn(policy) }),
    }
    await this.#admin.add(
      dn,
      Object.entries(entry).map(([type, value]) => new Attribute({ type, values: [value] })),
    )
    const id = await this.idOf(dn)
    await this.#bring(id, dn, state)
    return { id, account, displayName: name, mail, password }
  }

  async #bring(id: string, dn: string, state: PersonState): Promise<void> {
    if (state === 'locked') await this.lock(id)
    if (state === 'mustChange') await this.modify(id, set('pwdReset', 'TRUE'))
    if (state === 'privileged') await this.promote(id)
    if (state === 'disabled') await this.disable(id)
    if (state === 'accountExpired') await this.modify(id, set('pwdEndTime', longAgo))
    if (state === 'passwordExpired') await this.age(dn)
  }

  async modify(id: string, ...changes: Change[]): Promise<void> {
    await this.#admin.modify(id.includes('=') ? id : await this.dnOf(id), changes)
  }

  /** Makes the password an old one. */
  async age(dn: string, to = longAgo): Promise<void> {
    await this.#admin.modify(dn, [set('pwdChangedTime', to)], [relaxed()])
  }

  disable(id: string): Promise<void> {
    return this.modify(id, set('pwdAccountLockedTime', '000001010000Z'))
  }

  async remove(id: string): Promise<void> {
    await this.#admin.del(await this.dnOf(id))
  }

  async rename(id: string, dn: string): Promise<void> {
    await this.#admin.modifyDN(await this.dnOf(id), dn)
  }

  /** By nesting: the group of administrators holds a group that holds the person. */
  async promote(id: string): Promise<void> {
    const group = `cn=g${randomUUID().slice(0, 8)},ou=groups,${this.slapd.baseDn}`
    await this.group(group, await this.dnOf(id))
    await this.modify(this.slapd.adminGroupDn, change('add', 'member', group))
  }

  async group(dn: string, ...members: string[]): Promise<void> {
    await this.#admin.add(dn, [
      new Attribute({ type: 'objectClass', values: ['groupOfNames'] }),
      new Attribute({ type: 'member', values: members }),
    ])
  }

  /** A group of Unix, which knows its members by name. */
  async unixGroup(dn: string, number: string, ...names: string[]): Promise<void> {
    await this.#admin.add(dn, [
      new Attribute({ type: 'objectClass', values: ['posixGroup'] }),
      new Attribute({ type: 'gidNumber', values: [number] }),
      new Attribute({ type: 'memberUid', values: names }),
    ])
  }

  async drop(dn: string): Promise<void> {
    await this.#admin.del(dn)
  }

  /** Rules of their own, until the end of the test: what is wrong with them is also the doctor's business. */
  async policy(
    lines: Readonly<Record<string, string>>,
  ): Promise<{ name: string; remove: () => Promise<void> }> {
    const name = `rules-${randomUUID().slice(0, 8)}`
    const entry = { cn: name, pwdAttribute: 'userPassword', pwdCheckQuality: '2', ...lines }
    await this.#admin.add(policyDn(name), [
      new Attribute({ type: 'objectClass', values: ['device', 'pwdPolicy'] }),
      ...Object.entries(entry).map(([type, value]) => new Attribute({ type, values: [value] })),
    ])
    return { name, remove: () => this.#admin.del(policyDn(name)) }
  }

  async lock(id: string): Promise<void> {
    const dn = await this.dnOf(id)
    for (let n = 0; n < 6; n += 1) await this.binds(dn, new Secret('Wrong-Password-1'))
  }

  /** As a tool above the rules does it. */
  async resetByHelpdesk(id: string, password: Secret): Promise<void> {
    await this.#helpdesk.modify(await this.dnOf(id), set('userPassword', password.reveal()))
  }

  async binds(dn: string, password: Secret): Promise<boolean> {
    const client = this.#client()
    try {
      await client.bind(dn, password.reveal())
      return true
    } catch {
      return false
    } finally {
      await client.unbind()
    }
  }

  async read(id: string, ...names: string[]): Promise<Record<string, string>> {
    const dn = id.includes('=') ? id : await this.dnOf(id)
    const { searchEntries } = await this.#admin.search(dn, { scope: 'base', attributes: names })
    return Object.fromEntries(names.map((n) => [n, String(searchEntries[0]?.[n] ?? '')]))
  }

  async idOf(dn: string): Promise<string> {
    const { entryUUID = '' } = await this.read(dn, 'entryUUID')
    return entryUUID
  }

  async dnOf(id: string): Promise<string> {
    const { searchEntries } = await this.#admin.search(this.slapd.baseDn, {
      scope: 'sub',
      filter: `(entryUUID=${id})`,
      attributes: ['1.1'],
    })
    const [entry] = searchEntries
    if (entry === undefined) throw new Error(`nobody is ${id}`)
    return entry.dn
  }

  /** Password writes, as the server's own log has them. */
  writes(id: string): Promise<number> {
    return this.logged(id, 'userPassword:')
  }

  /** Password writes, as the entry itself remembers them in the place of the last five; true even where a crash left the log behind. */
  async history(id: string): Promise<number> {
    const { searchEntries } = await this.#admin.search(await this.dnOf(id), {
      scope: 'base',
      attributes: ['pwdHistory'],
    })
    return [searchEntries[0]?.['pwdHistory'] ?? []].flat().length
  }

  /** Loses the log's record of their last password, as a server does that dies when the entry is written and the log not yet. */
  async forget(id: string): Promise<void> {
    await this.writes(id)
    const filter = `(&(reqEntryUUID=${id})(reqResult=0)(reqType=modify))`
    const { searchEntries } = await this.#log.search(this.slapd.accesslogDn, {
      filter,
      attributes: ['reqMod'],
    })
    const last = searchEntries.findLast((e) => String(e['reqMod']).includes('userPassword:'))
    if (last === undefined) throw new Error('no password of theirs is in the log')
    await this.#log.del(last.dn)
  }

  /** Writes whose parts begin so. */
  async logged(id: string, part: string): Promise<number> {
    if (!this.#log.isBound) await this.#log.bind(this.slapd.accounts.log, this.slapd.rootPassword)
    const { searchEntries } = await this.#log.search(this.slapd.accesslogDn, {
      filter: `(&(reqEntryUUID=${id})(reqResult=0)(reqType=modify))`,
      attributes: ['reqMod'],
    })
    return searchEntries.filter((e) => [e['reqMod']].flat().some((m) => String(m).startsWith(part))).length
  }

  async close(): Promise<void> {
    await Promise.all([this.#admin, this.#helpdesk, this.#log].map((c) => c.unbind()))
  }

  #client(): Client {
    return new Client({
      url: this.slapd.url,
      timeout: 15_000,
      connectTimeout: 5000,
      // A server that was killed and is back knows us no more.
      autoRebind: true,
      tlsOptions: { ca: [this.#ca] },
    })
  }
}

/** The OpenLDAP dialect on the test directory, for the common suite. */
export const openLdapBench = async (
  slapd: OpenLdapData,
  plus: Partial<OpenLdapOptions> = {},
): Promise<DirectoryBench> => {
  const hands = await LdapHands.open(slapd)
  const dnOf = (name: string) => `cn=${name}-${randomUUID().slice(0, 8)},ou=groups,${slapd.baseDn}`
  const [inner, outer, other] = [dnOf('inner'), dnOf('outer'), dnOf('other')]
  await hands.group(inner, slapd.accounts.admin)
  await hands.group(outer, inner)
  await hands.group(other, slapd.accounts.admin)
  const asking = (...groups: string[]) => openLdap(optionsFor(slapd, { ...plus, groups }))
  return {
    directory: asking(outer, other),
    nested: {
      outer,
      other,
      join: async (id) => hands.modify(inner, change('add', 'member', await hands.dnOf(id))),
    },
    astray: () => [asking(outer, `cn=nowhere,ou=groups,${slapd.baseDn}`), openLdap(optionsFor(slapd, plus))],
    lacks: { complexity: true, disabled: true },
    add: (state, given) => hands.add(state, given),
    remove: (id) => hands.remove(id),
    disable: (id) => hands.disable(id),
    promote: (id) => hands.promote(id),
    lock: (id) => hands.lock(id),
    resetByHelpdesk: (id, password) => hands.resetByHelpdesk(id, password),
    signsIn: async (person, password) => hands.binds(await hands.dnOf(person.id), password),
    writes: (id) => hands.writes(id),
    close: () => hands.close(),
  }
}
