import { BerWriter, type BerReader } from 'ldapts'
import { Fault } from '../story/errors.ts'
import { flags, nameOf } from './ad-person.ts'
import type { Servers, Session } from './ad-servers.ts'
import type { Entry } from './entry.ts'
import { filetimeMs } from './filetime.ts'
import { guidText } from './guid.ts'
import type { Lockout, WatchPort } from './port.ts'
import { RawControl } from './raw-control.ts'

const dirSyncOid = '1.2.840.113556.1.4.841'
/** LDAP_DIRSYNC_OBJECT_SECURITY: whoever may read an object may follow it; no replication right is needed. */
const objectSecurity = 1
const mostBytes = 1_000_000

/**
 * Lockouts by DirSync (MS-ADTS 3.1.1.3.4.1.3): asks what changed since a cookie, resumable after a restart. The stored
 * attribute may be stale, so each hit is confirmed by the computed one. Wrong passwords below the threshold never show.
 */
export const adWatch = (servers: Servers): WatchPort => ({
  lockouts: (cursor) =>
    servers.read(async (session) => {
      const changed = await changesSince(
        session,
        cursor === undefined ? Buffer.alloc(0) : Buffer.from(cursor, 'base64'),
      )
      const news = cursor === undefined ? [] : changed.entries
      const events = await Promise.all(news.map((entry) => confirmed(session, entry)))
      return { events: events.filter((e) => e !== undefined), cursor: changed.cookie.toString('base64') }
    }),
})

interface Answered {
  readonly more: boolean
  readonly cookie: Buffer
}

const changesSince = async (
  session: Session,
  from: Buffer,
): Promise<{ entries: readonly Entry[]; cookie: Buffer }> => {
  const entries: Entry[] = []
  let cookie = from
  for (let more = true; more;) {
    const answered: Answered[] = []
    const control = new RawControl(
      dirSyncOid,
      request(cookie),
      (reader) => void answered.push(response(reader)),
    )
    const page = await session.client.search(session.root.domain, {
      scope: 'sub',
      filter: '(&(objectClass=user)(lockoutTime>=1))',
      attributes: ['objectGUID', 'lockoutTime'],
      controls: [control],
    })
    const told = answered.at(-1)
    if (told === undefined) throw new Fault('ERR_DIRECTORY_ANSWER', 'DirSync gave no cookie back')
    entries.push(...page)
    more = told.more && !told.cookie.equals(cookie)
    cookie = told.cookie
  }
  return { entries, cookie }
}

const confirmed = async (session: Session, entry: Entry): Promise<Lockout | undefined> => {
  const guid = entry.bytes('objectGUID')
  const at = filetimeMs(entry.text('lockoutTime') ?? '0')
  if (guid === undefined || at === undefined) return undefined
  const id = guidText(guid)
  const [now] = await session.client.search(nameOf(id), {
    scope: 'base',
    attributes: ['msDS-User-Account-Control-Computed'],
  })
  const computed = now?.integer('msDS-User-Account-Control-Computed') ?? 0
  return (computed & flags.locked) === 0 ? undefined : { person: id, at }
}

const request = (cookie: Buffer): Buffer => {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(objectSecurity)
  writer.writeInt(mostBytes)
  writer.writeBuffer(cookie, 0x04)
  writer.endSequence()
  return writer.buffer
}

const response = (reader: BerReader): Answered => {
  reader.readSequence()
  const more = (reader.readInt() ?? 0) !== 0
  reader.readInt()
  return { more, cookie: Buffer.from(reader.readString(0x04, true) ?? Buffer.alloc(0)) }
}
