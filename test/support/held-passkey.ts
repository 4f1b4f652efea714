import { createHash, generateKeyPairSync, randomBytes, verify } from 'node:crypto'
import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { Page } from 'playwright-core'

/** A passkey with a key of our own, put into a browser's authenticator, so that what it signs can be checked here. */
export class HeldPasskey {
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly #id = randomBytes(16)
  readonly #rpId: string

  constructor(rpId: string) {
    this.#rpId = rpId
  }

  get id(): string {
    return this.#id.toString('base64url')
  }

  /** In a phone with a fingerprint reader that always agrees, or never does. */
  async putInto(page: Page, agrees = true): Promise<void> {
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable', { enableUI: false })
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: agrees,
        automaticPresenceSimulation: true,
      },
    })
    await cdp.send('WebAuthn.addCredential', {
      authenticatorId,
      credential: {
        credentialId: this.#id.toString('base64'),
        isResidentCredential: true,
        rpId: this.#rpId,
        privateKey: this.#pair.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
        userHandle: Buffer.from('opaque').toString('base64'),
        signCount: 0,
      },
    })
  }

  /** The challenge that a response signed with this key answers; throws when it did not sign it. */
  signed({ response }: AuthenticationResponseJSON): string {
    const [data, told, signature] = [
      response.authenticatorData,
      response.clientDataJSON,
      response.signature,
    ].map((text) => Buffer.from(text, 'base64url'))
    if (data === undefined || told === undefined || signature === undefined) throw new Error('no response')
    const over = Buffer.concat([data, createHash('sha256').update(told).digest()])
    if (!verify('sha256', over, this.#pair.publicKey, signature)) throw new Error('signed by another key')
    const said: unknown = JSON.parse(told.toString())
    return typeof said === 'object' && said !== null && 'challenge' in said ? String(said.challenge) : ''
  }
}
