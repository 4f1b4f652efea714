import type { Finding } from '../port.ts'
import type { Visit } from './check.ts'
import { configure, grants } from './delegation.ts'
import { all, any, equal, visible } from './visible.ts'
import { PresenceFilter } from 'ldapts'

/** Whether the outcome of a lost write can be read in the server's log, and nothing more than that. */
export const checkAccessLog = async ({
  options,
  session: { client },
}: Visit): Promise<readonly Finding[]> => {
  const name = 'accesslog'
  const { accesslogDn: dn } = options
  if (dn === undefined) {
    const says =
      'not configured: after a crash in mid-reset the outcome may stay unknown, and the helpdesk is asked'
    return [
      {
        name,
        ok: true,
        says,
        fix: switchOn(grants({ ...options, accesslogDn: 'cn=accesslog' }, 'accesslog')),
      },
    ]
  }
  const look = (filter: Parameters<typeof all>[0], attributes: string[]) =>
    client.search(dn, { scope: 'sub', filter, attributes, limit: 1 })
  const writes = any(equal('objectClass', 'auditModify'), equal('objectClass', 'auditAdd'))
  const asked = ['reqControls', 'reqEntryUUID', 'reqResult', 'reqStart', 'reqType'].map(visible)
  if ((await look(all(writes, ...asked), ['1.1'])).length === 0) {
    const says = `no write can be read in ${dn}: wrong suffix, missing right, or no write since it was switched on`
    return [{ name, ok: false, says, fix: switchOn(grants(options, 'accesslog')) }]
  }
  if ((await look(all(writes, new PresenceFilter({ attribute: 'reqMod' })), ['1.1'])).length > 0) {
    const says = `${options.bindDn} may read reqMod, where the hash of every new password stands`
    const rule = 'olcAccess: {0}to attrs=reqMod,reqOld by * none'
    const lines = ['changetype: modify', 'add: olcAccess', rule]
    return [
      {
        name,
        ok: false,
        says,
        fix: configure(`dn: olcDatabase={2}mdb,cn=config   # the database of ${dn}`, lines),
      },
    ]
  }
  return [{ name, ok: true, says: `${dn} tells what became of a write, and shows no hash` }]
}

const switchOn = (rights: string): string =>
  [
    configure('dn: cn=module{0},cn=config', [
      'changetype: modify',
      'add: olcModuleLoad',
      'olcModuleLoad: accesslog',
    ]),
    configure(
      'dn: olcDatabase=mdb,cn=config   # a database of its own; mkdir -p -m 700 /var/lib/ldap/accesslog first',
      [
        'changetype: add',
        'objectClass: olcMdbConfig',
        'olcDatabase: mdb',
        'olcSuffix: cn=accesslog',
        'olcRootDN: cn=accesslog',
        'olcDbDirectory: /var/lib/ldap/accesslog',
        'olcDbIndex: reqStart,reqEntryUUID,reqResult eq',
        'olcAccess: {0}to attrs=reqMod,reqOld by * none',
      ],
    ),
    configure('dn: olcOverlay=accesslog,olcDatabase={1}mdb,cn=config   # for the database of the people', [
      'changetype: add',
      'objectClass: olcAccessLogConfig',
      'olcOverlay: accesslog',
      'olcAccessLogDB: cn=accesslog',
      'olcAccessLogOps: writes',
      'olcAccessLogPurge: 07+00:00 01+00:00',
    ]),
    rights,
    'then set directory.accesslogDn: cn=accesslog',
  ]
    .filter((part) => part !== '')
    .join('\n')
