import { z } from 'zod'
import type { Profile } from '../../src/house/port.ts'
import { platform } from './place.ts'

const flag = z.boolean().nullish()
const Person = z.looseObject({
  id: z.string().min(1).max(64),
  team_id: z.string().nullish(),
  deleted: flag,
  is_bot: flag,
  is_workflow_bot: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_stranger: flag,
  is_invited_user: flag,
  is_email_confirmed: flag,
  locale: z.string().max(40).nullish(),
  tz: z.string().max(80).nullish(),
  real_name: z.string().nullish(),
  profile: z.looseObject({ real_name: z.string().nullish(), email: z.string().max(320).nullish() }).nullish(),
  enterprise_user: z.looseObject({ enterprise_id: z.string() }).nullish(),
})
type Person = z.infer<typeof Person>

/**
 * A user object (docs.slack.dev/reference/objects/user-object) as a profile; undefined when it is none. Everything that is not
 * said counts against them: an address that nobody calls confirmed is not.
 */
export const profileIn = (user: unknown): Profile | undefined => {
  const found = Person.safeParse(user)
  if (!found.success) return undefined
  const { id, team_id, enterprise_user, locale, tz, profile, real_name } = found.data
  const tenant = enterprise_user?.enterprise_id ?? team_id
  if (typeof tenant !== 'string' || tenant === '') return undefined
  const email = profile?.email ?? ''
  return {
    actor: { platform, tenant, user: id },
    displayName: profile?.real_name ?? real_name ?? '',
    kind: kindOf(found.data),
    ...(email !== '' && { email }),
    emailConfirmed: found.data.is_email_confirmed === true && found.data.is_invited_user !== true,
    ...(typeof locale === 'string' && { locale }),
    ...(typeof tz === 'string' && { timeZone: tz }),
  }
}

const slackbot = 'USLACKBOT'

const kindOf = (p: Person): Profile['kind'] => {
  if (p.deleted === true) return 'deleted'
  if (p.is_bot === true || p.is_workflow_bot === true || p.id === slackbot) return 'bot'
  if (p.is_stranger === true) return 'stranger'
  return p.is_restricted === true || p.is_ultra_restricted === true ? 'guest' : 'member'
}
