import { AndFilter, EqualityFilter } from 'ldapts'
import type { Secret } from '../lib/secret.ts'
import type { Look } from './ad-look.ts'
import { person } from './ad-person.ts'
import type { Plan } from './ad-plan.ts'
import type { Servers } from './ad-servers.ts'
import type { Answer } from './guarded-client.ts'
import type { MatchBy, PeoplePort, Verified } from './port.ts'
import type { Place } from './servers.ts'

const attributeOf: Readonly<Record<MatchBy, string>> = {
  mail: 'mail',
  userPrincipalName: 'userPrincipalName',
  employeeID: 'employeeID',
  account: 'sAMAccountName',
}

/** Finds, describes and checks people. Values go into filters as bytes, never as filter text: stops LDAP injection (threat 17). */
export const adPeople = (servers: Servers, look: Look, plan: Plan, baseDn: string): PeoplePort => ({
  capabilities: () =>
    servers.read(async ({ root, server }) => ({
      vendor: root.vendor,
      server,
      historyOnReset: plan.history(root),
      compareAndSwap: plan.compareAndSwap(root),
    })),

  async find(by, value) {
    if (value === '' || value.length > 256) return undefined
    const filter = new AndFilter({
      filters: [
        new EqualityFilter({ attribute: 'objectCategory', value: 'person' }),
        new EqualityFilter({ attribute: 'objectClass', value: 'user' }),
        new EqualityFilter({ attribute: attributeOf[by], value }),
      ],
    })
    const attributes = ['objectGUID', 'sAMAccountName', 'displayName', 'mail']
    const found = await servers.read((s) =>
      s.client.search(baseDn, { scope: 'sub', filter, attributes, limit: 2 }),
    )
    return found.length === 1 && found[0] !== undefined ? person(found[0]) : undefined
  },

  status: (id) => servers.read(async (session) => (await look.at(session, id))?.status),

  async verify(id, password) {
    if (password.reveal() === '') return 'no'
    const seen = await servers.read(async (session) => {
      const found = await look.at(session, id)
      const { url, peer } = session.client
      return found === undefined ? undefined : { dn: found.dn, place: { url, peer } }
    })
    return seen === undefined ? 'no' : verifyOn(servers, seen.place, seen.dn, password)
  },
})

/** Whether this is the password, asked of one server on a connection of its own. */
export const verifyOn = async (
  servers: Servers,
  place: Place,
  dn: string,
  password: Secret,
): Promise<Verified> => verified(await servers.tryBind(place, dn, password))

/**
 * Reads the `data` code of a failed bind. Right password: 532 expired, 533 disabled, 701 account expired, 773 must
 * change. A wrong one is always 52e, and locked is 775 for both, so a lock says nothing about the password.
 */
const verified = (answer: Answer): Verified => {
  if (answer.kind === 'done') return 'ok'
  if (answer.kind === 'unclear' || answer.code !== 49) return 'unknown'
  const data = /\bdata ([0-9a-f]+)/i.exec(answer.text)?.[1]?.toLowerCase()
  if (data === '52e' || data === '525') return 'no'
  if (data === '775') return 'locked'
  return data !== undefined && ['532', '533', '701', '773'].includes(data) ? 'okButBlocked' : 'unknown'
}
