import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import type { Filter } from 'ldapts'
import { adPeople } from '../../../src/directory/ad-people.ts'
import { nameOf, readPerson } from '../../../src/directory/ad-person.ts'
import { isGuid } from '../../../src/directory/guid.ts'
import { Entry } from '../../../src/directory/entry.ts'
import { ldapPeople } from '../../../src/directory/openldap/people.ts'
import type { MatchBy, PeoplePort } from '../../../src/directory/port.ts'
import { adPerson, fakeSession, ldapPerson } from '../fake-session.ts'
import { anyText, bent, edits } from '../bent.ts'
import { matches, type Attributes } from '../filter-reader.ts'
import { claim, type Target } from '../claim.ts'

const names = ['ada', 'grace', 'joan', 'admin', '*', 'ada)(uid=*', 'ada\\2a', 'ädä', 'ada ', 'a,b=c']
const entryOf = (name: string): Attributes => ({
  objectcategory: ['person'],
  objectclass: ['top', 'person', 'user'],
  samaccountname: [name],
  uid: [name],
  mail: [`${name}@corp.example`],
  userprincipalname: [`${name}@corp.example`],
  employeeid: [`e-${name}`],
  employeenumber: [`e-${name}`],
})
const company = names.map(entryOf)

const attributeOf: Readonly<Record<MatchBy, readonly string[]>> = {
  mail: ['mail'],
  userPrincipalName: ['userprincipalname'],
  employeeID: ['employeeid', 'employeenumber'],
  account: ['samaccountname', 'uid'],
}

/** What was searched for, kept instead of asked. */
const asked: { base: string; filter: Filter | string | undefined }[] = []
const session = fakeSession((base, { filter }) => {
  asked.push({ base, filter })
  return []
})
const dialects: readonly (readonly [string, PeoplePort])[] = [
  ['active directory', adPeople(session.ad, session.adLook, session.plan, 'DC=corp,DC=example')],
  ['openldap', ldapPeople(session.ldap, session.ldapLook, 'dc=corp,dc=example')],
]

const by = fc.constantFrom<MatchBy[]>('mail', 'userPrincipalName', 'employeeID', 'account')
const typed = fc.oneof(
  fc
    .tuple(fc.constantFrom(...names, ...names.map((n) => `${n}@corp.example`)), edits(0))
    .map(([name, changes]) => bent(name, changes)),
  // A name with something behind it, and in front.
  fc
    .tuple(fc.constantFrom('', ' ', '*'), fc.constantFrom(...names), anyText(20))
    .map((parts) => parts.join('')),
  anyText(300),
)

const filters = claim(
  'a filter built from any name finds whoever has that very name, and nobody else',
  fc.record({ by, typed }),
  async ({ by, typed }) => {
    for (const [, people] of dialects) {
      asked.length = 0
      assert.equal(await people.find(by, typed), undefined)
      for (const { filter } of asked) {
        assert.ok(filter !== undefined && typeof filter !== 'string', 'a filter in text')
        for (const entry of company) {
          const own = attributeOf[by].flatMap((name) => entry[name] ?? [])
          const same = Buffer.from(typed).toString('utf8').toLowerCase()
          const found = matches(filter, entry)
          if (found)
            assert.ok(
              own.some((one) => one.toLowerCase() === same),
              JSON.stringify(typed),
            )
          else assert.ok(!own.some((one) => one.toLowerCase() === same), 'not found by their own name')
        }
      }
    }
  },
)

const guid = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9'
const ids = claim(
  'only a GUID gets into the name under which a person is looked up',
  fc.oneof(
    fc.constant(guid),
    edits().map((changes) => bent(guid, changes)),
    anyText(),
  ),
  async (id) => {
    asked.length = 0
    const where = { peopleDn: 'OU=People,DC=corp,DC=example', deny: new Set<string>(), now: 0 }
    const [ad] = [await readPerson(session.adSession, id, where)]
    assert.equal(ad, undefined)
    const [look] = asked
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) assert.equal(look, undefined)
    else assert.equal(look?.base, `<GUID=${id}>`)
    assert.equal(isGuid(id) ? nameOf(id).length : 43, 43)
    asked.length = 0
    assert.equal(await dialects[1]?.[1].status(id), undefined)
    if (!isGuid(id)) assert.deepEqual(asked, [])
  },
)

/** Names with every letter that a DN must escape (RFC 4514 2.4) come back as they were. */
const found = claim(
  'the person who is found is the one that the server named',
  fc.record({ dn: anyText(80), account: anyText(30), name: anyText(30) }),
  ({ dn, account, name }) => {
    const ad = adPerson(
      new Entry({ dn, objectGUID: Buffer.alloc(16, 7), sAMAccountName: account, displayName: name }),
    )
    assert.deepEqual([ad.account, ad.displayName], [account, name])
    const ldap = ldapPerson(new Entry({ dn, entryUUID: guid.toUpperCase(), uid: account, displayName: name }))
    assert.deepEqual([ldap.id, ldap.account, ldap.displayName], [guid, account, name])
  },
)

export const filterBuilders: Target = {
  name: 'filters',
  open: () => Promise.resolve({ claims: [filters, ids, found] }),
}
