/** What a company says of itself and of its service. */
export interface TeamsCompany {
  /** Scheme and host of the service as people's browsers see it. */
  readonly baseUrl: string
  /** The bot's application (client) id in Entra, a GUID. */
  readonly appId: string
  /** At most 32 characters. */
  readonly organisation: string
  readonly website: string
  readonly privacy: string
  readonly terms: string
}

const version = '1.19'

const commands = [
  { title: 'I am locked out', description: 'Prove who you are and set a new password' },
  { title: 'Why can’t I get in?', description: 'What is wrong with my account' },
  { title: 'Set up', description: 'Passkey, authenticator app, recovery codes' },
  { title: 'Help', description: 'What I can do' },
]

/**
 * The Teams app's manifest (schema 1.19). The app asks for no permission in Teams: it talks to people who write to it, and
 * posts in the one team that it is installed in for alerts.
 */
export const teamsManifest = ({ baseUrl, appId, organisation, website, privacy, terms }: TeamsCompany) => ({
  $schema: `https://developer.microsoft.com/json-schemas/teams/v${version}/MicrosoftTeams.schema.json`,
  manifestVersion: version,
  version: '1.0.0',
  id: appId,
  developer: { name: organisation, websiteUrl: website, privacyUrl: privacy, termsOfUseUrl: terms },
  name: { short: 'Latchkey', full: 'Latchkey: get back into your account' },
  description: {
    short: 'Locked out? Prove who you are and set a new password yourself.',
    full: [
      'Write to Latchkey when you are locked out. You prove who you are on a page of your own company, with a passkey, your',
      'authenticator app or a recovery code, and set the new password there. No password is ever asked for in chat, and',
      'none should be typed here. Your helpdesk sees every request in its alert channel.',
    ].join(' '),
  },
  icons: { color: 'color.png', outline: 'outline.png' },
  accentColor: '#17324d',
  bots: [
    {
      botId: appId,
      scopes: ['personal', 'team'],
      supportsFiles: false,
      isNotificationOnly: false,
      commandLists: [{ scopes: ['personal'], commands }],
    },
  ],
  defaultInstallScope: 'personal',
  validDomains: [new URL(baseUrl).host],
})
