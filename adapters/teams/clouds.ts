/** Where Microsoft's services for bots are, in one of its clouds. */
export interface Cloud {
  /** OpenID metadata of the Bot Connector, which names its keys. */
  readonly metadata: string
  /** Issuer of the Connector's tokens. */
  readonly issuer: string
  /** Where Entra mints tokens; the tenant's id comes behind it. */
  readonly login: string
  /** What our own token must be good for. */
  readonly scope: string
  /** Hosts the Connector serves Teams from; see `isServiceHost`. */
  readonly serviceHosts: readonly string[]
}

/** Bot Framework authentication, Azure Government and 21Vianet sections; Teams' service addresses by cloud. */
export const clouds = {
  public: {
    metadata: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    issuer: 'https://api.botframework.com',
    login: 'https://login.microsoftonline.com',
    scope: 'https://api.botframework.com/.default',
    serviceHosts: ['smba.trafficmanager.net', '.teams.microsoft.com'],
  },
  usGovernment: {
    metadata: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
    issuer: 'https://api.botframework.us',
    login: 'https://login.microsoftonline.us',
    scope: 'https://api.botframework.us/.default',
    serviceHosts: ['.teams.microsoft.us'],
  },
  china: {
    metadata: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    issuer: 'https://api.botframework.azure.cn',
    login: 'https://login.partner.microsoftonline.cn',
    scope: 'https://api.botframework.azure.cn/.default',
    serviceHosts: ['.teams.microsoftonline.cn'],
  },
} as const satisfies Readonly<Record<string, Cloud>>

export type CloudName = keyof typeof clouds
