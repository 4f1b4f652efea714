import { accounts, baseDn } from './slapd-conf.ts'

/** The entries a private slapd begins with: units, accounts that are nobody's colleague, rules, and one administrator. */
export const seedLdif = (passwords: Readonly<Record<'service' | 'user', string>>, rules: boolean): string =>
  [
    entry(baseDn, ['objectClass: dcObject', 'objectClass: organization', 'o: Corp', 'dc: corp']),
    ...['people', 'groups', 'service', 'policies'].map((ou) =>
      entry(`ou=${ou},${baseDn}`, ['objectClass: organizationalUnit', `ou: ${ou}`]),
    ),
    ...[accounts.reset, accounts.manage, accounts.watch, accounts.helpdesk].map((dn) =>
      entry(dn, [
        'objectClass: organizationalRole',
        'objectClass: simpleSecurityObject',
        `userPassword: ${passwords.service}`,
        ...(rules ? [`pwdPolicySubentry: ${policyDn('service')}`] : []),
      ]),
    ),
    ...(rules ? Object.entries(policies).map(([name, lines]) => policy(name, lines)) : []),
    entry(`uid=mallory,ou=people,${baseDn}`, [
      'objectClass: inetOrgPerson',
      'cn: Mallory Admin',
      'sn: Admin',
      'displayName: Mallory Admin',
      'mail: mallory@corp.example',
      `userPassword: ${passwords.user}`,
    ]),
    entry(`cn=admins,ou=groups,${baseDn}`, [
      'objectClass: groupOfNames',
      `member: uid=mallory,ou=people,${baseDn}`,
    ]),
  ].join('\n')

export const policyDn = (name: string): string => `cn=${name},ou=policies,${baseDn}`

const usual = ['pwdMinLength: 12', 'pwdCheckQuality: 2', 'pwdInHistory: 5']
const locks = [
  'pwdLockout: TRUE',
  'pwdMaxFailure: 5',
  'pwdLockoutDuration: 1800',
  'pwdFailureCountInterval: 1800',
]

/** What a mid-size company runs, and rules of their own for cases that must be told apart. */
const policies = {
  default: [...usual, ...locks, 'pwdMinAge: 86400', 'pwdMaxAge: 7776000', 'pwdMustChange: TRUE'],
  strict: [
    'pwdMinLength: 20',
    'pwdCheckQuality: 2',
    'pwdInHistory: 10',
    'pwdMustChange: TRUE',
    'pwdLockout: TRUE',
    'pwdMaxFailure: 3',
    'pwdLockoutDuration: 900',
  ],
  grace: [...usual, ...locks, 'pwdMaxAge: 86400', 'pwdGraceAuthnLimit: 2', 'pwdMustChange: TRUE'],
  idle: [...usual, ...locks, 'pwdMaxIdle: 86400'],
  lenient: ['pwdMinLength: 8', 'pwdCheckQuality: 0'],
  service: ['pwdMaxAge: 0', 'pwdLockout: FALSE'],
} as const

const policy = (name: string, lines: readonly string[]): string =>
  entry(policyDn(name), [
    'objectClass: device',
    'objectClass: pwdPolicy',
    'pwdAttribute: userPassword',
    ...lines,
  ])

const entry = (dn: string, lines: readonly string[]): string => {
  const [, type = '', value = ''] = /^(\w+)=([^,]+)/.exec(dn) ?? []
  const named = lines.some((line) => line.startsWith(`${type}:`)) ? [] : [`${type}: ${value}`]
  return `dn: ${dn}\n${[...lines, ...named].join('\n')}\n`
}
