import type { Phrase } from '../story/card.ts'
import { en } from './en.ts'

/** For whom words are made. */
export interface Reader {
  /** IANA time zone; absent = UTC, and the zone is named. */
  readonly timeZone?: string
}

/**
 * A phrase in words. `@<ms since the epoch>` in the slot of a time becomes date and time in the reader's zone, the two letters of
 * a country (ISO 3166-1) its name, the short name of a platform the usual one. Nothing is escaped here: whoever draws it, escapes it.
 */
export const inWords = (phrase: Phrase, reader: Reader = {}): string =>
  en[phrase.id].replaceAll(/\{(\w+)\}/g, (_all, slot: string) =>
    filled(slot, phrase.with?.[slot] ?? '', reader),
  )

/** The same for readers of whose zone nothing is known, or nothing that this machine knows: they read `timeZone`. */
export const inWordsAt =
  (timeZone: string) =>
  (phrase: Phrase, reader: Reader = {}): string =>
    inWords(phrase, isZone(reader.timeZone) ? reader : { ...reader, timeZone })

/** The slots that hold times. Others hold names: somebody may be called `@0`. */
const times: readonly string[] = ['at', 'since', 'until']

/** What people call what we call by a short name. */
const platforms = new Map([
  ['slack', 'Slack'],
  ['teams', 'Microsoft Teams'],
  ['graph', 'Microsoft Entra'],
])

const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })

const filled = (slot: string, value: string, reader: Reader): string => {
  if (slot === 'platform') return platforms.get(value) ?? value
  if (slot === 'country' && /^[A-Z]{2}$/.test(value)) return countries.of(value) ?? value
  const instant = times.includes(slot) ? /^@(\d{1,15})$/.exec(value) : null
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
