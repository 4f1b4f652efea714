import { codeNow } from '../../src/factors/seeded.ts'
import { systemClock } from '../../src/lib/clock.ts'
import type { Secret } from '../../src/lib/secret.ts'
import type { Portal } from './playground.ts'

/** An authenticator app, and the recovery codes on a sheet of paper. */
export class AppAndCodes {
  #seed = ''
  readonly #codes: string[] = []

  /** Sets both up on a paired page, by the directory password. `ahead`: see `code`. */
  async addedOn(portal: Portal, password: Secret, ahead = 0): Promise<void> {
    await portal.at('prove-password')
    await portal.answers('current-password', password.reveal())
    await portal.at('manage-factors')
    await portal.presses('add', 'totp')
    const shown = portal.page.locator('[data-ask=totp-seed]')
    await shown.filter({ hasText: /[A-Z2-7]{4}/ }).waitFor()
    this.#seed = ((await shown.textContent()) ?? '').replaceAll(/\s/g, '')
    await portal.answers('totp', await this.code(ahead))
    await portal.presses('add', 'recovery-codes')
    const items = portal.page.locator('[data-ask=recovery-codes] li')
    await items.nth(9).waitFor()
    this.#codes.push(...(await items.allTextContents()))
    await portal.presses('back', 'back')
    await portal.presses('done', 'done')
    await portal.ends('done')
  }

  /** What the app shows; `ahead` is how far the service's clock is ahead of ours (ms). */
  async code(ahead = 0): Promise<string> {
    return await codeNow(this.#seed, systemClock.now() + ahead)
  }

  /** Proves with both on a paired page, and keeps the new code that takes the place of the used one. */
  async shownOn(portal: Portal, ahead = 0): Promise<void> {
    await portal.at('prove-identity')
    await portal.answers('totp', await this.code(ahead))
    await portal.answers('recovery-codes', this.#codes.shift() ?? '')
    await portal.kept()
  }

  /** The same where it is enough. */
  async provedOn(portal: Portal, ahead = 0): Promise<void> {
    await this.shownOn(portal, ahead)
    await portal.at('set-password')
  }
}
