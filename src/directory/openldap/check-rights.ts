import { Fault } from '../../story/errors.ts'
import { outOfBounds } from '../out-of-bounds.ts'
import type { Finding } from '../port.ts'
import type { Visit } from './check.ts'
import { grants } from './delegation.ts'
import type { LdapPerson } from './person.ts'
import { noLock, probePassword, probeWrite, type Held } from './probe.ts'
import { isPerson, readable } from './protection.ts'

/** Values that no group has. */
const [nobody, noGroup] = ['nobody-at-all', '2147483646']

const sampleSize = 5
const looked = 100

/** Every right that is needed on a few people of the subtree: present, and not one more. */
export const checkSample = async (visit: Visit): Promise<readonly Finding[]> => {
  const { options } = visit
  const name = 'directory.people'
  const sample = await sampleOf(visit)
  if (typeof sample === 'string')
    return [{ name, ok: false, says: sample, fix: grants(options, 'locks', 'people') }]
  if (sample.length === 0) {
    const says = `no person whose password may be reset was found below ${options.peopleDn}`
    const fix = `correct directory.people, or grant the service account read access there:\n${grants(options, 'people')}`
    return [{ name, ok: false, says, fix }]
  }
  const scope = { name, ok: true, says: `${sample.length} people of ${options.peopleDn} looked at` }
  return [
    scope,
    ...(await passwordRight(visit, sample)),
    ...(await otherRights(visit, sample)),
    ...matched(visit, sample),
  ]
}

/** People who may be reset; or the sentence that says what of them cannot be read. */
const sampleOf = async ({ options, session, look }: Visit): Promise<readonly LdapPerson[] | string> => {
  const query = { scope: 'sub', filter: isPerson, attributes: ['entryUUID'], limit: looked } as const
  const found = await session.client.search(options.peopleDn, query)
  const sample: LdapPerson[] = []
  try {
    for (const id of found.flatMap((entry) => entry.texts('entryUUID'))) {
      const person = await look.at(session, id.toLowerCase())
      if (person !== undefined && outOfBounds(person.status) === undefined) sample.push(person)
      if (sample.length === sampleSize) break
    }
    return sample
  } catch (error) {
    if (error instanceof Fault && error.code === 'ERR_DIRECTORY_RIGHTS') return error.message
    throw error
  }
}

const passwordRight = async (
  { options, session }: Visit,
  sample: readonly LdapPerson[],
): Promise<Finding[]> => {
  const name = 'right to set passwords'
  const held: Held[] = []
  for (const person of sample) held.push(await probePassword(session.client, person.dn))
  const fix = grants(options, 'password')
  const count = (which: Held): number => held.filter((h) => h === which).length
  if (count('manage') > 0) {
    const says = `${options.bindDn} holds manage (=mw) on ${count('manage')} of ${held.length} people: no rule of the policy would apply, neither length nor history, and every reset would ask for another change`
    return [
      {
        name,
        ok: false,
        says,
        fix: `leave it plain write (=w), with no rule before this one that grants more:\n${fix}`,
      },
    ]
  }
  if (count('none') > 0)
    return [{ name, ok: false, says: `missing on ${count('none')} of ${held.length} people`, fix }]
  if (count('unknown') > 0) {
    const says = `could not be found out on ${count('unknown')} of ${held.length} people: the server lacks the no-op control; the first reset proves it`
    return [{ name, ok: true, says, fix: 'see by hand that it is =w and not =mw' }]
  }
  return [{ name, ok: true, says: 'plain write (=w) on the whole sample: every rule of the policy applies' }]
}

const otherRights = async (
  { options, session }: Visit,
  sample: readonly LdapPerson[],
): Promise<Finding[]> => {
  const [reset, lock, mail] = [[], [], []] as [Held[], Held[], Held[]]
  for (const { dn } of sample) {
    reset.push(await probeWrite(session.client, dn, 'pwdReset', 'FALSE'))
    lock.push(await probeWrite(session.client, dn, 'pwdAccountLockedTime', noLock))
    mail.push(await probeWrite(session.client, dn, 'mail', 'nobody@invalid'))
  }
  const needed = (type: string, held: readonly Held[]): Finding => {
    const name = `right ${type}`
    const without = held.filter((h) => h !== 'write').length
    if (without === 0) return { name, ok: true, says: 'held on the whole sample' }
    return {
      name,
      ok: false,
      says: `missing on ${without} of ${held.length} people`,
      fix: grants(options, 'locks'),
    }
  }
  const more = mail.some((h) => h === 'write')
  return [
    needed('pwdReset', reset),
    needed('pwdAccountLockedTime', lock),
    more
      ? {
          name: 'no right beyond these',
          ok: false,
          says: `${options.bindDn} may also write mail, by which people are told apart`,
          fix: 'leave it the rights above alone: no "write" on whole entries, no group of administrators',
        }
      : { name: 'no right beyond these', ok: true, says: 'mail of people cannot be written' },
  ]
}

const matched = ({ options }: Visit, sample: readonly LdapPerson[]): Finding[] => {
  const without = sample.filter((p) => p.status.person.mail === undefined).length
  if (options.matchBy !== 'mail' || without === 0) return []
  const says = `${without} of ${sample.length} people have no mail`
  return [
    { name: 'directory.matchBy', ok: false, says, fix: 'fill in mail, or match by account or employeeID' },
  ]
}

/** The groups that say who is an administrator: found, readable, not writable. */
export const checkGroups = async ({ options, session: { client } }: Visit): Promise<readonly Finding[]> => {
  const name = 'directory.denyGroups'
  if (options.denyGroups.length === 0) {
    const says = 'none: OpenLDAP marks no administrators, so nobody is left alone for being one'
    return [{ name, ok: true, says, fix: 'name every group whose members administer something' }]
  }
  const writable: string[] = []
  for (const dn of options.denyGroups) {
    try {
      await readable(client, dn)
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return [
        { name, ok: false, says: error.message, fix: `correct the DN, or:\n${grants(options, 'groups')}` },
      ]
    }
    const absent = {
      member: options.bindDn,
      uniqueMember: options.bindDn,
      memberUid: nobody,
      gidNumber: noGroup,
    }
    for (const [type, value] of Object.entries(absent))
      if ((await probeWrite(client, dn, type, value)) === 'write') writable.push(`${dn} (${type})`)
  }
  if (writable.length > 0) {
    const says = `${options.bindDn} may change who is in ${writable.join('; ')}`
    return [{ name, ok: false, says, fix: 'take it that right' }]
  }
  return [{ name, ok: true, says: `${options.denyGroups.length} found; members are left alone at any depth` }]
}

/** The groups by which people are told apart: found and readable, or each that is not by itself. */
export const checkNamedGroups = async ({
  options,
  session: { client },
}: Visit): Promise<readonly Finding[]> => {
  const { groups = [] } = options
  const name = 'groups'
  const missing: Finding[] = []
  for (const about of groups)
    try {
      await readable(client, about, 'policy')
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      const fix = `correct the DN, or:\n${grants(options, 'groups')}`
      missing.push({ name, ok: false, says: error.message, fix, about })
    }
  if (missing.length > 0 || groups.length === 0) return missing
  return [{ name, ok: true, says: `${groups.length} found` }]
}
