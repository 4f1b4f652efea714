import { SignJWT, type JWTPayload } from 'jose'
import { connectorGate, type Gate } from '../../../adapters/teams/verify.ts'
import { SigningKeys } from '../../../adapters/teams/signing-keys.ts'
import { Authority } from '../../support/teams/authority.ts'
import { appId, tenant, foreignTenant } from '../../support/teams/company.ts'

export const issuer = 'https://api.botframework.com'
export const serviceUrl = 'https://smba.trafficmanager.net/emea/'
const metadataUrl = 'https://login.botframework.com/v1/.well-known/openidconfiguration'

/** A gate with the Connector's keys at hand, no server in between, and those who would like to get through. */
export class ConnectorDesk {
  readonly clock = { at: Date.UTC(2026, 10, 23, 9), now: (): number => this.clock.at }
  readonly connector: Authority
  readonly gate: Gate
  readonly keys: SigningKeys
  readonly #others: ReadonlyMap<string, Authority>
  readonly #entra: Authority
  /** How often the key set was asked for. */
  fetches = 0
  down = false
  keySet: unknown
  keysUrl = 'https://login.botframework.com/v1/.well-known/keys'

  private constructor(connector: Authority, webchat: Authority, entra: Authority) {
    this.connector = connector
    this.#others = new Map([['webchat', webchat]])
    this.#entra = entra
    this.keySet = {
      keys: [
        connector.jwk(['msteams']),
        webchat.jwk(['webchat', 'directline']),
        { kid: 'small', kty: 'RSA', n: 'AQAB', e: 'AQAB' },
      ],
    }
    this.keys = new SigningKeys(metadataUrl, this.clock, (url) => this.#answer(url))
    const hosts = ['smba.trafficmanager.net', '.teams.microsoft.com']
    this.gate = connectorGate(
      { appId, issuer, serviceHosts: hosts, tenants: [tenant] },
      this.keys,
      this.clock,
    )
  }

  static async make(): Promise<ConnectorDesk> {
    made ??= Promise.all([Authority.make('k1'), Authority.make('webchat'), Authority.make('entra')])
    return new ConnectorDesk(...(await made))
  }

  get seconds(): number {
    return Math.floor(this.clock.at / 1000)
  }

  /** The Connector's token with these claims in the place of its own; `kid` may be that of another. */
  async token(change: Record<string, unknown> = {}, kid = 'k1'): Promise<string> {
    return await (this.#others.get(kid) ?? this.connector).sign(this.#claims(change), kid)
  }

  /** What the gate says of a body under a good token, or one by `who`. */
  async says(body: unknown, who = this.connector): Promise<string> {
    const token = await who.sign(this.#claims({}))
    const verdict = await this.gate(`Bearer ${token}`, Buffer.from(JSON.stringify(body)))
    return verdict.kind === 'refused' ? verdict.why : 'accepted'
  }

  async rotates(kid: string): Promise<Authority> {
    const next = await Authority.make(kid)
    this.keySet = { keys: [next.jwk(['msteams'])] }
    return next
  }

  /** The same keys, and as much again of nothing. */
  keySetGrows(bytes: number): void {
    this.keySet = { keys: [this.connector.jwk(['msteams'])], filler: 'x'.repeat(bytes) }
  }

  async unsigned(alg: string, kid = 'k1'): Promise<string> {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    return `${part({ alg, kid })}.${part(this.#claims({}))}.${alg === 'none' ? 'AA' : part('x'.repeat(250))}`
  }

  async hmacWithPublicKey(): Promise<string> {
    const secret = Buffer.from(JSON.stringify(this.connector.jwk()))
    return await new SignJWT(this.#claims({})).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret)
  }

  async entraUserToken(kid = 'entra'): Promise<string> {
    const iss = `https://login.microsoftonline.com/${foreignTenant}/v2.0`
    return await this.#entra.sign(this.#claims({ iss, azp: appId, tid: foreignTenant, ver: '2.0' }), kid)
  }

  async emulatorToken(): Promise<string> {
    const iss = 'https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a/v2.0'
    return await this.#entra.sign(this.#claims({ iss, azp: appId, ver: '2.0', serviceurl: undefined }))
  }

  /** The header and the signature of a good token around other claims. */
  async swapped(): Promise<string> {
    const [head, , signature] = (await this.token()).split('.')
    const [, body] = (await this.token({ serviceurl: 'https://evil.example/' })).split('.')
    return `${head}.${body}.${signature}`
  }

  #claims(change: Record<string, unknown>): JWTPayload {
    const { seconds } = this
    return {
      iss: issuer,
      aud: appId,
      serviceurl: serviceUrl,
      nbf: seconds - 10,
      exp: seconds + 3600,
      ...change,
    }
  }

  async #answer(url: string): Promise<Response> {
    if (this.down) throw new TypeError('fetch failed')
    if (url === metadataUrl) return Response.json({ issuer, jwks_uri: this.keysUrl })
    this.fetches += 1
    return typeof this.keySet === 'string' ? new Response(this.keySet) : Response.json(this.keySet)
  }
}

let made: Promise<[Authority, Authority, Authority]> | undefined
