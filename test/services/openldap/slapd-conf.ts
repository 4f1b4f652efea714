/** What a private slapd is like; every switch is on unless a suite turns it off to see the doctor notice. */
export interface SlapdSwitches {
  readonly ppolicy?: boolean
  readonly accesslog?: boolean
  /** Whether a bind says that the account is locked (ppolicy_use_lockout). */
  readonly telling?: boolean
  /** Rules of access in the place of ours, as the doctor prints them; nobody has any other right. */
  readonly access?: readonly string[]
}

export const baseDn = 'dc=corp,dc=example'
const service = (name: string): string => `cn=${name},ou=service,${baseDn}`

/** Everybody who binds but is nobody's colleague. */
export const accounts = {
  admin: `cn=root,${baseDn}`,
  reset: service('svc-reset'),
  manage: service('svc-manage'),
  watch: service('svc-watch'),
  helpdesk: service('helpdesk'),
  log: 'cn=accesslog',
} as const

/** The configuration of a slapd with everything below `home`, and two databases: people, and the log of writes. */
export const slapdConf = (o: {
  readonly home: string
  readonly caFile: string
  readonly certFile: string
  readonly keyFile: string
  readonly rootPassword: string
  readonly switches: SlapdSwitches
}): string => {
  const { ppolicy = true, accesslog = true, telling = true } = o.switches
  return [
    head(o),
    ppolicy ? 'moduleload ppolicy' : '',
    accesslog ? `moduleload accesslog\n${logDatabase(o)}` : '',
    people(o),
    rights(o.switches),
    ppolicy ? rules : '',
    ppolicy && telling ? 'ppolicy_use_lockout' : '',
    accesslog ? 'overlay accesslog\nlogdb cn=accesslog\nlogops writes session\nlogsuccess FALSE' : '',
    '',
  ].join('\n')
}

const head = (o: { home: string; caFile: string; certFile: string; keyFile: string }): string => `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${o.home}/slapd.pid
argsfile ${o.home}/slapd.args
TLSCACertificateFile ${o.caFile}
TLSCertificateFile ${o.certFile}
TLSCertificateKeyFile ${o.keyFile}
TLSVerifyClient never
# Nothing but StartTLS itself without encryption.
security simple_bind=128 ssf=128
disallow bind_anon
password-hash {SSHA}
sizelimit 500
loglevel none
`

const logDatabase = (o: { home: string; rootPassword: string; switches: SlapdSwitches }): string => `
database mdb
suffix "cn=accesslog"
rootdn "cn=accesslog"
rootpw ${o.rootPassword}
directory ${o.home}/log
maxsize 268435456
index objectClass,reqStart,reqDN,reqResult eq
${(o.switches.access ?? [])
  .filter(isOfLog)
  .map((rule) => `access ${rule}`)
  .join('\n')}
# The stored hash of every new password is in there: nobody reads it.
access to attrs=reqMod,reqOld by * none
${o.switches.access === undefined ? `access to * by dn.exact="${accounts.reset}" read by dn.exact="${accounts.watch}" read by * none` : 'access to * by * none'}
`

const people = (o: { home: string; rootPassword: string }): string => `
database mdb
suffix "${baseDn}"
rootdn "${accounts.admin}"
rootpw ${o.rootPassword}
directory ${o.home}/data
maxsize 268435456
index objectClass,entryUUID,uid,mail,member eq
lastbind on
`

const rights = ({ access, ppolicy = true }: SlapdSwitches): string => {
  if (access !== undefined)
    return [
      ...access.filter((rule) => !isOfLog(rule)).map((rule) => `access ${rule}`),
      `access to attrs=userPassword ${own}`,
      'access to * by * none',
    ].join('\n')
  return `
access to dn.subtree="ou=people,${baseDn}" attrs=userPassword
  by dn.exact="${accounts.reset}" =w
  by dn.exact="${accounts.manage}" =mw
  by dn.exact="${accounts.helpdesk}" =mw
  ${own}
access to attrs=userPassword ${own}
${ppolicy ? lockRights : ''}
access to dn.subtree="ou=policies,${baseDn}" by users read by * none
access to * by users read by * none
`
}

const isOfLog = (rule: string): boolean => rule.includes('cn=accesslog')
const own = 'by self =wx by anonymous auth by * none'

const lockRights = `
access to dn.subtree="ou=people,${baseDn}" attrs=pwdAccountLockedTime,pwdReset
  by dn.exact="${accounts.reset}" write
  by dn.exact="${accounts.manage}" write
  by dn.exact="${accounts.watch}" read
  by * none
access to attrs=pwdHistory by * none
access to dn.subtree="ou=people,${baseDn}"
  attrs=pwdFailureTime,pwdChangedTime,pwdPolicySubentry,pwdLastSuccess,pwdGraceUseTime,pwdStartTime,pwdEndTime
  by dn.exact="${accounts.reset}" read
  by dn.exact="${accounts.manage}" read
  by dn.exact="${accounts.watch}" read
  by * none`

const rules = `
overlay ppolicy
ppolicy_default "cn=default,ou=policies,${baseDn}"
ppolicy_hash_cleartext
`
