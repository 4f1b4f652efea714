import { Attribute, Change } from 'ldapts'
import { randomToken } from '../../lib/ids.ts'
import type { GuardedClient } from '../guarded-client.ts'
import { RawControl } from '../raw-control.ts'

/** What the service account may do to an attribute: nothing, write it, or write it above every rule. */
export type Held = 'none' | 'write' | 'manage' | 'unknown'

/** LDAP no-op (draft-zeilenga-ldap-noop): the request is judged and not carried out. Critical, so that a server without it refuses. */
const noop = (): RawControl => new RawControl('1.3.6.1.4.1.4203.666.5.2')
const noOperation = 0x410e

/**
 * Whether passwords may be set, found out by two requests that cannot set one: the first takes away a password that nobody
 * has, refused for the value (16) or for the right (50). The second is a change from such a password, which the policy
 * refuses (53, or 19 for the age) unless it does not apply, and then the value is missed again (16): that is manage.
 */
export const probePassword = async (client: GuardedClient, dn: string): Promise<Held> => {
  const none = randomToken(32)
  const right = await probeWrite(client, dn, 'userPassword', none)
  if (right !== 'write') return right
  const changes = [change('delete', 'userPassword', none), change('add', 'userPassword', randomToken(32))]
  const answer = await client.modify(dn, changes, [noop()])
  if (answer.kind !== 'refused') return 'unknown'
  if (answer.code === 53 || answer.code === 19) return 'write'
  return answer.code === 16 ? 'manage' : 'unknown'
}

/** Whether an attribute may be written: the deletion of a value that is not there is refused for the value (16) or for the right (50). */
export const probeWrite = async (
  client: GuardedClient,
  dn: string,
  attribute: string,
  absent: string,
): Promise<Held> => {
  const answer = await client.modify(dn, [change('delete', attribute, absent)], [noop()])
  if (answer.kind !== 'refused') return 'unknown'
  if (answer.code === 50) return 'none'
  return answer.code === 16 || answer.code === noOperation ? 'write' : 'unknown'
}

/** No lock ever had this time. */
export const noLock = '19000101000000Z'

const change = (operation: 'add' | 'delete', type: string, value: string): Change =>
  new Change({ operation, modification: new Attribute({ type, values: [value] }) })
