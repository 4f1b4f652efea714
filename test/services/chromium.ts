import { chromium, type Browser } from 'playwright-core'
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
  return chromium.launch({ executablePath, args })
}
