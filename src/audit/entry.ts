import { randomToken } from '../lib/ids.ts'
import { type AuditEvent, type Detail, type EventName, eventNames } from '../story/event.ts'
import type { Entry } from './port.ts'

const names: ReadonlySet<string> = new Set(eventNames)
const isName = (name: string): name is EventName => names.has(name)

/** Longest text kept of one value: enough for a DN, too little to fill a disk with. */
export const longest = 256
const most = 32

/**
 * An event as it is kept. Throws `TypeError` for a name outside the vocabulary and for a value that is no plain
 * detail (an object, a `Secret`): that is a bug of ours, and nothing of the value is repeated.
 */
export const entryOf = (event: AuditEvent, at: number): Entry => {
  if (!isName(event.event)) throw new TypeError('an event outside the audit vocabulary')
  const detail = Object.entries(event.detail ?? {})
  if ((event.id?.length ?? 0) > longest) throw new TypeError(`${event.event} has an id that is too long`)
  if (detail.length > most) throw new TypeError(`${event.event} has more than ${most} details`)
  return {
    at,
    event: event.event,
    ...(event.flow === undefined ? {} : { flow: cut(event.flow) }),
    id: event.id ?? randomToken(16),
    detail: Object.fromEntries(
      detail.map(([name, value]) => [checkedName(event.event, name), kept(event.event, name, value)]),
    ),
  }
}

/** The line of the file: number, time, event, flow, id, then the details by name. */
export const lineOf = (seq: number, { at, event, flow, id, detail }: Entry): string =>
  `${JSON.stringify({ seq, at, event, ...(flow === undefined ? {} : { flow }), id, ...detail })}\n`

const reserved = new Set(['seq', 'at', 'event', 'flow', 'id', '__proto__'])

const checkedName = (event: EventName, name: string): string => {
  if (reserved.has(name) || !/^[a-z]\w{0,39}$/i.test(name))
    throw new TypeError(`${event} has a detail of a reserved or odd name`)
  return name
}

const kept = (event: EventName, name: string, value: unknown): Detail => {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'string') return cut(value)
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string'))
    return value.slice(0, most).map(cut)
  throw new TypeError(`${event} has a detail ${name} that is no plain value`)
}

const cut = (text: string): string =>
  text.length > longest ? `${text.slice(0, longest - 1).toWellFormed()}…` : text.toWellFormed()
