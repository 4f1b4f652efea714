import type { CDPSession, Page } from 'playwright-core'

/** A phone with a fingerprint reader that always agrees, made by Chromium itself; its passkeys can be carried to another page. */
export class Phone {
  readonly #session: CDPSession
  readonly #authenticator: string

  private constructor(session: CDPSession, authenticator: string) {
    this.#session = session
    this.#authenticator = authenticator
  }

  static async on(page: Page): Promise<Phone> {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable', { enableUI: false })
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    return new Phone(session, authenticatorId)
  }

  async handTo(other: Phone): Promise<void> {
    const { credentials } = await this.#session.send('WebAuthn.getCredentials', {
      authenticatorId: this.#authenticator,
    })
    for (const credential of credentials)
      await other.#session.send('WebAuthn.addCredential', {
        authenticatorId: other.#authenticator,
        credential,
      })
  }
}
