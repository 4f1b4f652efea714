import { z } from 'zod'
import type { Agent } from './port.ts'
import { agentFrom, asNumber, bad, country, cut, mostIds, word, type Called, type Told } from './told.ts'

const user = z.object({ name: word(256), uid: word(256), email_addr: word(256), domain: word(256) })
const evidence = z.object({
  user: user.optional().catch(undefined),
  actor: z.object({ user: user.optional() }).optional().catch(undefined),
})

/** What we read of the Open Cybersecurity Schema Framework 1.x; whatever else an event has is not looked at. */
const shape = z.object({
  class_uid: z.int(),
  activity_id: z.int().optional(),
  status_id: z.int().optional(),
  status: word(40),
  time: z.number(),
  user: user.optional(),
  actor: z.object({ user: user.optional() }).optional().catch(undefined),
  logon_type_id: z.int().optional().catch(undefined),
  metadata: z
    .object({ uid: word(200) })
    .optional()
    .catch(undefined),
  service: z
    .object({ name: cut(64) })
    .optional()
    .catch(undefined),
  src_endpoint: z
    .object({
      ip: word(64),
      zone: cut(64),
      location: z.object({ country }).optional().catch(undefined),
      autonomous_system: z.object({ number: asNumber }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  device: z
    .object({
      type_id: z.int().optional().catch(undefined),
      os: z
        .object({ name: cut(64) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  http_request: z
    .object({ user_agent: cut(512) })
    .optional()
    .catch(undefined),
  verdict_id: z.int().optional().catch(undefined),
  evidences: z.array(evidence).max(100).optional().catch(undefined),
  finding_info: z
    .object({
      first_seen_time: z.number().optional().catch(undefined),
      related_events: z
        .array(z.object({ uid: word(200) }))
        .max(mostIds)
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
})
type Event = z.output<typeof shape>

const authentication = 3002
const detectionFinding = 2004
const [logon, success] = [1, 1]
/** Windows' kinds of logon that no person is behind: batch, service. */
const unattended: readonly number[] = [4, 5]
/** Of a finding: a false positive, to be disregarded, benign, a test. */
const noHarm: readonly number[] = [1, 3, 5, 6]
const devices: Readonly<Record<number, Agent['device']>> = {
  2: 'desktop',
  3: 'desktop',
  4: 'tablet',
  5: 'phone',
}

export const isOcsf = (raw: object): boolean => 'class_uid' in raw

/** OCSF 1.x: Authentication (class 3002) teaches, a Detection Finding (2004) takes back. */
export const readOcsf = (raw: object): Told => {
  const { data: event } = shape.safeParse(raw)
  if (event === undefined) return { kind: 'refused', why: 'shape' }
  if (event.class_uid === detectionFinding) return finding(event)
  if (event.class_uid !== authentication || event.user === undefined) return { kind: 'ignored', why: 'kind' }
  const succeeded =
    event.status_id === undefined ? event.status?.toLowerCase() === 'success' : event.status_id === success
  if (!succeeded) return { kind: 'ignored', why: 'failure' }
  if (event.activity_id !== logon || unattended.includes(event.logon_type_id ?? 0))
    return { kind: 'ignored', why: 'kind' }
  const { src_endpoint: from, device, metadata, http_request: http, service } = event
  const agent = agentFrom(device?.os?.name, undefined, devices[device?.type_id ?? 0])
  return {
    kind: 'signIn',
    at: event.time,
    user: called(event.user),
    ...(metadata?.uid !== undefined && { id: metadata.uid }),
    ...(from?.ip !== undefined && { address: from.ip }),
    ...(from?.location?.country !== undefined && { country: from.location.country }),
    ...(from?.autonomous_system?.number !== undefined && { asn: from.autonomous_system.number }),
    ...(http?.user_agent !== undefined && { userAgent: http.user_agent }),
    ...(agent !== undefined && { agent }),
    ...(service?.name !== undefined && { app: service.name }),
    ...(from?.zone !== undefined && { site: from.zone }),
  }
}

const finding = (event: Event): Told => {
  const about =
    event.user ??
    event.actor?.user ??
    event.evidences?.map((one) => one.user ?? one.actor?.user).find(Boolean)
  if (about === undefined || noHarm.includes(event.verdict_id ?? 0)) return { kind: 'ignored', why: 'kind' }
  const ids = (event.finding_info?.related_events ?? []).flatMap(({ uid }) => uid ?? [])
  return bad(called(about), ids, event.time, event.finding_info?.first_seen_time)
}

const called = ({ name, uid, email_addr: mail, domain }: z.output<typeof user>): Called => ({
  ...(name !== undefined && { name }),
  ...(uid !== undefined && { uid }),
  ...(mail !== undefined && { mail }),
  ...(domain !== undefined && { domain }),
})
