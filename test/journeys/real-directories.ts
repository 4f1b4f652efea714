import { inject } from 'vitest'
import type { DirectoryBench } from '../contracts/directory.ts'
import { openLdapBench } from '../directory/openldap-bench.ts'
import { sambaBench } from '../directory/samba-bench.ts'
import { providedSamba } from '../services/provided.ts'

/** A real directory as a journey needs it: its part of the configuration, and the hands of other people in it. */
export interface RealDirectory {
  readonly name: string
  /** The database of Redis that is its service's alone. */
  readonly database: number
  section(): Readonly<Record<string, unknown>>
  bench(): Promise<DirectoryBench>
}

/** The test domain, as a configuration names it. */
export const sambaSection = (): Readonly<Record<string, unknown>> => {
  const { url, caFile, bindDn, bindPasswordFile, baseDn, peopleDn } = providedSamba()
  const account = { bindDn, bindPasswordFile, baseDn, people: peopleDn, matchBy: 'mail' }
  return { kind: 'active-directory', urls: [url], caFile, ...account }
}

/** The test directory, as a configuration names it; the other way to it is `ldap://` with StartTLS. */
export const openLdapSection = (startTls = false): Readonly<Record<string, unknown>> => {
  const { url, startTlsUrl, caFile, bindDn, bindPasswordFile, baseDn, ...ldap } = inject('openldap')
  const account = { bindDn, bindPasswordFile, baseDn, people: ldap.peopleDn, matchBy: 'mail' }
  const { defaultPolicyDn, accesslogDn } = ldap
  const line = startTls ? { urls: [startTlsUrl], startTls } : { urls: [url] }
  const rules = { denyGroups: [ldap.adminGroupDn], defaultPolicyDn, accesslogDn }
  return { kind: 'openldap', ...line, caFile, ...account, ...rules }
}

/** Every journey that must hold on each directory runs over this list. */
export const realDirectories: readonly RealDirectory[] = [
  {
    name: 'Samba AD',
    database: 3,
    section: sambaSection,
    bench: () => sambaBench(providedSamba()),
  },
  {
    name: 'OpenLDAP',
    database: 5,
    section: () => openLdapSection(),
    bench: () => openLdapBench(inject('openldap')),
  },
]
