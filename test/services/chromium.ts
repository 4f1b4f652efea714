import { chromium, type Browser, type BrowserContext } from 'playwright-core'
import { setTimeout as rest } from 'node:timers/promises'
import { browserNames, findCommand } from './find-command.ts'

/** Keeps the browser quiet on a network that is closed: it otherwise asks for updates and looks up hosts at every start. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * A headless Chromium of our own with an empty profile, spoken to through pipes: it takes no port. Root must do
 * without Chromium's sandbox, which refuses to run there; it only ever sees our own pages on loopback.
 */
export const launch = async (): Promise<Browser> => {
  const executablePath = findCommand(...browserNames)
  if (executablePath === undefined) throw new Error('no Chromium is installed; npm test says what to install')
  const args = process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet
  return leavesNothingWaiting(await chromium.launch({ executablePath, args }))
}

const mostCloseMs = 20_000

/**
 * Chromium at times says that it closes a page which is just going to another address, and does not; whoever waits for that
 * waits for ever (playwright 42366). Such a context is left to the browser, which takes it along when it ends.
 */
const leavesNothingWaiting = (browser: Browser): Browser => {
  const open = browser.newContext.bind(browser)
  browser.newContext = async (options) => {
    const context: BrowserContext = await open(options)
    const close = context.close.bind(context)
    context.close = async (why) => {
      const left = new AbortController()
      await Promise.race([close(why), rest(mostCloseMs, undefined, { ref: false, signal: left.signal })])
      left.abort()
    }
    return context
  }
  return browser
}
