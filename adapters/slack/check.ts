import type { SlackConfig } from '../../src/config/port.ts'
import type { Finding } from '../../src/directory/port.ts'
import { Fault } from '../../src/story/errors.ts'
import { clientOptions, Clients, type Answer } from './clients.ts'
import { boltLogger } from './logger.ts'
import { scopes } from './scopes.ts'

type Told = { readonly says: string; readonly fix?: string; readonly ok: boolean }

/**
 * What can be known of Slack without posting anything: whether the tokens are good, of which workspace, and with which scopes.
 * Whether the signing secret is right, only a request of Slack's tells; whether the bot is in the alert channel, only a message.
 */
export const checkSlack = async (config: SlackConfig, baseUrl: string): Promise<readonly Finding[]> => {
  const clients = new Clients(
    clientOptions(
      config.apiUrl,
      boltLogger(() => undefined),
    ),
  )
  const found = [await speaking(config, baseUrl, clients), ...(await arriving(config, clients))]
  return found.map(({ says, fix, ok }) => ({ name: 'slack', ok, says, ...(fix !== undefined && { fix }) }))
}

const speaking = async (
  { speaks, workspaces, enterprises }: SlackConfig,
  baseUrl: string,
  clients: Clients,
): Promise<Told> => {
  if (speaks.by === 'oauth')
    return {
      ok: true,
      says: 'installed by OAuth, workspace by workspace',
      fix: `let an administrator of each open ${baseUrl}/slack/install`,
    }
  const said = await tried(() => clients.probe(speaks.botToken.reveal(), (client) => client.auth.test()))
  if ('says' in said) return said
  if ('refused' in said) return refusedToken('slack.botTokenFile', said.refused)
  const { team_id = '', enterprise_id, team = '', response_metadata } = said.value
  if (!workspaces.includes(team_id) && !enterprises.includes(enterprise_id ?? team_id))
    return { ok: false, says: `the bot token is of ${team_id}`, fix: 'list it in slack.workspaces' }
  const missing = scopes.filter((scope) => response_metadata?.scopes?.includes(scope) !== true)
  return missing.length > 0
    ? { ok: false, says: `the app lacks ${missing.join(', ')}`, fix: 'add the scopes and install it again' }
    : { ok: true, says: `the bot is in ${team || team_id}, with the scopes it needs` }
}

const arriving = async ({ arrives }: SlackConfig, clients: Clients): Promise<readonly Told[]> => {
  if (arrives.mode === 'http') return []
  const token = arrives.appToken.reveal()
  const said = await tried(() => clients.probe(token, (client) => client.apps.connections.open({})))
  if ('says' in said) return [said]
  return 'refused' in said
    ? [refusedToken('slack.appTokenFile', said.refused)]
    : [{ ok: true, says: 'Socket Mode can be opened' }]
}

const refusedToken = (key: string, why: string): Told => ({
  ok: false,
  says: `Slack does not take the token: ${why}`,
  fix: `put the token that Slack shows for the app into the file that ${key} names`,
})

const tried = async <T>(ask: () => Promise<Answer<T>>): Promise<Answer<T> | Told> => {
  try {
    return await ask()
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    return { ok: false, says: cause.message, fix: 'let this machine reach slack.apiUrl over HTTPS' }
  }
}
