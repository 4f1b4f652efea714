import type { Profile } from '../../src/house/port.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Actor } from '../../src/story/story.ts'
import type { Access } from './access.ts'
import type { Clients } from './clients.ts'
import type { Departures } from './gone.ts'
import { profileIn } from './person.ts'

const unknown = new Set(['user_not_found', 'users_not_found', 'user_not_visible'])

export interface IdentityParts {
  readonly access: Access
  readonly clients: Clients
  readonly departures: Departures
}

/**
 * Fresh facts about a Slack user, asked at every start, never remembered: an administrator may have taken the account away a
 * minute ago. Whoever is at home in another workspace than the one they claim is a stranger, whatever else Slack says of them.
 */
export const whoIs = async (
  { access, clients, departures }: IdentityParts,
  actor: Actor,
): Promise<Profile | undefined> => {
  const teams = await access.reaching(actor.tenant)
  if (teams.length === 0) return stranger(actor)
  for (const team of teams) {
    const { token } = await access.of(team)
    const said = await clients.ask(token, (client) =>
      client.users.info({ user: actor.user, include_locale: true }),
    )
    if ('refused' in said) {
      if (unknown.has(said.refused)) continue
      throw new Fault('ERR_CHAT', `Slack does not say who somebody is: ${said.refused}`)
    }
    const profile = profileIn(said.value.user)
    if (profile === undefined) throw new Fault('ERR_CHAT', 'Slack answers with no user')
    if (profile.actor.tenant !== actor.tenant || profile.actor.user !== actor.user) return stranger(actor)
    const changedAt = await departures.lastOf(actor.tenant)
    return { ...profile, ...(changedAt !== undefined && { changedAt }) }
  }
  return undefined
}

const stranger = (actor: Actor): Profile => ({
  actor,
  displayName: '',
  kind: 'stranger',
  emailConfirmed: false,
})
