import type { webApi } from '@slack/bolt'

export type SlackManifest = webApi.AppsManifestValidateArguments['manifest']

/** How Slack reaches the service: one workspace by a token, several by installing, or through a socket that we open. */
export type SlackMode = 'http' | 'oauth' | 'socket'

/** What the adapter calls, and nothing more: no channel is read, no file, no list of users. */
const scopes: NonNullable<NonNullable<SlackManifest['oauth_config']>['scopes']>['bot'] = [
  'chat:write',
  'commands',
  'im:history',
  'im:write',
  'users:read',
  'users:read.email',
]

const events: NonNullable<NonNullable<SlackManifest['settings']>['event_subscriptions']>['bot_events'] = [
  'app_home_opened',
  'app_uninstalled',
  'message.im',
  'tokens_revoked',
  'user_change',
]

const says = {
  short: 'Locked out? Prove who you are and set a new password yourself.',
  long: [
    'Send a direct message when you are locked out. You prove who you are on a page of your own company, with a passkey,',
    'your authenticator app or a recovery code, and set the new password there. No password is ever asked for in chat,',
    'and none should be typed here. Your helpdesk sees every request in its alert channel.',
  ].join(' '),
}

/**
 * The app's manifest, to be pasted where Slack says "From an app manifest". `baseUrl` is scheme and host of the service as
 * people's browsers see it. Secrets are not in it: Slack makes them when the app is created.
 */
export const slackManifest = (mode: SlackMode, baseUrl: string): SlackManifest => {
  const reached = mode === 'socket' ? {} : { request_url: `${baseUrl}/slack/events` }
  const command = mode === 'socket' ? {} : { url: `${baseUrl}/slack/events` }
  return {
    display_information: {
      name: 'Latchkey',
      description: says.short,
      long_description: says.long,
      background_color: '#17324d',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'latchkey', always_online: true },
      slash_commands: [
        {
          command: '/latchkey',
          description: 'Get back in; the answer comes as a direct message',
          usage_hint: '[reset | unlock | why | set up | help | who PERSON]',
          should_escape: true,
          ...command,
        },
      ],
    },
    oauth_config: {
      ...(mode === 'oauth' && { redirect_urls: [`${baseUrl}/slack/oauth_redirect`] }),
      scopes: { bot: scopes },
    },
    settings: {
      event_subscriptions: { ...reached, bot_events: events },
      interactivity: { is_enabled: true, ...reached },
      org_deploy_enabled: mode === 'oauth',
      socket_mode_enabled: mode === 'socket',
      token_rotation_enabled: mode === 'oauth',
    },
  }
}
