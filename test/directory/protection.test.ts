import { describe, expect, test } from 'vitest'
import { protection } from '../../src/directory/ad-protection.ts'
import { Entry } from '../../src/directory/entry.ts'
import { rights, type Ace } from '../../src/directory/security-descriptor.ts'

/** S-1-5-21-1-2-3-<rid>, as the directory sends it (MS-DTYP 2.4.2.2). */
const domainSid = (rid: number): Buffer => {
  const bytes = Buffer.alloc(28)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt8(5, 1)
  bytes.writeUInt8(5, 7)
  for (const [n, part] of [21, 1, 2, 3, rid].entries()) bytes.writeUInt32LE(part, 8 + 4 * n)
  return bytes
}

const ada = { dn: 'CN=Ada,DC=corp,DC=example', userAccountControl: '512', objectSid: domainSid(1105) }
const inPeople = { ...ada, tokenGroups: [domainSid(513)] }
const seen = { inScope: true, deny: new Set<string>(), acl: [] as readonly Ace[] | undefined }

const reasonOf = (raw: ConstructorParameters<typeof Entry>[0], where: Partial<typeof seen> = {}) =>
  protection(new Entry(raw), { ...seen, ...where })?.reason

describe('hands off', () => {
  test('nobody else', () => {
    expect(reasonOf(inPeople)).toBeUndefined()
  })

  test.each([
    ['groups that cannot be read', reasonOf(ada), 'privileged'],
    ['an access list that cannot be read', reasonOf(inPeople, { acl: undefined }), 'service'],
    [
      'a Domain Admin',
      reasonOf({ ...inPeople, tokenGroups: [domainSid(513), domainSid(512)] }),
      'privileged',
    ],
    ['the built-in Administrator', reasonOf({ ...inPeople, objectSid: domainSid(500) }), 'privileged'],
    ['adminCount', reasonOf({ ...inPeople, adminCount: '1' }), 'privileged'],
    ['a group on the list', reasonOf(inPeople, { deny: new Set(['S-1-5-21-1-2-3-513']) }), 'deniedGroup'],
    ['somebody elsewhere', reasonOf(inPeople, { inScope: false }), 'outOfScope'],
    ['a smart card', reasonOf({ ...inPeople, userAccountControl: String(512 | 0x4_0000) }), 'smartcardOnly'],
    ['a service', reasonOf({ ...inPeople, servicePrincipalName: 'HTTP/web' }), 'service'],
    ['a computer', reasonOf({ ...inPeople, objectClass: ['top', 'computer'] }), 'service'],
  ])('%s', (_, reason, expected) => {
    expect(reason).toBe(expected)
  })

  test('whoever may not change their own password', () => {
    const deny = (trustee: string): Ace => ({
      kind: 'deny',
      mask: 0x100,
      object: rights.changePassword,
      trustee,
      inheritOnly: false,
    })
    expect(reasonOf(inPeople, { acl: [deny('S-1-5-10')] })).toBe('service')
    expect(reasonOf(inPeople, { acl: [deny('S-1-1-0')] })).toBe('service')
    expect(reasonOf(inPeople, { acl: [deny('S-1-5-21-1-2-3-9999')] })).toBeUndefined()
  })
})
