import { cardFaults, sizeFaults } from './card-check.ts'
import { isObject, textsOn } from './card-reading.ts'
import type { Json } from './activities.ts'

/** A message of the bot, with every state it had. */
export interface Posted {
  readonly id: string
  readonly states: Json[]
  deleted: boolean
}

export const cardOf = ({ states }: Posted): Json | undefined => {
  const attachments = states.at(-1)?.['attachments']
  const found = Array.isArray(attachments) ? attachments.find(isObject)?.['content'] : undefined
  return isObject(found) ? found : undefined
}

/** Everything that can be read in it, as it stands. */
export const textsIn = (posted: Posted): readonly string[] => {
  const text = posted.states.at(-1)?.['text']
  return [...(typeof text === 'string' && text !== '' ? [text] : []), ...textsOn(cardOf(posted))]
}

/** What stands in every conversation, and what was wrong with anything the bot posted. */
export class Rooms {
  readonly #rooms = new Map<string, Posted[]>()
  /** Empty at the end of a good test. */
  readonly faults: string[] = []
  #posted = 0

  of(conversation: string): readonly Posted[] {
    return this.#rooms.get(conversation) ?? []
  }

  find(conversation: string, id: string): Posted | undefined {
    return this.of(conversation).find((p) => p.id === id && !p.deleted)
  }

  /** A new id, or undefined: it is not fit to be shown. */
  post(conversation: string, activity: Json): string | undefined {
    if (!this.isFit(activity)) return undefined
    this.#posted += 1
    const id = String(1_700_000_000_000 + this.#posted)
    const room = this.#rooms.get(conversation) ?? []
    this.#rooms.set(conversation, [...room, { id, states: [activity], deleted: false }])
    return id
  }

  /** Only a card of 1.5 that Microsoft's library finds nothing wrong with, or words, in bounds. */
  isFit(activity: Json): boolean {
    const attachments = Array.isArray(activity['attachments']) ? activity['attachments'] : []
    const found = [...sizeFaults(activity), ...attachments.flatMap(attachmentFaults)]
    if (attachments.length === 0 && (activity['text'] ?? '') === '') found.push('a message of nothing')
    this.faults.push(...found)
    return found.length === 0
  }
}

const attachmentFaults = (one: unknown): readonly string[] => {
  if (!isObject(one)) return ['an attachment of nothing']
  const { contentType, content } = one
  if (contentType !== 'application/vnd.microsoft.card.adaptive')
    return [`an attachment of ${String(contentType)}`]
  return cardFaults(content)
}
