import { debuglog } from 'node:util'
import { Fault } from '../story/errors.ts'
import { usualLimits } from './limits.ts'
import { checkOpenLdap } from './openldap/check.ts'
import { LdapCommit } from './openldap/commit.ts'
import { Look } from './openldap/look.ts'
import type { OpenLdapOptions } from './openldap/options.ts'
import { ldapPeople } from './openldap/people.ts'
import { readRoot, type Root } from './openldap/root.ts'
import { ldapWatch } from './openldap/watch.ts'
import type { Directory } from './port.ts'
import { Servers } from './servers.ts'

export type { OpenLdapOptions } from './openldap/options.ts'

/**
 * An OpenLDAP directory behind the three ports, over LDAPS or guarded StartTLS. Connects when first asked, so that the
 * process starts while the directory is down. Throws ERR_CONFIG where the LDAP library would print passwords.
 */
export const openLdap = (options: OpenLdapOptions): Directory => {
  // The library prints every request there, new passwords as bytes.
  if (debuglog('ldapts').enabled)
    throw new Fault('ERR_CONFIG', 'NODE_DEBUG contains ldapts, which would print new passwords; unset it')
  const limits = { ...usualLimits, commitsAtOnce: 4, ...options.limits }
  const servers = new Servers<Root>({ ...options, limits, readRoot })
  const look = new Look(options)
  return {
    people: ldapPeople(servers, look, options.baseDn),
    commit: new LdapCommit(servers, look, options, limits),
    watch: ldapWatch(servers, look, options),
    check: () => checkOpenLdap({ options, servers, look }),
    close: () => servers.close(),
  }
}
