import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startBench, type Bench } from '../../support/web-browser.ts'
import { pages } from '../../support/web-cards.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(() => bench.fresh())

const algorithms = [-8, -7, -257]
const party = { rpName: 'Example', rpID: 'localhost' }
const registration = (rpID = 'localhost') =>
  generateRegistrationOptions({
    ...party,
    rpID,
    userName: 'ada',
    userID: new TextEncoder().encode('opaque-ada'),
    supportedAlgorithmIDs: algorithms,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })

/** A device with a fingerprint reader that always agrees, or never does. */
const device = async (page: Page, isUserVerified = true): Promise<void> => {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable', { enableUI: false })
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified,
      automaticPresenceSimulation: true,
    },
  })
}

const offer = (name: string, options: unknown): void => {
  const { respond } = bench.host.handoff
  bench.host.handoff.respond = (call) => {
    if (call.name === name) return { kind: 'ok', changed: false }
    if (call.name !== `${name}-options`) return respond(call)
    return { kind: 'ok', changed: false, reveal: { options, nonce: 'challenge-nonce' } }
  }
}
/** What the page said under this name, or null. */
const sent = (name: string) =>
  JSON.parse(JSON.stringify(bench.host.handoff.changes().find((one) => one.name === name)?.value ?? null))

const enrol = async (page: Page) => {
  const options = await registration()
  offer('passkey', options)
  await page.click('[data-ask="passkey"]')
  await expect.poll(() => sent('passkey')).not.toBeNull()
  const { nonce, response }: { nonce: string; response: RegistrationResponseJSON } = sent('passkey')
  expect(nonce).toBe('challenge-nonce')
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: options.challenge,
    expectedOrigin: bench.base,
    expectedRPID: 'localhost',
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  })
  return verified.registrationInfo!.credential
}

describe.each([
  ['the browser’s own JSON functions', ''],
  [
    'a browser or password manager without them',
    `for (const name of ['parseCreationOptionsFromJSON', 'parseRequestOptionsFromJSON']) delete PublicKeyCredential[name]
     delete PublicKeyCredential.prototype.toJSON`,
  ],
])('with %s', (_, crippled) => {
  test('a passkey is made and then used', async () => {
    bench.host.handoff.shown = pages.register
    const { context, page, complaints } = await bench.open()
    if (crippled !== '') await context.addInitScript(crippled)
    await device(page)
    await page.goto(`${bench.base}/h#v1.flow.abcdefghijklmnop`)
    await page.click('[data-ask="continue"]')
    await page.waitForURL('**/h/page')
    const credential = await enrol(page)

    bench.host.handoff.shown = pages.passkey
    await page.goto(`${bench.base}/h/page`)
    const options = await generateAuthenticationOptions({
      rpID: 'localhost',
      userVerification: 'required',
      allowCredentials: [
        { id: credential.id, ...(credential.transports && { transports: credential.transports }) },
      ],
    })
    offer('webauthn', options)
    await page.click('[data-ask="webauthn"]')
    await expect.poll(() => sent('webauthn')).not.toBeNull()
    const { response }: { response: AuthenticationResponseJSON } = sent('webauthn')
    const { verified } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: options.challenge,
      expectedOrigin: bench.base,
      expectedRPID: 'localhost',
      credential,
      requireUserVerification: true,
    })
    expect(verified).toBe(true)
    expect(complaints).toEqual([])
    await context.close()
  })
})

describe('what goes wrong is said in words, and another way stays open', () => {
  const get = (rpID: string, ids: readonly string[] = []) =>
    generateAuthenticationOptions({
      rpID,
      userVerification: 'required',
      allowCredentials: ids.map((id) => ({ id })),
    })

  const noteAfter = async (page: Page, ask: string): Promise<string | null> => {
    await page.click(`[data-ask="${ask}"]`)
    await page.waitForSelector('#note[role="alert"]:not([hidden])')
    expect(await page.isEnabled(`[data-ask="${ask}"]`)).toBe(true)
    return await page.textContent('#note')
  }

  test('no passkey here, or cancelled', async () => {
    bench.host.handoff.shown = pages.passkey
    offer('webauthn', { ...(await get('localhost', ['AAAA'])), timeout: 500 })
    const { context, page } = await bench.enter()
    await device(page)
    expect(await noteAfter(page, 'webauthn')).toContain('there is no passkey of yours on this device')
    expect(await page.isVisible('[data-ask="another-way"]')).toBe(true)
    expect(sent('webauthn')).toBeNull()
    await context.close()
  })

  test('the finger does not fit', async () => {
    bench.host.handoff.shown = pages.register
    offer('passkey', { ...(await registration()), timeout: 500 })
    const { context, page } = await bench.enter()
    await device(page, false)
    expect(await noteAfter(page, 'passkey')).toContain('Nothing was confirmed')
    await context.close()
  })

  test('set up for another address', async () => {
    bench.host.handoff.shown = pages.passkey
    offer('webauthn', await get('example.com'))
    const { context, page } = await bench.enter()
    await device(page)
    expect(await noteAfter(page, 'webauthn')).toContain('do not work at this address')
    await context.close()
  })

  test('this device is registered already', async () => {
    bench.host.handoff.shown = pages.register
    const { context, page } = await bench.enter()
    await device(page)
    const { id } = await enrol(page)
    await page.goto(`${bench.base}/h/page`)
    offer('passkey', { ...(await registration()), excludeCredentials: [{ id, type: 'public-key' }] })
    expect(await noteAfter(page, 'passkey')).toContain('already registered')
    await context.close()
  })

  test('a browser that cannot', async () => {
    bench.host.handoff.shown = pages.passkey
    offer('webauthn', await get('localhost'))
    const { context, page } = await bench.open()
    await context.addInitScript('delete window.PublicKeyCredential')
    await page.goto(`${bench.base}/h#v1.flow.abcdefghijklmnop`)
    await page.click('[data-ask="continue"]')
    await page.waitForURL('**/h/page')
    expect(await noteAfter(page, 'webauthn')).toContain('cannot use passkeys')
    await context.close()
  })
})
