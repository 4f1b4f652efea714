import type { TeamsConfig } from '../../src/config/port.ts'
import type { Finding } from '../../src/directory/port.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { Fault } from '../../src/story/errors.ts'
import { cloudOf, credentialsOf } from './open.ts'
import { SigningKeys } from './signing-keys.ts'

const name = 'teams'

/**
 * What can be known of Teams without posting anything: whether Entra gives the bot a token, and whether the keys are there by
 * which its messages are checked. Whether people can see the app, and the bot the alert channel, only Teams itself shows.
 */
export const checkTeams = async (config: TeamsConfig, clock: Clock): Promise<readonly Finding[]> => [
  await token(config, clock),
  await keys(config, clock),
]

const token = async (config: TeamsConfig, clock: Clock): Promise<Finding> => {
  try {
    await credentialsOf(config, clock).token()
    return { name, ok: true, says: 'Entra gives the bot a token' }
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault
    const fix =
      'check teams.appId, the first of teams.tenants, teams.cloud and the credential: in Entra, under the app registration'
    return { name, ok: false, says: fault.message, fix }
  }
}

const keys = async (config: TeamsConfig, clock: Clock): Promise<Finding> => {
  const { metadata } = cloudOf(config)
  const found = await new SigningKeys(metadata, clock).find('any')
  if (found !== 'away') return { name, ok: true, says: 'the keys of the Bot Connector are at hand' }
  const says = `the keys of the Bot Connector cannot be had from ${new URL(metadata).host}: nothing from Teams would be heard`
  return { name, ok: false, says, fix: 'let this machine reach that host over https' }
}
