import type { Place } from '../../src/house/port.ts'
import { Fault } from '../../src/story/errors.ts'

export const platform = 'teams'

/** A conversation by its tenant and its own id; the tenant says where it is served from. */
export interface Room {
  readonly tenant: string
  readonly conversation: string
}

/** The room as the house knows it. */
export const placeOf = ({ tenant, conversation }: Room, message?: string): Place => {
  const channel = `${tenant}/${conversation}`
  return message === undefined ? { platform, channel } : { platform, channel, message }
}

const person = 'person:'

/** Somebody's own chat with the bot, for when it is not known which one that is: asked of Teams when it is written to. */
export const chatWith = (user: string): string => `${person}${user}`

/** Whose chat it is, when it is named so. */
export const ownerOf = ({ conversation }: Room): string | undefined =>
  conversation.startsWith(person) ? conversation.slice(person.length) : undefined

/** And back; throws `Fault` ERR_CHAT on a place that is not ours. */
export const roomOf = ({ channel }: Place): Room => {
  const cut = channel.indexOf('/')
  if (cut < 1) throw new Fault('ERR_CHAT', 'a place that is not in Teams')
  return { tenant: channel.slice(0, cut), conversation: channel.slice(cut + 1) }
}
