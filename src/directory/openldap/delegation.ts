import type { OpenLdapOptions } from './options.ts'

/** What the service account is granted; each part alone, so that the doctor can name the one that is missing. */
export type Grant = 'password' | 'locks' | 'people' | 'policies' | 'groups' | 'accesslog'

type Of = Pick<
  OpenLdapOptions,
  'bindDn' | 'baseDn' | 'peopleDn' | 'defaultPolicyDn' | 'denyGroups' | 'groups' | 'accesslogDn'
>

/** What of a person is read, and never written. */
const facts = [
  'objectClass',
  'entryUUID',
  'entryCSN',
  'uid',
  'cn',
  'displayName',
  'mail',
  'telephoneNumber',
  'mobile',
  'employeeNumber',
  'uidNumber',
  'gidNumber',
  'pwdChangedTime',
  'pwdPolicySubentry',
  'pwdFailureTime',
  'pwdLastSuccess',
  'pwdStartTime',
  'pwdEndTime',
]
const groupFacts = ['objectClass', 'member', 'uniqueMember', 'memberUid', 'gidNumber']
const logged = ['entryCSN', 'objectClass', 'reqStart', 'reqType', 'reqResult', 'reqEntryUUID', 'reqControls']

/**
 * The access rules that grant it (slapd.access(5)). `by * break` leaves everybody else to the rules that are there. `=w` is
 * to set a password and not to read one; `=mw` would be above every rule of the policy.
 */
export const rulesFor = (o: Of, wanted: readonly Grant[]): readonly string[] => {
  const rule = (what: string, level: string): string =>
    `to ${what} by dn.exact="${o.bindDn}" ${level} by * break`
  const below = (dn: string, attributes: readonly string[]): string =>
    `dn.subtree="${dn}" attrs=entry,${attributes.join(',')}`
  const policies = o.defaultPolicyDn.replace(/^(?:\\.|[^,\\])*,/, '')
  const rules: Record<Grant, readonly string[]> = {
    password: [rule(`dn.subtree="${o.peopleDn}" attrs=userPassword`, '=w')],
    locks: [rule(`dn.subtree="${o.peopleDn}" attrs=pwdReset,pwdAccountLockedTime`, 'write')],
    people: [rule(`dn.base="${o.baseDn}" attrs=entry`, 'search'), rule(below(o.baseDn, facts), 'read')],
    policies: [rule(`dn.subtree="${policies}"`, 'read')],
    groups:
      o.denyGroups.length + (o.groups?.length ?? 0) === 0 ? [] : [rule(below(o.baseDn, groupFacts), 'read')],
    accesslog: o.accesslogDn === undefined ? [] : [rule(below(o.accesslogDn, logged), 'read')],
  }
  return wanted.flatMap((grant) => rules[grant])
}

/** The command that puts these rules first, ready to copy; the number of the database is the site's own. */
export const grants = (o: Of, ...wanted: Grant[]): string =>
  configure(
    `dn: olcDatabase={${wanted.includes('accesslog') ? 2 : 1}}mdb,cn=config   # the database of ${wanted.includes('accesslog') ? o.accesslogDn : o.baseDn}; see: ldapsearch -Q -Y EXTERNAL -H ldapi:/// -b cn=config olcSuffix`,
    ['changetype: modify', 'add: olcAccess', ...rulesFor(o, wanted).map((r, n) => `olcAccess: {${n}}${r}`)],
  )

/** An LDIF for the server's own configuration, as a command. */
export const configure = (first: string, lines: readonly string[]): string => {
  const [dn = '', note] = first.split('   # ')
  return [
    ...(note === undefined ? [] : [`# ${note}`]),
    "ldapmodify -Q -Y EXTERNAL -H ldapi:/// <<'END'",
    dn,
    ...lines,
    'END',
  ].join('\n')
}
