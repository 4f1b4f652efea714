import { z } from 'zod'
import type { Profile } from '../../src/house/port.ts'
import type { Actor } from '../../src/story/story.ts'

const text = z.string().min(1).max(512).optional().catch(undefined)

/** The Connector passes on what the roster says: the object id under one of two names. */
const Member = z.looseObject({
  aadObjectId: text,
  objectId: text,
  tenantId: text,
  userRole: text,
  userPrincipalName: text,
  email: text,
  name: text,
})
type Member = z.infer<typeof Member>

/** Which name of theirs the directory is asked for. */
export type MatchBy = 'email' | 'userPrincipalName'

/** How somebody reads, as their client told with their latest message. */
export interface Manner {
  readonly locale?: string
  readonly timeZone?: string
}

/**
 * The profile in what the Connector answered for `actor`; undefined when it answered for somebody else. A member is who is said to
 * be a user of the actor's own tenant: guests (by role or by the mark in their name), people of other tenants, anonymous ones, and
 * whoever the answer says too little of, are not. The address counts as confirmed, since only the tenant's administrators set it;
 * it proposes a person and no more, and the enrolment binds the object id.
 */
export const profileOf = (
  actor: Actor,
  answer: unknown,
  by: MatchBy,
  { locale, timeZone }: Manner = {},
): Profile | undefined => {
  const found = Member.safeParse(answer)
  if (!found.success) return undefined
  const { aadObjectId, objectId, email, userPrincipalName, name } = found.data
  if ((aadObjectId ?? objectId)?.toLowerCase() !== actor.user) return undefined
  const kind = kindOf(found.data, actor.tenant)
  const address = by === 'email' ? email : userPrincipalName
  return {
    actor,
    kind,
    displayName: name ?? '',
    emailConfirmed: kind === 'member' && address !== undefined,
    ...(address !== undefined && { email: address.toLowerCase() }),
    ...(locale !== undefined && { locale }),
    ...(timeZone !== undefined && { timeZone }),
  }
}

const kindOf = ({ userRole, tenantId, userPrincipalName }: Member, tenant: string): Profile['kind'] => {
  if (tenantId?.toLowerCase() !== tenant) return 'stranger'
  if (userRole?.toLowerCase() === 'guest' || userPrincipalName?.toUpperCase().includes('#EXT#') === true)
    return 'guest'
  return userRole?.toLowerCase() === 'user' ? 'member' : 'stranger'
}

/** Somebody whom Teams does not have any more. */
export const departed = (actor: Actor): Profile => ({
  actor,
  kind: 'deleted',
  displayName: '',
  emailConfirmed: false,
})
