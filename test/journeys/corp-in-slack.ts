import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scopes } from '../../adapters/slack/scopes.ts'
import type { Standing, Workspace } from '../support/slack/org.ts'
import { SlackPerson } from '../support/slack/person.ts'
import type { Room } from '../support/slack/rooms.ts'
import { SlackStandIn } from '../support/slack/stand-in.ts'
import type { Install } from '../support/slack/tokens.ts'

/** A workspace of a Slack of our own: the app is in it, with a channel for its alerts that the helpdesk reads. */
export class CorpInSlack {
  readonly slack: SlackStandIn
  readonly corp: Workspace
  readonly helpdesk: SlackPerson
  readonly alerts: Room
  /** Where whoever is on call looks. */
  readonly onCall: Room
  readonly #install: Install

  private constructor(slack: SlackStandIn) {
    const { platform } = slack
    this.slack = slack
    this.corp = platform.workspace('Corp')
    const helen = platform.account(this.corp, 'helen')
    this.helpdesk = new SlackPerson(slack, helen)
    this.#install = platform.install(this.corp, helen, scopes)
    this.alerts = platform.channel(this.corp, 'alerts', [this.#install.botUserId, helen.id])
    this.onCall = platform.channel(this.corp, 'on-call', [this.#install.botUserId, helen.id])
  }

  static async open(): Promise<CorpInSlack> {
    return new CorpInSlack(await SlackStandIn.start())
  }

  /** The section `slack` of a configuration in `dir`, its secrets in files beside it. */
  async section(dir: string): Promise<Readonly<Record<string, unknown>>> {
    const { platform, apiUrl } = this.slack
    const [signingSecretFile, botTokenFile] = [join(dir, 'slack-signing'), join(dir, 'slack-token')]
    await writeFile(signingSecretFile, platform.signingSecret, { mode: 0o600 })
    await writeFile(botTokenFile, platform.tokens.grant(this.#install).access, { mode: 0o600 })
    const channels = { alertChannel: this.alerts.id, onCallChannel: this.onCall.id }
    const { appId } = platform
    return { appId, signingSecretFile, botTokenFile, workspaces: [this.corp.id], ...channels, apiUrl }
  }

  /** Where the app listens. */
  pointAt(baseUrl: string): void {
    this.slack.courier.pointAt(`${baseUrl}/slack/events`)
  }

  /** Somebody in the workspace, under the address that the directory has of them. */
  person(mail: string, standing: Standing = 'member', home = this.corp): SlackPerson {
    const [name = ''] = mail.split('@')
    const { platform } = this.slack
    return new SlackPerson(this.slack, platform.account(home, name, standing, mail), this.corp)
  }

  /** Everything that stands in the alert channel. */
  get alarms(): readonly string[] {
    return this.helpdesk.reads(this.alerts).map(({ lines }) => lines.join('\n'))
  }

  async stop(): Promise<void> {
    await this.slack.stop()
    if (this.slack.faults.length > 0) throw new AggregateError(this.slack.faults, 'the stand-in broke')
  }
}
