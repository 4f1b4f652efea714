import type { Clock } from '../../src/lib/clock.ts'
import { Fault } from '../../src/story/errors.ts'
import { activityOf, channelOf, longestBody, type Activity } from './activity.ts'
import { ConnectorTokens, type ConnectorToken } from './connector-token.ts'
import type { Refusal } from './refusals.ts'
import { isServiceHost } from './service-host.ts'
import type { SigningKeys } from './signing-keys.ts'

export interface GateSettings {
  /** The bot's app id (Entra). A registration of its own: never that of a web app, which mints tokens for it. */
  readonly appId: string
  /** Of the Connector's tokens, by cloud. */
  readonly issuer: string
  /** See `isServiceHost`. */
  readonly serviceHosts: readonly string[]
  /** Entra tenants whose people are served. */
  readonly tenants: readonly string[]
  /** Where cards stand that are pressed by several people; absent = nowhere. */
  readonly alertChannel?: string | undefined
  readonly onCallChannel?: string | undefined
}

/** An activity that the Connector sent to our bot, from a person of a tenant of ours; ids are in lower case. */
export interface Accepted {
  readonly kind: 'accepted'
  readonly activity: Activity
  readonly tenant: string
  /** The person's object id in Entra. */
  readonly user: string
  /** A chat with one person. False: a team's channel, which tells of an installation, or of a press where the alerts are. */
  readonly personal: boolean
}

export type Verdict = Accepted | { readonly kind: 'refused'; readonly why: Refusal }

/** Decides from the `Authorization` header and the body's bytes as they came. */
export type Gate = (authorization: string | undefined, raw: Uint8Array) => Promise<Verdict>

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Our own gate before botbuilder, whose checks have holes: a user token of any tenant passes them, an empty app id switches
 * them off, Direct Line may claim to be anybody. Nothing gets by that the Connector did not sign for Teams, from a service of
 * Microsoft's, for this bot, about a known person of an allowed tenant, alone in a chat with us, or on a button in the alert
 * channel or that of whoever is on call. A request kept and sent again
 * within the life of its token (an hour) passes: the inbox knows it by its ids. Throws `Fault` ERR_CONFIG on settings that
 * would let nobody or anybody in.
 */
export const connectorGate = (settings: GateSettings, keys: SigningKeys, clock: Clock): Gate => {
  const appId = settings.appId.toLowerCase()
  const tenants = new Set(settings.tenants.map((t) => t.toLowerCase()))
  if (!guid.test(appId)) throw new Fault('ERR_CONFIG', 'the bot needs an app id')
  if (tenants.size === 0 || ![...tenants].every((t) => guid.test(t)))
    throw new Fault('ERR_CONFIG', 'the bot needs the ids of the tenants it serves')
  const tokens = new ConnectorTokens(keys, settings.issuer, appId)
  return async (authorization, raw) => {
    if (raw.length > longestBody) return refused('body-too-long')
    const token = await tokens.verify(authorization, clock.now())
    if (typeof token === 'string') return refused(token)
    const activity = activityOf(raw)
    if (activity === undefined) return refused('not-an-activity')
    const why =
      misrouted(activity, token, settings.serviceHosts) ??
      foreign(activity, tenants) ??
      misaddressed(activity, appId, [settings.alertChannel, settings.onCallChannel])
    return why === undefined ? accepted(activity) : refused(why)
  }
}

const refused = (why: Refusal): Verdict => ({ kind: 'refused', why })

const accepted = (activity: Activity): Verdict => ({
  kind: 'accepted',
  activity,
  tenant: lower(activity.channelData?.tenant?.id),
  user: lower(activity.from.aadObjectId),
  personal: activity.conversation.conversationType === 'personal',
})

const lower = (text: string | undefined): string => text?.toLowerCase() ?? ''

/** Web Chat and Direct Line are signed by the Connector too, and let anyone claim to be anyone: only what Teams says counts. */
const misrouted = (
  { channelId, serviceUrl }: Activity,
  token: ConnectorToken,
  hosts: readonly string[],
): Refusal | undefined => {
  if (channelId !== 'msteams') return 'channel'
  if (!token.endorsements.includes('msteams')) return 'endorsement'
  if (serviceUrl !== token.serviceUrl) return 'service-differs'
  return isServiceHost(serviceUrl, hosts) ? undefined : 'service-host'
}

/** A channel's events name the tenant once, a person's chat names it twice: where both are there, they must agree. */
const foreign = (
  { channelData, conversation }: Activity,
  tenants: ReadonlySet<string>,
): Refusal | undefined => {
  const { conversationType, tenantId } = conversation
  const tenant = lower(channelData?.tenant?.id)
  if (!guid.test(tenant) || (conversationType === 'personal' && tenantId === undefined)) return 'tenant'
  if (tenantId !== undefined && lower(tenantId) !== tenant) return 'tenant-differs'
  return tenants.has(tenant) ? undefined : 'tenant-foreign'
}

/** What any team's channel may tell us of; the alert channel may tell of presses; everything else is heard from one person alone. */
const installation = new Set(['installationUpdate', 'conversationUpdate'])

const misaddressed = (
  activity: Activity,
  appId: string,
  ours: readonly (string | undefined)[],
): Refusal | undefined => {
  const {
    type,
    from,
    recipient,
    conversation: { conversationType },
  } = activity
  if (!guid.test(lower(from.aadObjectId))) return 'sender'
  if (recipient.id.toLowerCase() !== `28:${appId}`) return 'recipient'
  if (conversationType === 'personal') return undefined
  if (conversationType !== 'channel') return 'conversation'
  const here = ours.includes(channelOf(activity))
  return installation.has(type) || (here && isPress(activity)) ? undefined : 'conversation'
}

/** A button, whichever way the client sends it: nothing that anybody types in a channel is read. */
const isPress = ({ type, value }: Activity): boolean =>
  (type === 'invoke' || type === 'message') && typeof value === 'object' && value !== null
