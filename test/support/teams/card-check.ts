import { createRequire } from 'node:module'
import type * as Library from 'adaptivecards'

// Its ES module does not load in Node; the other one does.
const { AdaptiveCard, SerializationContext }: typeof Library = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
)

/** The version that all of Teams' clients draw. */
const version = '1.5'

/**
 * Bytes of a whole posted activity, as JSON in UTF-8: the 28 KB that Teams allows a message as people read it. The Connector's own
 * limit for bots, some 100 KB, is laxer; what keeps to the first keeps to both.
 */
export const mostBytes = 28 * 1024

/** What Microsoft's own card library finds wrong with a card, and what Teams would. Empty = it is drawn as it stands. */
export const cardFaults = (card: unknown): readonly string[] => {
  const context = new SerializationContext()
  const parsed = new AdaptiveCard()
  parsed.parse(card, context)
  const events = Array.from({ length: context.eventCount }, (_, n) => context.getEventAt(n))
  const { validationEvents } = parsed.validateProperties()
  const told = [...events, ...validationEvents].map((e) => e.message)
  const own = parsed.version?.toString() === version ? [] : [`the version is not ${version}`]
  return [...new Set([...told, ...own])]
}

export const sizeFaults = (body: unknown): readonly string[] => {
  const bytes = Buffer.byteLength(JSON.stringify(body))
  return bytes > mostBytes ? [`${bytes} bytes, ${mostBytes} is the most`] : []
}
