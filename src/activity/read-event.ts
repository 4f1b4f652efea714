import { z } from 'zod'
import { minute } from '../lib/clock.ts'
import { isEcs, readEcs } from './ecs.ts'
import { isOcsf, readOcsf } from './ocsf.ts'
import { bad, word, type Told } from './told.ts'

/** A report in a form of our own, for whatever can send no finding: `{ "revoked": ["id"], "time": 0, "user": { "name": "" } }`. */
const report = z.object({
  revoked: z.array(z.string().min(1).max(200)).min(1).max(100),
  time: z.number().optional(),
  user: z.object({ name: word(256), mail: word(256), uid: word(256), domain: word(256) }),
})

/** A sender's clock may be so far ahead of ours (ms); what claims to be later is refused, for it would stay newest for long. */
const aheadMs = 5 * minute

/** What one event of a source tells. Never throws, whatever it is given; `oldest` is how far back sign-ins are kept (ms since the epoch). */
export const readEvent = (raw: unknown, now: number, oldest: number): Told => {
  if (typeof raw !== 'object' || raw === null) return { kind: 'refused', why: 'shape' }
  const told = read(raw, now)
  if (told.kind === 'signIn' && !(told.at > oldest && told.at <= now + aheadMs))
    return { kind: 'refused', why: 'time' }
  if (told.kind === 'bad' && !(Number.isFinite(told.from) && told.to <= now + aheadMs))
    return { kind: 'refused', why: 'time' }
  return told
}

const read = (raw: object, now: number): Told => {
  if (isOcsf(raw)) return readOcsf(raw)
  if (isEcs(raw)) return readEcs(raw)
  const { data } = report.safeParse(raw)
  if (data === undefined) return { kind: 'refused', why: 'shape' }
  const { name, mail, uid, domain } = data.user
  return bad(
    { ...(name && { name }), ...(mail && { mail }), ...(uid && { uid }), ...(domain && { domain }) },
    data.revoked,
    data.time ?? now,
  )
}
