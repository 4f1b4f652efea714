import { AndFilter, EqualityFilter } from 'ldapts'
import type { Visit } from './ad-check.ts'
import { delegation, type DelegatedRight } from './ad-delegation.ts'
import { daclOnly, nameOf, type AdPerson } from './ad-person.ts'
import { guidText } from './guid.ts'
import { outOfBounds } from './out-of-bounds.ts'
import type { Finding } from './port.ts'
import { grants, mask, readAcl, rights, type Ace } from './security-descriptor.ts'

const sampleSize = 5
const looked = 200

/** What the service account may do to one person, as the directory itself tells. */
interface Held {
  readonly attributes: readonly string[]
  readonly resetPassword: boolean
  readonly changePassword: boolean
}

/** Each delegated right on a few people of the subtree: present, and not one more. */
export const checkSample = async (visit: Visit): Promise<readonly Finding[]> => {
  const { options } = visit
  const sample = await sampleOf(visit)
  const scope = {
    name: 'directory.people',
    ok: true,
    says: `${sample.length} people of ${options.peopleDn} looked at`,
  }
  if (sample.length === 0) {
    const says = `no person whose password may be reset was found below ${options.peopleDn}`
    return [
      {
        ...scope,
        ok: false,
        says,
        fix: 'correct directory.people, or grant the service account read access there',
      },
    ]
  }
  const held = await Promise.all(sample.map((p) => heldOn(visit, p.status.person.id)))
  return [scope, ...missing(visit, held), ...surplus(visit, held), ...facts(visit, sample)]
}

const sampleOf = async ({ options, session, look }: Visit): Promise<readonly AdPerson[]> => {
  const filter = new AndFilter({ filters: [equal('objectCategory', 'person'), equal('objectClass', 'user')] })
  const query = { scope: 'sub', filter, attributes: ['objectGUID'], limit: looked } as const
  const found = await session.client.search(options.peopleDn, query)
  const sample: AdPerson[] = []
  for (const entry of found.slice(0, looked)) {
    const guid = entry.bytes('objectGUID')
    const person = guid === undefined ? undefined : await look.at(session, guidText(guid))
    if (person !== undefined && outOfBounds(person.status) === undefined) sample.push(person)
    if (sample.length === sampleSize) break
  }
  return sample
}

const heldOn = async ({ session, look, options }: Visit, id: string): Promise<Held> => {
  const attributes = ['allowedAttributesEffective', 'nTSecurityDescriptor']
  const [entry] = await session.client.search(nameOf(id), {
    scope: 'base',
    attributes,
    controls: [daclOnly()],
  })
  const descriptor = entry?.bytes('nTSecurityDescriptor')
  const acl: readonly Ace[] = descriptor === undefined ? [] : readAcl(descriptor)
  const self = await look.self(session, options.bindDn)
  const has = (right: string): boolean => grants(acl, self, mask.controlAccess, right)
  return {
    attributes: entry?.texts('allowedAttributesEffective') ?? [],
    resetPassword: has(rights.resetPassword),
    changePassword: has(rights.changePassword),
  }
}

const missing = ({ options, delegate }: Visit, held: readonly Held[]): readonly Finding[] => {
  // A change by somebody who knows the old password is sent by the service account too, as is the second of two writes.
  const wanted: readonly DelegatedRight[] = ['resetPassword', 'lockoutTime', 'pwdLastSet', 'changePassword']
  return wanted.map((right) => {
    const name = `right ${right}`
    const by =
      right === 'lockoutTime' || right === 'pwdLastSet'
        ? 'the directory says so (allowedAttributesEffective)'
        : 'read in the access lists; the first reset proves it'
    const without = held.filter((h) => !holds(h, right)).length
    if (without === 0) return { name, ok: true, says: `held on the whole sample: ${by}` }
    const says = `missing on ${without} of ${held.length} people`
    return { name, ok: false, says, fix: delegation(delegate, options.peopleDn, [right]) }
  })
}

const holds = (held: Held, right: DelegatedRight): boolean =>
  right === 'resetPassword' || right === 'changePassword'
    ? held[right]
    : held.attributes.some((a) => a.toLowerCase() === right.toLowerCase())

const surplus = ({ delegate }: Visit, held: readonly Held[]): readonly Finding[] => {
  const more = [...new Set(held.flatMap((h) => h.attributes))].filter(
    (a) => a !== 'lockoutTime' && a !== 'pwdLastSet',
  )
  const name = 'no right beyond these'
  if (more.length === 0) return [{ name, ok: true, says: 'no other attribute of people can be written' }]
  const shown =
    more.length > 8 ? `${more.slice(0, 8).join(', ')} and ${more.length - 8} more` : more.join(', ')
  const fix = `take ${delegate.name} out of every group with rights on people, and leave it the delegation alone`
  return [{ name, ok: false, says: `${delegate.name} may also write ${shown}`, fix }]
}

const facts = ({ options, session }: Visit, sample: readonly AdPerson[]): readonly Finding[] => {
  const name = 'facts about people'
  const uncounted = sample.filter((p) => p.version === undefined).length
  const unlisted = sample.filter((p) => p.acl === undefined).length
  const fix = `grant the service account read access (Read all properties, Read permissions) below ${options.peopleDn}`
  const findings: Finding[] =
    uncounted + unlisted === 0
      ? [
          {
            name,
            ok: true,
            says: `status, password counter and access list can be read on ${session.root.dnsHostName}`,
          },
        ]
      : [
          {
            name,
            ok: false,
            says: `not readable: password counter of ${uncounted}, access list of ${unlisted} of ${sample.length} people`,
            fix,
          },
        ]
  if (options.matchBy !== 'mail') return findings
  const without = sample.filter((p) => p.status.person.mail === undefined).length
  if (without === 0) return findings
  return [
    ...findings,
    {
      name: 'directory.matchBy',
      ok: false,
      says: `${without} of ${sample.length} people have no mail`,
      fix: 'fill in mail, or match by userPrincipalName',
    },
  ]
}

/** That privileged accounts are out of reach of the service account itself, not only of our own refusal. */
export const checkProtected = async (visit: Visit): Promise<readonly Finding[]> => {
  const { session, delegate, options } = visit
  const filter = new AndFilter({ filters: [equal('objectClass', 'user'), equal('adminCount', '1')] })
  const found = await session.client.search(options.baseDn, {
    scope: 'sub',
    filter,
    attributes: ['objectGUID'],
    limit: looked,
  })
  const reached: string[] = []
  for (const entry of found.slice(0, looked)) {
    const guid = entry.bytes('objectGUID')
    if (guid === undefined) continue
    const held = await heldOn(visit, guidText(guid))
    if (held.resetPassword || holds(held, 'lockoutTime') || holds(held, 'pwdLastSet')) reached.push(entry.dn)
  }
  const name = 'privileged accounts out of reach'
  if (reached.length === 0)
    return [
      {
        name,
        ok: true,
        says: `${found.length} accounts with adminCount looked at, none can be reset by ${delegate.name}`,
      },
    ]
  const fix = `take ${delegate.name} out of privileged groups, and its rights off CN=AdminSDHolder,CN=System,${session.root.domain}`
  return [{ name, ok: false, says: `${delegate.name} holds rights on ${reached.join('; ')}`, fix }]
}

const equal = (attribute: string, value: string): EqualityFilter => new EqualityFilter({ attribute, value })
