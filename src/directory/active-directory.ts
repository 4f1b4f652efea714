import { debuglog } from 'node:util'
import { Fault } from '../story/errors.ts'
import { checkActiveDirectory } from './ad-check.ts'
import { AdCommit } from './ad-commit.ts'
import { Look } from './ad-look.ts'
import { usualLimits, type ActiveDirectoryOptions } from './ad-options.ts'
import { adPeople } from './ad-people.ts'
import { Plan } from './ad-plan.ts'
import { Servers } from './ad-servers.ts'
import { adWatch } from './ad-watch.ts'
import type { Directory } from './port.ts'

export type { ActiveDirectoryOptions } from './ad-options.ts'

/**
 * An Active Directory domain behind the three ports. Connects when first asked, so that the process starts while
 * the directory is down. Throws ERR_CONFIG for an address that is not `ldaps://`, and where the LDAP library would
 * print passwords.
 */
export const activeDirectory = (options: ActiveDirectoryOptions): Directory => {
  // The library prints every modify there, new passwords in clear text.
  if (debuglog('ldapts').enabled)
    throw new Fault('ERR_CONFIG', 'NODE_DEBUG contains ldapts, which would print new passwords; unset it')
  const plain = options.urls.find((url) => !url.startsWith('ldaps://'))
  if (plain !== undefined)
    throw new Fault(
      'ERR_CONFIG',
      `directory.urls: ${plain} is not ldaps://; passwords never travel in the clear`,
    )
  const limits = { ...usualLimits, ...options.limits }
  const servers = new Servers(options, limits)
  const look = new Look(options)
  const plan = new Plan(options)
  return {
    people: adPeople(servers, look, plan, options.baseDn),
    commit: new AdCommit(servers, look, plan, options, limits),
    watch: adWatch(servers),
    check: () => checkActiveDirectory({ options, servers, look, plan }),
    close: () => servers.close(),
  }
}
