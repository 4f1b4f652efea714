import { Secret } from '../../src/lib/secret.ts'
import { never } from '../../src/story/errors.ts'
import { clientAssertion, type Certificate } from './client-assertion.ts'

/** What the bot shows for itself when it asks for a token. */
export type Credential =
  | { readonly kind: 'secret'; readonly secret: Secret }
  | { readonly kind: 'certificate'; readonly certificate: Certificate }
  /** The machine's own identity in Azure; `service` is told when it runs in App Service, and named by its environment. */
  | {
      readonly kind: 'managed-identity'
      readonly service?: { readonly endpoint: string; readonly header: Secret }
      /** Where the instance metadata service is; 169.254.169.254 unless told otherwise. */
      readonly imds?: string
    }

/** Who asks, and for what. */
export interface Client {
  readonly appId: string
  readonly tenant: string
  readonly credential: Credential
  /** As in `clouds.ts`. */
  readonly login: string
  readonly scope: string
}

export interface TokenRequest {
  readonly url: string
  readonly init: RequestInit
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The request for a token: client credentials (RFC 6749 4.4) of Entra, or the machine's own identity. */
export const tokenRequest = async (client: Client, id: string, now: number): Promise<TokenRequest> => {
  const { credential, appId } = client
  switch (credential.kind) {
    case 'secret':
      return entra(client, { client_secret: credential.secret.reveal() })
    case 'certificate': {
      const assertion = await clientAssertion(credential.certificate, appId, addressOf(client), id, now)
      return entra(client, { client_assertion_type: assertionType, client_assertion: assertion })
    }
    case 'managed-identity':
      return machine(client, credential)
    default:
      return never(credential)
  }
}

/** Entra's token endpoint for our tenant. */
export const addressOf = ({ login, tenant }: Client): string => `${login}/${tenant}/oauth2/v2.0/token`

const entra = (client: Client, proof: Readonly<Record<string, string>>): TokenRequest => {
  const { appId, scope } = client
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, scope, ...proof })
  return { url: addressOf(client), init: { method: 'POST', body: form } }
}

const machine = (
  { appId, scope }: Client,
  { service, imds }: Extract<Credential, { kind: 'managed-identity' }>,
): TokenRequest => {
  const where = service?.endpoint ?? `${imds ?? 'http://169.254.169.254'}/metadata/identity/oauth2/token`
  const url = new URL(where)
  url.searchParams.set('api-version', service === undefined ? '2018-02-01' : '2019-08-01')
  url.searchParams.set('resource', scope.replace(/\/\.default$/, ''))
  url.searchParams.set('client_id', appId)
  const headers =
    service === undefined ? { metadata: 'true' } : { 'x-identity-header': service.header.reveal() }
  return { url: url.href, init: { method: 'GET', headers } }
}
