/** An Enterprise Grid organisation. */
export interface Org {
  readonly id: string
  readonly name: string
}

export interface Workspace {
  readonly id: string
  readonly name: string
  readonly domain: string
  readonly org?: Org
}

/**
 * Who somebody is to a workspace. A `stranger` comes from elsewhere and shares no channel with the app; a `partner` does
 * (Slack Connect), and for them Slack does NOT say is_stranger: only the foreign team_id tells. `app-user` is a person
 * who has authorised the app for themselves, which Slack says by is_app_user.
 */
export type Standing =
  | 'member'
  | 'guest'
  | 'single-channel-guest'
  | 'stranger'
  | 'partner'
  | 'bot'
  | 'workflow-bot'
  | 'app-user'
  | 'deleted'
  | 'invited'
  | 'unconfirmed'

export interface Account {
  readonly id: string
  readonly name: string
  /** Where they are at home, which for strangers and partners is not where the app is installed. */
  readonly team: Workspace
  standing: Standing
  email: string
  realName: string
  tz: string
  locale: string
  /** Seconds since 1970 of the last change to the profile. */
  updated: number
  isAdmin: boolean
}

export interface Seeing {
  readonly email: boolean
  readonly locale: boolean
}

const gone = (a: Account): boolean => a.standing === 'deleted'

const profileOf = (a: Account, see: Seeing): Record<string, unknown> => ({
  title: '',
  phone: '',
  skype: '',
  real_name: a.realName,
  real_name_normalized: a.realName,
  display_name: a.name,
  display_name_normalized: a.name,
  status_text: '',
  status_emoji: '',
  avatar_hash: 'a0a0a0a0a0a0',
  ...(see.email && a.standing !== 'stranger' && !a.standing.endsWith('bot') && { email: a.email }),
  team: a.team.id,
})

/**
 * The user object of users.info and user_change, as docs.slack.dev/reference/objects/user-object describes it. Of the
 * deleted Slack says less: no time zone, no role flags.
 */
export const userObject = (a: Account, see: Seeing): Record<string, unknown> => ({
  id: a.id,
  team_id: a.team.id,
  name: a.name,
  deleted: gone(a),
  profile: profileOf(a, see),
  is_bot: a.standing === 'bot' || a.standing === 'workflow-bot',
  is_app_user: a.standing === 'app-user',
  updated: a.updated,
  ...(a.team.org !== undefined && { enterprise_user: enterpriseUser(a, a.team.org) }),
  ...(!gone(a) && living(a, see)),
})

const living = (a: Account, see: Seeing): Record<string, unknown> => ({
  color: '9f69e7',
  real_name: a.realName,
  tz: a.tz,
  tz_label: a.tz,
  tz_offset: 0,
  is_admin: a.isAdmin,
  is_owner: false,
  is_primary_owner: false,
  is_restricted: a.standing === 'guest' || a.standing === 'single-channel-guest',
  is_ultra_restricted: a.standing === 'single-channel-guest',
  is_email_confirmed: a.standing !== 'unconfirmed' && a.standing !== 'invited',
  who_can_share_contact_card: 'EVERYONE',
  ...(a.standing === 'stranger' && { is_stranger: true }),
  ...(a.standing === 'invited' && { is_invited_user: true }),
  ...(a.standing === 'workflow-bot' && { is_workflow_bot: true }),
  ...(see.locale && { locale: a.locale }),
})

const enterpriseUser = (a: Account, org: Org): Record<string, unknown> => ({
  id: a.id,
  enterprise_id: org.id,
  enterprise_name: org.name,
  is_admin: false,
  is_owner: false,
  is_primary_owner: false,
  teams: [a.team.id],
})
