import type { Page } from 'playwright-core'

/** Whatever the thief's page asks its authenticator, the fooled owner's browser answers, on the site she is on. */
export const relays = async (page: Page, fooled: Page): Promise<void> => {
  await page.exposeFunction('askTheOwner', (options: unknown) =>
    fooled.evaluate(`(${signs})(${JSON.stringify(options)})`),
  )
  await page.addInitScript(passesOn)
  await page.evaluate(passesOn)
}

// Runs in a page, where there is a DOM; it is text here, so that nothing of ours is taken for it.
const signs = `async (options) => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  return (await navigator.credentials.get({ publicKey })).toJSON()
}`

const passesOn = `(() => {
  let asked
  PublicKeyCredential.parseRequestOptionsFromJSON = (options) => {
    asked = options
    return {}
  }
  navigator.credentials.get = async () => {
    const response = await askTheOwner(asked)
    return { toJSON: () => response }
  }
})()`

/** What a script in our own page, however it got there, finds when it reaches for the browser's key. */
export const takesTheKey = `(async () => {
  const done = (request) => new Promise((yes) => request.addEventListener('success', () => yes(request.result)))
  const database = await done(indexedDB.open('latchkey', 1))
  const all = await done(database.transaction('keys').objectStore('keys').getAll())
  const key = all.find((value) => typeof value === 'object').private
  const outcome = await crypto.subtle.exportKey('pkcs8', key).catch((error) => error.name)
  return { extractable: key.extractable, usages: key.usages, outcome }
})()`
