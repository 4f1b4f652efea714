import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ada, appId, tenant, type Member } from '../support/teams/company.ts'
import { textsIn } from '../support/teams/rooms.ts'
import { Teams } from '../support/teams/teams.ts'
import { TeamsPerson } from '../support/teams/teams-person.ts'

export const security = {
  id: '19:security@thread.tacv2',
  name: 'Security',
  channel: '19:alerts@thread.tacv2',
}

/** Where whoever is on call looks. */
export const duty = { id: '19:duty@thread.tacv2', name: 'Duty', channel: '19:oncall@thread.tacv2' }

/** A tenant of a Microsoft of our own: the bot is in it, and in a team with a channel for its alerts. */
export class CorpInTeams {
  readonly teams: Teams

  private constructor(teams: Teams) {
    this.teams = teams
  }

  static async open(): Promise<CorpInTeams> {
    return new CorpInTeams(await Teams.start())
  }

  /** The section `teams` of a configuration in `dir`, its secret in a file beside it. */
  async section(dir: string): Promise<Readonly<Record<string, unknown>>> {
    const file = join(dir, 'teams-secret')
    await writeFile(file, this.teams.entra.registration.secret, { mode: 0o600 })
    const { cloud, serviceUrl } = this.teams
    const endpoints = { metadata: cloud.metadata, login: cloud.login, service: serviceUrl }
    const channels = { alertChannel: security.channel, onCallChannel: duty.channel }
    return { appId, tenants: [tenant], credential: { kind: 'secret', file }, endpoints, ...channels }
  }

  /** Where the bot listens; somebody of the helpdesk puts it into both teams. */
  async pointAt(baseUrl: string): Promise<void> {
    this.teams.deliveries.target = `${baseUrl}/api/messages`
    for (const team of [security, duty])
      for (const { status } of await this.teams.joins(team, ada))
        if (status !== 200) throw new Error(`the bot answers ${status} to its installation`)
  }

  /** Somebody of the tenant with the app, under the address that the directory has of them. */
  person(upn: string, change: Partial<Member> = {}): TeamsPerson {
    const member = { ...ada, name: upn, oid: randomUUID(), upn, ...change }
    this.teams.roster.members.push(member)
    this.teams.roster.installed.add(member.oid)
    return new TeamsPerson(this.teams, member)
  }

  /** Everything that stands in the alert channel. */
  get alarms(): string {
    return this.teams.rooms
      .of(security.channel)
      .map((one) => textsIn(one).join('\n'))
      .join('\n\n')
  }

  async stop(): Promise<void> {
    await this.teams.stop()
    const { faults } = this.teams.rooms
    if (faults.length > 0) throw new Error(`unfit to be shown: ${faults.join('; ')}`)
  }
}
