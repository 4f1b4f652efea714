import { GreaterThanEqualsFilter } from 'ldapts'
import { Fault } from '../../story/errors.ts'
import { generalizedTime as stored, generalizedTimeMs } from '../filetime.ts'
import type { Lockout, WatchPort } from '../port.ts'
import type { Look } from './look.ts'
import type { OpenLdapOptions } from './options.ts'
import type { Servers, Session } from './root.ts'

/** Where the watch stands: the newest lock it knows, and who was locked in that very second, for locks have no finer time. */
interface Cursor {
  readonly since: string
  readonly seen: readonly string[]
}

interface Locked {
  readonly id: string
  readonly at: string
}

/** How far the server's clock may be behind ours, or ahead, before a lock is missed (ms). */
const skewMs = 600_000

/** Lockouts by polling pwdAccountLockedTime; each hit is confirmed, for the attribute outlives the lock. Resumable after a restart. */
export const ldapWatch = (servers: Servers, look: Look, { peopleDn, clock }: OpenLdapOptions): WatchPort => ({
  lockouts: (cursor) =>
    servers.read(async (session) => {
      const now = clock.now()
      const from = cursor === undefined ? { since: stored(now - skewMs), seen: [] } : parse(cursor)
      const locks = await locksSince(session, peopleDn, from.since, now)
      const news =
        cursor === undefined ? [] : locks.filter((l) => l.at > from.since || !from.seen.includes(l.id))
      const events: Lockout[] = []
      for (const { id, at } of news) {
        const [time, found] = [generalizedTimeMs(at), await look.at(session, id)]
        if (time !== undefined && found?.status.locked === true) events.push({ person: id, at: time })
      }
      return { events, cursor: JSON.stringify(further(from, locks)) }
    }),
})

/** Without an administrator's locks: those for good are older than any time, and one still to come would hold up the cursor until then. */
const locksSince = async (
  { client }: Session,
  peopleDn: string,
  since: string,
  now: number,
): Promise<Locked[]> => {
  const filter = new GreaterThanEqualsFilter({ attribute: 'pwdAccountLockedTime', value: since })
  const attributes = ['entryUUID', 'pwdAccountLockedTime']
  const found = await client.search(peopleDn, { scope: 'sub', filter, attributes })
  return found.flatMap((entry) => {
    const [id, at] = [entry.text('entryUUID'), entry.text('pwdAccountLockedTime')]
    const time = generalizedTimeMs(at ?? '')
    if (id === undefined || at === undefined || time === undefined || time > now + skewMs) return []
    return [{ id: id.toLowerCase(), at }]
  })
}

const further = (from: Cursor, locks: readonly Locked[]): Cursor => {
  const since = locks.reduce((latest, l) => (l.at > latest ? l.at : latest), from.since)
  const before = since === from.since ? from.seen : []
  const now = locks.filter((l) => l.at === since).map((l) => l.id)
  return { since, seen: [...new Set([...before, ...now])] }
}

const parse = (cursor: string): Cursor => {
  const faulty = (cause?: unknown): Fault =>
    new Fault('ERR_DIRECTORY_ANSWER', 'the cursor of the watch is not one of ours', { cause })
  try {
    const value: unknown = JSON.parse(cursor)
    if (isCursor(value)) return value
  } catch (error) {
    throw faulty(error)
  }
  throw faulty()
}

const isCursor = (value: unknown): value is Cursor =>
  typeof value === 'object' &&
  value !== null &&
  'since' in value &&
  typeof value.since === 'string' &&
  /^\d{14}Z$/.test(value.since) &&
  'seen' in value &&
  Array.isArray(value.seen)
