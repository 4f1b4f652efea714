import { Fault } from '../story/errors.ts'
import { generalizedTimeMs } from './filetime.ts'
import type { GuardedClient } from './guarded-client.ts'
import type { ServerRoot } from './servers.ts'

/** What a domain controller says of itself (rootDSE, MS-ADTS 3.1.1.3.2). */
export interface Root extends ServerRoot {
  readonly vendor: string
  readonly dnsHostName: string
  /** The domain's naming context. */
  readonly domain: string
  readonly configuration: string
  readonly controls: ReadonlySet<string>
  /** A read-only controller (LDAP_CAP_ACTIVE_DIRECTORY_PARTIAL_SECRETS_OID): never written, never asked for what was written. */
  readonly readOnly: boolean
  /** Name of this controller's settings object, as the role holders name it. */
  readonly service: string
  /** The server's own clock (ms since 1970), to the second. */
  readonly now: number
}

const attributes = [
  'vendorName',
  'dnsHostName',
  'defaultNamingContext',
  'configurationNamingContext',
  'supportedControl',
  'supportedCapabilities',
  'dsServiceName',
  'currentTime',
]

/** Asks a controller for its rootDSE; a server that has none of this is no Active Directory: ERR_DIRECTORY_ANSWER. */
export const readRoot = async (client: GuardedClient): Promise<Root> => {
  const [entry] = await client.search('', { scope: 'base', attributes })
  const domain = entry?.text('defaultNamingContext')
  const dnsHostName = entry?.text('dnsHostName')
  const now = generalizedTimeMs(entry?.text('currentTime') ?? '')
  if (entry === undefined || domain === undefined || dnsHostName === undefined || now === undefined) {
    throw new Fault(
      'ERR_DIRECTORY_ANSWER',
      `${client.url} does not answer as an Active Directory domain controller`,
    )
  }
  return {
    vendor: entry.text('vendorName') ?? 'Microsoft Active Directory',
    name: dnsHostName,
    dnsHostName,
    domain,
    configuration: entry.text('configurationNamingContext') ?? `CN=Configuration,${domain}`,
    controls: new Set(entry.texts('supportedControl')),
    readOnly: entry.texts('supportedCapabilities').includes('1.2.840.113556.1.4.1920'),
    service: entry.text('dsServiceName') ?? '',
    now,
  }
}
