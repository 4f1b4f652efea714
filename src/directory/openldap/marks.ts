import { Fault } from '../../story/errors.ts'
import type { GuardedClient } from '../guarded-client.ts'
import { generalizedTimeMs } from '../filetime.ts'
import type { Resolution, Witness } from '../port.ts'
import { second, type Trail } from './access-log.ts'
import { all, equal, visible } from './visible.ts'

/** What a commit may have moved. */
export interface Marks {
  readonly dn: string
  readonly setAt: string
  readonly reset: boolean
  /** entryCSN: the stamp of the last write of whatever kind. */
  readonly state: string
}

/** Reads them; undefined when the person is gone. */
export const readMarks = async (
  client: GuardedClient,
  baseDn: string,
  id: string,
): Promise<Marks | undefined> => {
  const filter = all(equal('entryUUID', id), visible('pwdChangedTime'), visible('pwdReset'))
  const attributes = ['pwdChangedTime', 'pwdReset', 'entryCSN']
  const [entry] = await client.search(baseDn, { scope: 'sub', filter, attributes })
  if (entry !== undefined)
    return {
      dn: entry.dn,
      setAt: entry.text('pwdChangedTime') ?? '',
      reset: entry.text('pwdReset')?.toUpperCase() === 'TRUE',
      state: entry.text('entryCSN') ?? '',
    }
  const uuid = equal('entryUUID', id)
  const [dark] = await client.search(baseDn, { scope: 'sub', filter: uuid, attributes: ['1.1'] })
  if (dark === undefined) return undefined
  throw new Fault('ERR_DIRECTORY_RIGHTS', `pwdChangedTime and pwdReset of ${dark.dn} cannot be read`)
}

/** Two passwords within a second may have one and the same pwdChangedTime; and it is slapd's time, which we compare with ours (ms). */
const sameMs = 60_000

/** Whether the password was so new at the witness that a second one could not be seen by its time. */
export const tooNewToTell = ({ setAt, takenAt = 0 }: Witness): boolean => {
  const at = setAt === '' ? undefined : generalizedTimeMs(setAt)
  return at !== undefined && at > takenAt - sameMs
}

/**
 * What became of an order, by the marks on the entry and, where it is switched on, by the server's log. The password is
 * gone with the process, so this is all there is:
 *
 * - the log has our write: committed, unless the time of the password is later, or others wrote in that very second;
 * - the log has it not, and reaches far enough back: a moved time is somebody else's, an unmoved one nobody's. Unless the log
 *   itself has a gap, where the server died between entry and log: then it says no more than no log;
 * - no log: an unmoved time says that nothing was written, unless the password was only seconds old; a moved one
 *   says nothing of whose it is: unknown.
 */
export const byMarks = (witness: Witness, now: Marks, trail: Trail | undefined): Resolution => {
  const moved = now.setAt !== witness.setAt
  if (trail?.set !== undefined) {
    const at = now.setAt.slice(0, 14)
    const after = at > second(trail.set) || trail.others.some((csn) => second(csn) === at)
    return after ? 'foreign' : 'committed'
  }
  const covers = trail?.covers === true
  if (moved) return covers && showsAnother(trail, witness, now) ? 'foreign' : 'unknown'
  if (!tooNewToTell(witness)) return 'notCommitted'
  return covers && endsWith(trail, witness, now) ? 'notCommitted' : 'unknown'
}

/** Whether a write since ours was prepared may have set this password: slapd takes its time first, and stamps it within a second. */
const showsAnother = ({ stamps, mark }: Trail, { state = '' }: Witness, { setAt }: Marks): boolean => {
  const at = generalizedTimeMs(setAt)
  if (at === undefined) return true
  return stamps.some((csn) => {
    const since = (generalizedTimeMs(`${second(csn)}Z`) ?? 0) - at
    return csn > state && csn !== mark && since >= 0 && since <= 1000
  })
}

/** Whether the entry's last write is known, so that there was none besides. A sign-in is none that the log knows. */
const endsWith = ({ stamps }: Trail, witness: Witness, { state }: Marks): boolean =>
  state === witness.state || stamps.includes(state)

/**
 * Whether a mark on the entry is what our own unfinished commit left: it was to set one, nobody had to choose again before,
 * and nobody set a password since. An administrator who set the same mark meanwhile is not told apart (SECURITY.md).
 */
export const isOurMark = (witness: Witness, now: Marks, trail: Trail | undefined): boolean => {
  if (!now.reset || witness.marks !== true || witness.mustChange === true || witness.change === true)
    return false
  if (now.setAt !== witness.setAt) return false
  if (trail === undefined) return !tooNewToTell(witness)
  const sameSecond = trail.others.some((csn) => second(csn) === now.setAt.slice(0, 14))
  return trail.mark !== undefined && trail.set === undefined && !sameSecond
}
