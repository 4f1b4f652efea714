import { describe, expect, test } from 'vitest'
import { accepted, example, refused } from './operator.ts'

/** The example with its other directory, which stands there as a comment. */
const [block = ''] = /^#directory:\n(?:#.*\n)+/m.exec(example) ?? []
const openldap = example.replace(block, '').replace(/^directory:[\s\S]*?\n\n/m, block.replaceAll(/^#/gm, ''))
const changed = (line: string, instead: string): string => {
  expect(openldap).toContain(line)
  return openldap.replace(line, instead)
}
const blamed = (text: string): string[] => refused({ text }).map((fault) => `${fault.key} ${fault.says}`)

describe('OpenLDAP in the configuration', () => {
  test('the example in the comment is accepted as it stands', () => {
    expect(accepted({ text: openldap }).config.directory).toMatchObject({
      kind: 'openldap',
      urls: ['ldaps://ldap1.corp.example'],
      people: 'ou=people,dc=corp,dc=example',
      matchBy: 'mail',
      denyGroups: ['cn=admins,ou=groups,dc=corp,dc=example'],
      defaultPolicyDn: 'cn=default,ou=policies,dc=corp,dc=example',
      accesslogDn: 'cn=accesslog',
    })
    const without = changed('  accesslogDn: cn=accesslog', '')
    expect(accepted({ text: without }).config.directory).not.toHaveProperty('accesslogDn')
  })

  test('ldap:// is for StartTLS, said aloud, and for nothing else', () => {
    const plain = changed('ldaps://ldap1', 'ldap://ldap1')
    expect(blamed(plain)).toEqual(['directory.urls[0] is not encrypted'])
    const upgraded = plain.replace('  caFile', '  startTls: true\n  caFile')
    expect(accepted({ text: upgraded }).config.directory).toMatchObject({
      urls: ['ldap://ldap1.corp.example'],
    })
    const both = openldap.replace('  caFile', '  startTls: true\n  caFile')
    expect(blamed(both)).toEqual(['directory.urls[0] is encrypted from the start'])
    expect(blamed(changed('ldaps://ldap1', 'https://ldap1'))).toEqual([
      'directory.urls[0] is not an ldaps URL',
    ])
  })

  test('administrators and the default policy must be named', () => {
    expect(blamed(changed('  defaultPolicyDn: cn=default,ou=policies,dc=corp,dc=example', ''))).toEqual([
      'directory.defaultPolicyDn is missing',
    ])
    const groups = '  denyGroups:\n    - cn=admins,ou=groups,dc=corp,dc=example\n'
    expect(blamed(changed(groups, ''))).toEqual(['directory.denyGroups is missing'])
    expect(accepted({ text: changed(groups, '  denyGroups: []\n') }).config.directory).toMatchObject({
      denyGroups: [],
    })
  })

  test.each([
    ['a SID', '- cn=admins,ou=groups,dc=corp,dc=example', '- S-1-5-32-544', 'directory.denyGroups[0]'],
    [
      'a principal name',
      'people: ou=people,dc=corp,dc=example',
      'matchBy: userPrincipalName',
      'directory.matchBy',
    ],
    ['the other kind’s history', 'accesslogDn: cn=accesslog', 'history: auto', 'directory.history'],
    [
      'a name that is no DN',
      'cn=svc-latchkey,ou=services,dc=corp,dc=example',
      'svc-latchkey',
      'directory.bindDn',
    ],
  ])('%s is blamed', (_what, line, instead, key) => {
    expect(blamed(changed(line, instead)).map((fault) => fault.split(' ')[0])).toEqual([key])
  })
})
