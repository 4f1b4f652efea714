import { Fault } from '../../story/errors.ts'
import type { GuardedClient } from '../guarded-client.ts'
import type { BoundSession, ServerRoot, Servers as AnyServers } from '../servers.ts'

/** What slapd says of itself (rootDSE, RFC 4512 5.1). */
export interface Root extends ServerRoot {
  readonly controls: ReadonlySet<string>
  readonly extensions: ReadonlySet<string>
}

export type Session = BoundSession<Root>
export type Servers = AnyServers<Root>

/** Password policy (draft-behera-ldap-password-policy), assertion (RFC 4528), Password Modify (RFC 3062). */
export const oids = {
  passwordPolicy: '1.3.6.1.4.1.42.2.27.8.5.1',
  assertion: '1.3.6.1.1.12',
  passwordModify: '1.3.6.1.4.1.4203.1.11.1',
} as const

/** Asks a server for its rootDSE; one that is not OpenLDAP is refused: ERR_DIRECTORY_ANSWER. Servers behind one name are told apart by address. */
export const readRoot = async (client: GuardedClient): Promise<Root> => {
  const attributes = ['objectClass', 'supportedControl', 'supportedExtension']
  const [entry] = await client.search('', { scope: 'base', attributes })
  if (entry?.texts('objectClass').some((c) => c.toLowerCase() === 'openldaprootdse') !== true)
    throw new Fault('ERR_DIRECTORY_ANSWER', `${client.url} does not answer as an OpenLDAP server`)
  return {
    name: client.peer,
    // slapd does not say so; a write there is answered with a referral, which is a refusal.
    readOnly: false,
    controls: new Set(entry.texts('supportedControl')),
    extensions: new Set(entry.texts('supportedExtension')),
  }
}
