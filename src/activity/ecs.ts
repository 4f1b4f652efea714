import { z } from 'zod'
import type { Agent } from './port.ts'
import { agentFrom, asNumber, bad, country, cut, word, type Called, type Told } from './told.ts'

const list = z.union([z.string().transform((one) => [one]), z.array(z.string()).max(50)]).catch([])
const os = z
  .object({ name: cut(64), family: cut(64) })
  .optional()
  .catch(undefined)
const user = z.object({ name: word(256), email: word(256), id: word(256), domain: word(256) })

/** What we read of the Elastic Common Schema 8; whatever else a document has is not looked at. */
const shape = z.object({
  '@timestamp': z.union([z.string().max(40), z.number()]),
  event: z.object({
    category: list.optional(),
    type: list.optional(),
    kind: word(40),
    outcome: word(40),
    id: word(200),
  }),
  user: user.optional(),
  source: z
    .object({
      ip: word(64),
      geo: z
        .object({ country_iso_code: country, name: cut(64) })
        .optional()
        .catch(undefined),
      as: z.object({ number: asNumber }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  user_agent: z
    .object({
      original: cut(512),
      name: cut(64),
      os,
      device: z
        .object({ name: cut(64) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  host: z.object({ os }).optional().catch(undefined),
  service: z
    .object({ name: cut(64) })
    .optional()
    .catch(undefined),
  winlog: z
    .object({ event_data: z.object({ LogonType: z.coerce.number().optional() }).optional() })
    .optional()
    .catch(undefined),
})

/** Windows' kinds of logon that no person is behind: batch, service. */
const unattended: readonly number[] = [4, 5]
const devices: readonly (readonly [RegExp, Agent['device']])[] = [
  [/ipad|tablet/i, 'tablet'],
  [/iphone|phone|mobile/i, 'phone'],
]

export const isEcs = (raw: object): boolean => '@timestamp' in raw && 'event' in raw

/** ECS 8: authentication events teach, an alert about a person takes back. */
export const readEcs = (raw: object): Told => {
  const { data: document } = shape.safeParse(raw)
  if (document === undefined) return { kind: 'refused', why: 'shape' }
  const { event, user: who, source, user_agent: ua, host, service, winlog } = document
  const at = timeOf(document['@timestamp'])
  if (who === undefined) return { kind: 'ignored', why: 'kind' }
  if (event.kind === 'alert') return bad(called(who), [], at)
  const starts = event.type === undefined || event.type.includes('start') || event.type.includes('info')
  if (event.category?.includes('authentication') !== true || !starts) return { kind: 'ignored', why: 'kind' }
  if (event.outcome !== 'success') return { kind: 'ignored', why: 'failure' }
  if (unattended.includes(winlog?.event_data?.LogonType ?? 0)) return { kind: 'ignored', why: 'kind' }
  const device = devices.find(([pattern]) => pattern.test(ua?.device?.name ?? ''))?.[1]
  const agent = agentFrom(ua?.os?.name ?? host?.os?.family ?? host?.os?.name, ua?.name, device)
  return {
    kind: 'signIn',
    at,
    user: called(who),
    ...(event.id !== undefined && { id: event.id }),
    ...(source?.ip !== undefined && { address: source.ip }),
    ...(source?.geo?.country_iso_code !== undefined && { country: source.geo.country_iso_code }),
    ...(source?.as?.number !== undefined && { asn: source.as.number }),
    ...(ua?.original !== undefined && { userAgent: ua.original }),
    ...(agent !== undefined && { agent }),
    ...(service?.name !== undefined && { app: service.name }),
    ...(source?.geo?.name !== undefined && { site: source.geo.name }),
  }
}

const timeOf = (time: string | number): number => (typeof time === 'number' ? time : Date.parse(time))

const called = ({ name, email: mail, id: uid, domain }: z.output<typeof user>): Called => ({
  ...(name !== undefined && { name }),
  ...(mail !== undefined && { mail }),
  ...(uid !== undefined && { uid }),
  ...(domain !== undefined && { domain }),
})
