import type { Phrase } from '../story/card.ts'
import { en } from './en.ts'

/** For whom words are made. */
export interface Reader {
  /** IANA time zone; absent = UTC, and the zone is named. */
  readonly timeZone?: string
}

/**
 * A phrase in words. A slot that holds `@<ms since the epoch>` becomes date and time in the reader's zone. Nothing is
 * escaped here: whoever draws it, escapes it.
 */
export const inWords = (phrase: Phrase, reader: Reader = {}): string =>
  en[phrase.id].replaceAll(/\{(\w+)\}/g, (_all, slot: string) => filled(phrase.with?.[slot] ?? '', reader))

/** The same for readers of whose zone nothing is known, or nothing that this machine knows: they read `timeZone`. */
export const inWordsAt =
  (timeZone: string) =>
  (phrase: Phrase, reader: Reader = {}): string =>
    inWords(phrase, isZone(reader.timeZone) ? reader : { ...reader, timeZone })

const filled = (value: string, reader: Reader): string => {
  const instant = /^@(\d+)$/.exec(value)
  return instant === null ? value : moment(Number(instant[1]), reader)
}

const moment = (ms: number, { timeZone }: Reader): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: isZone(timeZone) ? timeZone : 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(ms)

/** Whether this machine knows the zone; a platform may name one that it does not. */
const isZone = (timeZone: string | undefined): timeZone is string => {
  if (timeZone === undefined) return false
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone }).resolvedOptions().timeZone !== ''
  } catch (cause) {
    if (cause instanceof RangeError) return false
    throw cause
  }
}
