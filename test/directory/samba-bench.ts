import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Attribute, Change, Client } from 'ldapts'
import { activeDirectory, type ActiveDirectoryOptions } from '../../src/directory/active-directory.ts'
import { guidText } from '../../src/directory/guid.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Added, DirectoryBench, PersonState } from '../contracts/directory.ts'
import type { SambaData } from '../services/samba/index.ts'

/** What the dialect is given for the test domain. */
export const optionsFor = (
  samba: SambaData,
  plus: Partial<ActiveDirectoryOptions> = {},
): ActiveDirectoryOptions => ({
  urls: [samba.url],
  caPem: readFileSync(samba.caFile, 'utf8'),
  bindDn: samba.bindDn,
  bindPassword: new Secret(readFileSync(samba.bindPasswordFile, 'utf8').trim()),
  baseDn: samba.baseDn,
  peopleDn: samba.peopleDn,
  matchBy: 'mail',
  denyGroups: [],
  history: 'auto',
  clock: systemClock,
  limits: { quietMs: 600, settleMs: 4000 },
  ...plus,
})

export const set = (type: string, ...values: string[] | Buffer[]): Change =>
  change('replace', type, ...values)

export const change = (
  operation: 'add' | 'delete' | 'replace',
  type: string,
  ...values: string[] | Buffer[]
): Change => new Change({ operation, modification: new Attribute({ type, values }) })

export const quoted = (password: Secret): Buffer => Buffer.from(`"${password.reveal()}"`, 'utf16le')

/** The hands of other people in the test domain: an administrator's, a helpdesk's, a stale phone's. */
export class SambaHands {
  readonly samba: SambaData
  readonly #admin: Client
  readonly #ca: string
  #made = 0

  private constructor(samba: SambaData) {
    this.samba = samba
    this.#ca = readFileSync(samba.caFile, 'utf8')
    this.#admin = this.#client()
  }

  static async open(samba: SambaData): Promise<SambaHands> {
    const hands = new SambaHands(samba)
    await hands.#admin.bind(samba.adminDn, samba.adminPassword)
    return hands
  }

