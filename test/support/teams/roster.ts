import { company, mriOf, type Member } from './company.ts'

/** The chat of a person with the bot. */
export const chatOf = ({ oid }: Member): string => `a:1${Buffer.from(oid).toString('base64url')}`

export interface Team {
  readonly id: string
  readonly name: string
  readonly channel: string
}

/** Who is there, for whom the app is installed, and who will have nothing of it. */
export class Roster {
  readonly members = [...company]
  readonly installed = new Set(company.map((m) => m.oid))
  readonly blocked = new Set<string>()
  readonly deleted = new Set<string>()
  readonly teams = new Map<string, Team>()

  /** By the object id or by the name the bot knows them under. */
  who(id: unknown): Member | undefined {
    return this.members.find((m) => !this.deleted.has(m.oid) && (m.oid === id || mriOf(m) === id))
  }

  of(conversation: string): readonly Member[] {
    const there = this.members.filter((m) => !this.deleted.has(m.oid))
    const chat = there.filter((m) => chatOf(m) === conversation)
    return chat.length > 0 ? chat : this.team(conversation) === undefined ? [] : there
  }

  /** A thread of a channel is named after it. */
  team(conversation: string): Team | undefined {
    const [channel] = conversation.split(';')
    return [...this.teams.values()].find((t) => t.channel === channel)
  }
}

/** As the Connector tells of a member. */
export const memberAs = (m: Member): Record<string, unknown> => ({
  id: mriOf(m),
  name: m.name,
  [m.oidField]: m.oid,
  tenantId: m.tenant,
  userRole: m.role,
  ...(m.role !== 'anonymous' && { userPrincipalName: m.upn, email: m.upn.toLowerCase() }),
})
