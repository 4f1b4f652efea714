import { z } from 'zod'
import type { Verdict } from './port.ts'
import { agentFrom, asNumber, country, cut, word, type Told } from './told.ts'

/** What we read of a `signIn` of Microsoft Graph; whatever else it has is not looked at. */
const shape = z.object({
  id: z.string().min(1).max(200),
  createdDateTime: z.iso.datetime({ offset: true }).max(40),
  userPrincipalName: word(256),
  isInteractive: z.boolean().optional().catch(undefined),
  appDisplayName: cut(64),
  ipAddress: word(64),
  userAgent: cut(512),
  autonomousSystemNumber: asNumber,
  status: z.object({ errorCode: z.int() }),
  location: z.object({ countryOrRegion: country }).optional().catch(undefined),
  deviceDetail: z
    .object({ operatingSystem: cut(64), browser: cut(64) })
    .optional()
    .catch(undefined),
  riskState: word(40),
  riskLevelAggregated: word(40),
  riskLevelDuringSignIn: word(40),
})
type Event = z.output<typeof shape>

const levels: Readonly<Record<string, Verdict>> = { low: 'low', medium: 'medium', high: 'high' }

/** What a sign-in tells: what the source holds of the person, where it says so, and the sign-in itself if it was good. */
export const readGraph = (raw: unknown): readonly Told[] => {
  const { data: event } = shape.safeParse(raw)
  if (event === undefined) return [{ kind: 'refused', why: 'shape' }]
  const at = Date.parse(event.createdDateTime)
  const user = event.userPrincipalName === undefined ? {} : { name: event.userPrincipalName }
  const verdict = verdictOf(event)
  const judged: readonly Told[] =
    verdict === undefined ? [] : [{ kind: 'judged', user, id: event.id, at, verdict }]
  return [...judged, signInOf(event, at, user)]
}

const over = ['remediated', 'dismissed', 'confirmedSafe']

const verdictOf = ({ riskState = 'none', riskLevelAggregated = '' }: Event): Verdict | undefined => {
  if (riskState === 'confirmedCompromised') return 'compromised'
  // A level that the licence hides is one all the same.
  if (riskState === 'atRisk') return levels[riskLevelAggregated] ?? 'medium'
  return over.includes(riskState) ? 'none' : undefined
}

/** Only what succeeded, with nothing held against it, teaches. */
const signInOf = (event: Event, at: number, user: { readonly name?: string }): Told => {
  const {
    id,
    ipAddress,
    userAgent,
    autonomousSystemNumber: asn,
    appDisplayName: app,
    deviceDetail: on,
  } = event
  if (event.status.errorCode !== 0) return { kind: 'ignored', why: 'failure' }
  const risky = event.riskState === 'atRisk' || event.riskState === 'confirmedCompromised'
  const wasRisky = ['medium', 'high'].includes(event.riskLevelDuringSignIn ?? '')
  const cleared = event.riskState === 'confirmedSafe' || event.riskState === 'dismissed'
  if (event.isInteractive === false || risky || (wasRisky && !cleared))
    return { kind: 'ignored', why: 'kind' }
  const agent = agentFrom(on?.operatingSystem, on?.browser, undefined)
  const from = event.location?.countryOrRegion
  return {
    kind: 'signIn',
    id,
    at,
    user,
    ...(ipAddress !== undefined && { address: ipAddress }),
    ...(from !== undefined && { country: from }),
    ...(asn !== undefined && { asn }),
    ...(userAgent !== undefined && { userAgent }),
    ...(agent !== undefined && { agent }),
    ...(app !== undefined && { app }),
  }
}
