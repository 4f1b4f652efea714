import { bot, mriOf, type Member } from './company.ts'

/** JSON as it goes over the wire. */
export type Json = Record<string, unknown>

/** Where an activity happens. */
export interface Scene {
  readonly serviceUrl: string
  /** ISO 8601. */
  readonly at: string
  readonly id: string
  readonly conversation: string
}

/** What every activity from a personal chat holds. */
export const personal = (from: Member, scene: Scene, rest: Json): Json => ({
  id: scene.id,
  timestamp: scene.at,
  channelId: 'msteams',
  serviceUrl: scene.serviceUrl,
  from: { id: mriOf(from), name: from.name, aadObjectId: from.oid },
  recipient: bot,
  conversation: { conversationType: 'personal', tenantId: from.tenant, id: scene.conversation },
  channelData: { tenant: { id: from.tenant } },
  locale: 'en-GB',
  ...rest,
})

export const message = (from: Member, scene: Scene, text: string): Json =>
  personal(from, scene, { type: 'message', text, textFormat: 'plain', attachments: [] })

/** Something that somebody did in a channel of a team, as Teams tells of it. */
export const inChannel = (from: Member, scene: Scene, team: string, channel: string, rest: Json): Json => ({
  ...personal(from, scene, rest),
  conversation: {
    isGroup: true,
    conversationType: 'channel',
    tenantId: from.tenant,
    id: scene.conversation,
  },
  channelData: { tenant: { id: from.tenant }, team: { id: team }, channel: { id: channel } },
})

/** The bot was put into a team, or taken out of it. Teams names the tenant in the channel's data alone. */
export const inTeam = (from: Member, scene: Scene, team: string, rest: Json): Json => ({
  ...personal(from, scene, rest),
  conversation: { isGroup: true, conversationType: 'channel', id: scene.conversation },
  channelData: { tenant: { id: from.tenant }, team: { id: team, name: 'Security' } },
})
