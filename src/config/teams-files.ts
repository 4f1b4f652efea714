import { Secret } from '../lib/secret.ts'
import type { ConfigFault } from './port.ts'
import { isRaw, type Raw } from './read-yaml.ts'

/** What the section `teams` names files for; absent = not named, or among the faults. */
export interface TeamsFiles {
  readonly secret?: Secret
  readonly pem?: string
  readonly key?: Secret
}

/** How a file is opened: a secret one is checked for who else may read it, and its faults are told. */
export interface Openers {
  /** The one line of a file. */
  readonly line: (key: string, path: unknown, what: string) => Secret | undefined
  readonly secretText: (key: string, path: unknown) => string | undefined
  readonly certificate: (key: string, path: unknown, whose: string) => string | undefined
  readonly fault: (fault: ConfigFault) => void
}

/** Reads the files of the bot's credential, as far as they are named. */
export const readTeamsFiles = (raw: Raw, { line, secretText, certificate, fault }: Openers): TeamsFiles => {
  const teams = isRaw(raw['teams']) ? raw['teams'] : {}
  const credential: Raw = isRaw(teams['credential']) ? teams['credential'] : {}
  const secret = line('teams.credential.file', credential['file'], 'client secret')
  const pem = certificate('teams.credential.certFile', credential['certFile'], "the bot's")
  const key = secretText('teams.credential.keyFile', credential['keyFile'])
  if (key !== undefined && !key.includes('PRIVATE KEY-----'))
    fault({
      key: 'teams.credential.keyFile',
      says: 'names a file without a private key in it',
      fix: 'save the private key as PEM (-----BEGIN PRIVATE KEY-----)',
    })
  return {
    ...(secret !== undefined && { secret }),
    ...(pem !== undefined && { pem }),
    ...(key !== undefined && { key: new Secret(key) }),
  }
}
