import { Attribute, BerWriter, Change, PasswordPolicyControl, type Filter } from 'ldapts'
import type { Secret } from '../../lib/secret.ts'
import type { Answer, GuardedClient } from '../guarded-client.ts'
import { RawControl } from '../raw-control.ts'
import type { LdapPerson } from './person.ts'
import { oids } from './root.ts'
import { all, equal, exactly } from './visible.ts'

/** An answer to a password, with the policy's own reason (draft-behera-ldap-password-policy 6.2). */
export interface PasswordAnswer {
  readonly answer: Answer
  readonly error: number | undefined
}

/** What one commit leaves in the server's log: one name for its preparation, one for the password itself. */
export const tracks = (op: string): Readonly<Record<'mark' | 'set', string>> => ({
  mark: `${op}:mark`,
  set: `${op}:set`,
})

/**
 * The first of two requests, and the condition of the second: the entry must be in the very state that was looked at, so of
 * several copies of an order one comes through, and a lock that an administrator set meanwhile stays. It writes pwdReset:
 * as it is, or TRUE, which lets the next password pass the minimum age and no other rule.
 */
export const writeMark = (
  client: GuardedClient,
  seen: LdapPerson,
  mark: boolean,
  op: string,
): Promise<Answer> =>
  client.modify(
    seen.dn,
    [replace('pwdReset', ...(mark || seen.reset ? ['TRUE'] : []))],
    [
      asserts(
        all(
          equal('entryUUID', seen.status.person.id),
          equal('entryCSN', seen.state),
          exactly('pwdChangedTime', seen.setAt === '' ? undefined : seen.setAt),
          exactly('pwdAccountLockedTime', seen.lock),
        ),
      ),
      tracked(tracks(op).mark),
    ],
  )

/** Takes the mark back, unless it went with a new password or somebody else wrote one. Code 122: there is nothing to take back. */
export const writeUnmark = (
  client: GuardedClient,
  at: { dn: string; id: string; setAt: string },
): Promise<Answer> =>
  client.modify(
    at.dn,
    [
      new Change({
        operation: 'delete',
        modification: new Attribute({ type: 'pwdReset', values: ['TRUE'] }),
      }),
    ],
    [
      asserts(
        all(
          equal('entryUUID', at.id),
          equal('pwdReset', 'TRUE'),
          exactly('pwdChangedTime', at.setAt === '' ? undefined : at.setAt),
        ),
      ),
    ],
  )

/**
 * Password Modify (RFC 3062), which hashes whatever it is given; a modify would take `{SSHA}…` for a hash. The new password
 * is never left out: the server would make one up. Every call has a policy control of its own, for the library sends the
 * last answer back as a request.
 */
export const writePassword = async (
  client: GuardedClient,
  dn: string,
  { password, current, op }: { readonly password: Secret; readonly current?: Secret; readonly op: string },
): Promise<PasswordAnswer> => {
  const text = password.reveal()
  if (text === '') throw new TypeError('a new password is never empty')
  const value = new BerWriter()
  value.startSequence()
  value.writeString(dn, 0x80)
  if (current !== undefined) value.writeString(current.reveal(), 0x81)
  value.writeString(text, 0x82)
  value.endSequence()
  const policy = new PasswordPolicyControl()
  const controls = [policy, tracked(tracks(op).set)]
  const answer = await client.extended(oids.passwordModify, value.buffer, controls)
  return { answer, error: policy.value?.error }
}

/** Makes the person choose again at the next sign-in; the exop cannot say so itself. */
export const writeMustChange = (client: GuardedClient, dn: string): Promise<Answer> =>
  client.modify(dn, [replace('pwdReset', 'TRUE')])

/** Lifts this very lock, or none: one that an administrator set meanwhile stays. The server forgets the wrong passwords with it. */
export const writeUnlock = (client: GuardedClient, seen: LdapPerson): Promise<Answer> =>
  client.modify(
    seen.dn,
    [replace('pwdAccountLockedTime')],
    [asserts(all(equal('entryUUID', seen.status.person.id), exactly('pwdAccountLockedTime', seen.lock)))],
  )

/** Without values, what is not there is left alone. */
const replace = (type: string, ...values: string[]): Change =>
  new Change({ operation: 'replace', modification: new Attribute({ type, values }) })

/** The request is carried out only where the filter is true (RFC 4528); what may not be seen is not true. Code 122 otherwise. */
const asserts = (filter: Filter): RawControl => {
  const value = new BerWriter()
  filter.write(value)
  return new RawControl(oids.assertion, value.buffer)
}

const sessionTracking = '1.3.6.1.4.1.21008.108.63.1'

/** Names the attempt in the server's log (draft-wahl-ldap-session, format "user name"); not critical, as the draft demands. */
const tracked = (name: string): RawControl => {
  const value = new BerWriter()
  value.startSequence()
  for (const part of ['', 'latchkey', `${sessionTracking}.3`, name]) value.writeString(part, 0x04)
  value.endSequence()
  return new RawControl(sessionTracking, value.buffer, undefined, false)
}
