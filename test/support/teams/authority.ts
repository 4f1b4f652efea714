import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose'

/** Somebody who signs tokens: the Bot Connector, Entra, or an attacker. */
export class Authority {
  readonly kid: string
  readonly #private: CryptoKey
  readonly #public: JWK

  private constructor(kid: string, key: CryptoKey, jwk: JWK) {
    this.kid = kid
    this.#private = key
    this.#public = jwk
  }

  static async make(kid: string): Promise<Authority> {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    return new Authority(kid, privateKey, await exportJWK(publicKey))
  }

  /** As a key set has it; `endorsements` are the Connector's own addition. */
  jwk(endorsements?: readonly string[]): Record<string, unknown> {
    const { kty, n, e } = this.#public
    return { kty, n, e, kid: this.kid, use: 'sig', ...(endorsements !== undefined && { endorsements }) }
  }

  /** An RS256 token of exactly these claims. */
  async sign(claims: JWTPayload, kid: string = this.kid): Promise<string> {
    return await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid }).sign(this.#private)
  }
}
