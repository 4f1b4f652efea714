import type { Network } from '../../src/activity/port.ts'
import type { BrowserContext } from '../../src/handoff/port.ts'
import { userAgentOf, type UserAgent } from '../../src/lib/user-agent.ts'

type Header = (name: string) => string | undefined

/** For the person in chat to recognise, e.g. "Chrome on Android"; "a browser" when it cannot be told. A claim, not a proof. */
const inWords = (agent: UserAgent | undefined): string => {
  if (agent?.family === undefined) return 'a browser'
  // Nobody with a Chromebook looks for another name than everybody else's.
  const os = agent.os === 'Chrome OS' ? 'Linux' : agent.os
  return os === undefined ? agent.family : `${agent.family} on ${os}`
}

/** What is known of the browser behind a call: kinds and places. Its address ends here. */
export const contextOf = async (
  header: Header,
  address: string,
  networkOf: (address: string) => Promise<Network>,
): Promise<BrowserContext> => {
  const agent = userAgentOf(header)
  const network = await networkOf(address)
  const isPlaced = Object.keys(network).length > 0
  const origin = { ...(isPlaced && { network }), ...(agent && { agent }) }
  return { browser: inWords(agent), ...((agent ?? isPlaced) && { origin }) }
}
