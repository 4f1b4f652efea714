import type { Told } from './ad-errors.ts'
import { nameOf, type AdPerson } from './ad-person.ts'
import type { Session } from './ad-servers.ts'
import { integer64 } from './filetime.ts'
import { fromBytes } from './odd-value.ts'
import type { Resolution, Witness } from './port.ts'

/** What the directory keeps about password writes. */
export interface Counters {
  readonly version?: string
  readonly setAt: string
  /** Whether one write set the password and lifted the lock together, as ours do and hardly any other tool does. */
  readonly marked: boolean
}

/** One attribute's last change (MS-DRSR 5.163, one element of replPropertyMetaData). */
interface Stamp {
  readonly seconds: bigint
  readonly origin: string
  readonly usn: bigint
}

const attids = { unicodePwd: 0x9005a, lockoutTime: 0x90296 } as const

/** How long after its witness a commit can still have been written (ms): its deadlines, with room for clocks to the second. */
const commitMs = 60_000

/** Reads the counters of a person; undefined when they are gone. */
export const readCounters = async (session: Session, id: string): Promise<Counters | undefined> => {
  const attributes = ['msDS-KeyVersionNumber', 'pwdLastSet', 'replPropertyMetaData']
  const [entry] = await session.client.search(nameOf(id), { scope: 'base', attributes })
  const setAt = entry?.text('pwdLastSet')
  if (entry === undefined || setAt === undefined) return undefined
  const version = entry.text('msDS-KeyVersionNumber')
  const stamps = entry.bytes('replPropertyMetaData')
  return {
    setAt,
    marked: stamps !== undefined && fromBytes('broken metadata', () => writtenTogether(stamps)),
    ...(version === undefined ? {} : { version }),
  }
}

/** A current password that was right a moment ago and is wrong because somebody was faster is not the person's mistake. */
export const yielded = async (session: Session, seen: AdPerson, no: Told): Promise<Told> => {
  if (no.kind !== 'refused' || no.reason !== 'wrongPassword') return no
  const now = await readCounters(session, seen.status.person.id)
  return now?.version === seen.version && now?.setAt === seen.setAt
    ? no
    : { kind: 'foreign', detail: no.detail }
}

/**
 * What became of an order, by counting. The password is gone with the process, so this is all there is, and
 * nothing in the directory names the writer. Hence (b = password writes since the witness):
 *
 * - b = 0: nothing was written. (No counter: an unmoved pwdLastSet says the same, a moved one says nothing.)
 * - one write planned, b = 1: ours or a helpdesk's. Ours if the same write lifted the lock (only ours does that in
 *   one modify); somebody else's if it came later than ours could; otherwise it cannot be told: unknown.
 * - two planned, b = 1: our first write leaves pwdLastSet 0, so 0 is half-way (a helpdesk's "must change" looks the
 *   same, and for the person is: old password gone, ours not set); any other value is somebody else's.
 * - two planned, b = 2: ours ends with pwdLastSet set and in time, or marked by the lifted lock. 0 is a helpdesk's after
 *   our first half, or ours with "must choose again": unknown. Later than ours could be: somebody else's.
 * - b larger: somebody else wrote after whatever we did.
 * - a change plans one write and touches neither lock nor pwdLastSet by itself: with b = 1 a lifted lock or a 0 is the mark
 *   of somebody else's, and so is a time later than ours could be; otherwise it cannot be told: unknown.
 */
export const byCounting = (witness: Witness, now: Counters): Resolution => {
  if (now.version === undefined || witness.version === undefined)
    return now.setAt === witness.setAt ? 'notCommitted' : 'unknown'
  const b = Number(integer64(now.version) - integer64(witness.version))
  if (b === 0) return 'notCommitted'
  if (b < 0) return 'unknown'
  if (b > witness.writes) return 'foreign'
  const zero = now.setAt === '0'
  if (b < witness.writes) return zero ? 'halfway' : 'foreign'
  if (witness.change === true && (now.marked || zero)) return 'foreign'
  if (now.marked) return 'committed'
  if (zero) return 'unknown'
  if (tooLate(witness, now)) return 'foreign'
  return witness.writes === 2 ? 'committed' : 'unknown'
}

const tooLate = (witness: Witness, now: Counters): boolean => {
  if (witness.takenAt === undefined) return false
  const ticks = integer64(now.setAt) / 10_000n - 11_644_473_600_000n
  return Number(ticks) > witness.takenAt + commitMs
}

/**
 * Whether password and lock were last changed by one write: stamped by one server in the same second, with one
 * update number (Windows) or the lock's right before the password's (Samba writes it first).
 */
const writtenTogether = (metadata: Buffer): boolean => {
  const password = stampOf(metadata, attids.unicodePwd)
  const lock = stampOf(metadata, attids.lockoutTime)
  if (password === undefined || lock === undefined || password.origin !== lock.origin) return false
  const [between, apart] = [password.usn - lock.usn, password.seconds - lock.seconds]
  return (between === 0n || between === 1n) && apart >= 0n && apart <= 1n
}

const stampOf = (metadata: Buffer, attid: number): Stamp | undefined => {
  const count = metadata.readUInt32LE(8)
  for (let i = 0, at = 16; i < count; i += 1, at += 48) {
    if (metadata.readUInt32LE(at) === attid) {
      return {
        seconds: metadata.readBigUInt64LE(at + 8),
        origin: metadata.subarray(at + 16, at + 32).toString('hex'),
        usn: metadata.readBigUInt64LE(at + 32),
      }
    }
  }
  return undefined
}
