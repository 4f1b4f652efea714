import { PasswordPolicyControl } from 'ldapts'
import type { Secret } from '../../lib/secret.ts'
import type { Answer } from '../guarded-client.ts'
import type { MatchBy, PeoplePort, Verified } from '../port.ts'
import type { Place } from '../servers.ts'
import type { Look } from './look.ts'
import { person } from './person.ts'
import { isPerson } from './protection.ts'
import { oids, type Servers } from './root.ts'
import { all, equal } from './visible.ts'

const attributeOf: Readonly<Record<MatchBy, string | undefined>> = {
  mail: 'mail',
  userPrincipalName: undefined,
  employeeID: 'employeeNumber',
  account: 'uid',
}

/** Finds, describes and checks people. Values go into filters as bytes, never as filter text: stops LDAP injection (threat 17). */
export const ldapPeople = (servers: Servers, look: Look, baseDn: string): PeoplePort => ({
  capabilities: () =>
    servers.read(async ({ root, server }) => ({
      vendor: 'OpenLDAP',
      server,
      historyOnReset: 'policy',
      compareAndSwap: root.controls.has(oids.assertion),
    })),

  async find(by, value) {
    const attribute = attributeOf[by]
    if (attribute === undefined || value === '' || value.length > 256) return undefined
    const filter = all(isPerson, equal(attribute, value))
    const attributes = ['entryUUID', 'uid', 'cn', 'displayName', 'mail']
    const found = await servers.read((s) =>
      s.client.search(baseDn, { scope: 'sub', filter, attributes, limit: 2 }),
    )
    return found.length === 1 && found[0] !== undefined ? person(found[0]) : undefined
  },

  status: (id) => servers.read((session) => look.status(session, id)),

  async verify(id, password) {
    if (password.reveal() === '') return 'no'
    const seen = await servers.read(async (session) => {
      const found = await look.at(session, id)
      const { url, peer } = session.client
      return found === undefined ? undefined : { ...found, place: { url, peer } }
    })
    if (seen === undefined) return 'no'
    const { locked, lockedByAdmin, accountExpired } = seen.status
    // slapd would say the same of any password, or, without ppolicy_use_lockout, call a right one wrong.
    if (locked || lockedByAdmin || accountExpired) return 'locked'
    return verifyOn(servers, seen.place, seen.dn, password)
  },
})

/** Whether this is the password, asked of one server on a connection of its own. */
export const verifyOn = (servers: Servers, place: Place, dn: string, password: Secret): Promise<Verified> =>
  servers.asPerson(place, async (client) => {
    const policy = new PasswordPolicyControl()
    return verified(await client.bind(dn, password, [policy]), policy)
  })

/**
 * Reads the policy's answer to a bind (draft-behera-ldap-password-policy 6.2 and 9.1). A right password: error 0 expired, 2
 * must change, or a sign-in of grace. A wrong one has no error, locked is 1 for both. One that is not there at all is code 48.
 */
export const verified = (answer: Answer, policy: PasswordPolicyControl): Verified => {
  const error = policy.value?.error
  if (answer.kind === 'done')
    return error === 2 || policy.value?.graceAuthNsRemaining !== undefined ? 'okButBlocked' : 'ok'
  if (answer.kind === 'unclear') return 'unknown'
  if (answer.code === 48) return 'no'
  if (answer.code !== 49) return 'unknown'
  if (error === undefined) return 'no'
  if (error === 1) return 'locked'
  return error === 0 ? 'okButBlocked' : 'unknown'
}
