import { Fault } from '../story/errors.ts'
import type { Adapter, ChatEvent, Place } from './port.ts'

/** What one deliberate act is called, whatever id it is delivered under. */
export const eventId = ({ ids }: Pick<ChatEvent, 'ids'>): string => ids[0] ?? ''

/** The conversation without the message: a new card, not a redrawn one. */
export const bare = ({ platform, channel }: Place): Place => ({ platform, channel })

export const adapterAt = (adapters: readonly Adapter[], { platform }: Pick<Place, 'platform'>): Adapter => {
  const adapter = adapters.find(({ name }) => name === platform)
  if (adapter === undefined) throw new Fault('ERR_CHAT', `no adapter for ${platform}`)
  return adapter
}