  async add(
    state: PersonState,
    given: { mail?: string; name?: string; account?: string; dn?: string } = {},
  ): Promise<Added> {
    this.#made += 1
    const tag = `${process.pid.toString(36)}${Date.now().toString(36)}${this.#made}`
    const account = given.account ?? `p${tag}`.slice(0, 20)
    const mail = given.mail ?? `${account}@corp.example`
    const name = given.name ?? `Person ${tag}`
    const password = new Secret(state === 'strict' ? 'Winter-Lake-2026-Strict!' : 'Winter-Lake-2026')
    const dn =
      given.dn ??
      `CN=${name},${state === 'outOfScope' ? `OU=Groups,${this.samba.baseDn}` : this.samba.peopleDn}`
    const attribute = (type: string, ...values: string[] | Buffer[]) => new Attribute({ type, values })
    await this.#admin.add(dn, [
      attribute('objectClass', 'user'),
      attribute('sAMAccountName', account),
      attribute('displayName', name),
      attribute('mail', mail),
      attribute('userPrincipalName', `${account}@corp.example`),
      attribute('unicodePwd', quoted(password)),
      attribute('userAccountControl', state === 'disabled' ? '514' : '512'),
      ...(state === 'accountExpired' ? [attribute('accountExpires', '133000000000000000')] : []),
    ])
    const id = await this.idOf(dn)
    await this.#bring(id, dn, state)
    return { id, account, displayName: name, mail, password }
  }

  async #bring(id: string, dn: string, state: PersonState): Promise<void> {
    if (state === 'locked') await this.lock(id)
    if (state === 'mustChange') await this.modify(id, set('pwdLastSet', '0'))
    if (state === 'privileged') await this.promote(id)
    if (state === 'strict') await this.join(`CN=gg-strict-pso,OU=Groups,${this.samba.baseDn}`, dn)
    if (state === 'passwordExpired') await this.#age(dn)
  }

  async modify(id: string, ...changes: Change[]): Promise<void> {
    await this.#admin.modify(id.includes('=') ? id : `<GUID=${id}>`, changes)
  }

  async remove(id: string): Promise<void> {
    await this.#admin.del(`<GUID=${id}>`)
  }

  async rename(id: string, rdn: string, parent: string): Promise<void> {
    await this.#admin.modifyDN(await this.dnOf(id), `${rdn},${parent}`)
  }

  join(group: string, dn: string): Promise<void> {
    return this.modify(group, change('add', 'member', dn))
  }

  /** A new group; of security, unless it is a mere list of addresses. */
  async group(type = '-2147483646'): Promise<string> {
    this.#made += 1
    const name = `g${process.pid.toString(36)}${Date.now().toString(36)}${this.#made}`
    const dn = `CN=${name},OU=Groups,${this.samba.baseDn}`
    await this.#admin.add(dn, [
      new Attribute({ type: 'objectClass', values: ['group'] }),
      new Attribute({ type: 'sAMAccountName', values: [name] }),
      new Attribute({ type: 'groupType', values: [type] }),
    ])
    return dn
  }

  /** By nesting, the way that leaves no adminCount behind. */
  async promote(id: string): Promise<void> {
    await this.join(`CN=gg-tier0,OU=Groups,${this.samba.baseDn}`, await this.dnOf(id))
  }

  async lock(id: string): Promise<void> {
    const dn = await this.dnOf(id)
    for (let n = 0; n < 6; n += 1) await this.binds(dn, new Secret('Wrong-Password-1'))
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
    const base = id.includes('=') ? id : `<GUID=${id}>`
    const { searchEntries } = await this.#admin.search(base, { scope: 'base', attributes: names })
    return Object.fromEntries(names.map((n) => [n, String(searchEntries[0]?.[n] ?? '')]))
  }

  async idOf(dn: string): Promise<string> {
    const explicitBufferAttributes = ['objectGUID']
    const { searchEntries } = await this.#admin.search(dn, {
      scope: 'base',
      attributes: ['objectGUID'],
      explicitBufferAttributes,
    })
    const guid = searchEntries[0]?.['objectGUID']
    if (!Buffer.isBuffer(guid)) throw new Error(`${dn} has no objectGUID`)
    return guidText(guid)
  }

  async dnOf(id: string): Promise<string> {
    const { searchEntries } = await this.#admin.search(`<GUID=${id}>`, { scope: 'base', attributes: ['1.1'] })
    return searchEntries[0]!.dn
  }

  async writes(id: string): Promise<number> {
    return Number((await this.read(id, 'msDS-KeyVersionNumber'))['msDS-KeyVersionNumber'])
  }

  close(): Promise<void> {
    return this.#admin.unbind()
  }

  /** pwdLastSet takes no date over LDAP: past the password module, straight into the database. */
  async #age(dn: string): Promise<void> {
    const ldif = join(this.samba.samFile, '..', `age-${this.#made}.ldif`)
    await writeFile(
      ldif,
      `dn:: ${Buffer.from(dn).toString('base64')}\nchangetype: modify\nreplace: pwdLastSet\npwdLastSet: 133000000000000000\n`,
    )
    const control = '--controls=local_oid:1.3.6.1.4.1.7165.4.3.12:0'
    await new Promise<void>((resolve, reject) => {
      execFile('ldbmodify', ['-H', this.samba.samFile, control, ldif], (error, _out, err) =>
        error === null ? resolve() : reject(new Error(err)),
      )
    })
  }

  #client(): Client {
    return new Client({
      url: this.samba.url,
      timeout: 15_000,
      connectTimeout: 5000,
      tlsOptions: { ca: [this.#ca] },
    })
  }
}

/** The Active Directory dialect on the test domain, for the common suite. */
export const sambaBench = async (samba: SambaData): Promise<DirectoryBench> => {
  const hands = await SambaHands.open(samba)
  const [inner, outer, other] = [await hands.group(), await hands.group(), await hands.group()]
  await hands.join(outer, inner)
  const asking = (...groups: string[]) => activeDirectory(optionsFor(samba, { groups }))
  return {
    directory: asking(outer, other),
    nested: { outer, other, join: async (id) => hands.join(inner, await hands.dnOf(id)) },
    astray: () => [asking(outer, `CN=nowhere,OU=Groups,${samba.baseDn}`), activeDirectory(optionsFor(samba))],
    add: (state, given) => hands.add(state, given),
    remove: (id) => hands.remove(id),
    disable: (id) => hands.modify(id, set('userAccountControl', '514')),
    promote: (id) => hands.promote(id),
    lock: (id) => hands.lock(id),
    resetByHelpdesk: (id, password) => hands.modify(id, set('unicodePwd', quoted(password))),
    signsIn: async (person, password) => hands.binds(await hands.dnOf(person.id), password),
    writes: (id) => hands.writes(id),
    close: () => hands.close(),
  }
}
