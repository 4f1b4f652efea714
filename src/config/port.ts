import type { AlertSettings } from '../alerts/port.ts'
import type { MatchBy } from '../directory/port.ts'
import type { Keyring } from '../lib/keys.ts'
import type { GeoFiles } from '../risk/port.ts'
import type { LimitsConfig } from '../limits/port.ts'
import type { Secret } from '../lib/secret.ts'
import type { ActivityConfig } from './activity.ts'
import type { Loosening, PolicyRule } from '../policy/port.ts'

/** How history is enforced on a reset in Active Directory: see the README of `src/directory`. */
export type HistoryMode = 'auto' | 'control' | 'twoStep' | 'none'

/** What every directory that is asked over the network is configured with. */
interface LdapConfig {
  /** `ldaps://`, in the order they are tried; `ldap://` for OpenLDAP with StartTLS. */
  readonly urls: readonly string[]
  /** PEM text of the authorities to trust: those of caFile, or without one those that Node trusts. */
  readonly ca: string
  readonly bindDn: string
  readonly bindPassword: Secret
  readonly baseDn: string
  /** The subtree whose people we serve; nobody outside it is ever written. */
  readonly people: string
  readonly matchBy: MatchBy
  /** DNs (in Active Directory also SIDs) of groups whose members self-service leaves alone, nested membership included. */
  readonly denyGroups: readonly string[]
}

export interface ActiveDirectoryConfig extends LdapConfig {
  readonly kind: 'active-directory'
  readonly history: HistoryMode
}

export interface OpenLdapConfig extends LdapConfig {
  readonly kind: 'openldap'
  /** The policy of everybody who has none of their own, which the server tells nobody. */
  readonly defaultPolicyDn: string
  /** Where the server logs writes, so that the outcome of a lost one can be read. */
  readonly accesslogDn?: string
}

export type DirectoryConfig = { readonly kind: 'memory' } | ActiveDirectoryConfig | OpenLdapConfig

/** Addresses may hold passwords, so they are secrets. */
export type StoreConfig =
  | { readonly kind: 'memory' }
  | {
      readonly kind: 'redis'
      readonly url: Secret
      /** Where Sentinel watches; the host of `url` is then the master's name. Empty = one server. */
      readonly sentinels: readonly Secret[]
    }

export interface MailConfig {
  /** `smtps://` or `smtp://`; may hold a password. */
  readonly url: Secret
  /** `address` or `Name <address>`. */
  readonly from: string
}

/** Where one of Microsoft's clouds is, if not where it usually is. */
export interface TeamsEndpoints {
  /** OpenID metadata of the Bot Connector. */
  readonly metadata?: string
  /** Where Entra mints tokens. */
  readonly login?: string
  /** Where Teams is served from; its host is then one that our token may go to. */
  readonly service?: string
}

/** What the bot shows for itself to Entra. */
export type TeamsCredential =
  | { readonly kind: 'secret'; readonly secret: Secret }
  /** PEM texts. */
  | { readonly kind: 'certificate'; readonly certificate: { readonly pem: string; readonly key: Secret } }
  /** The machine's own identity in Azure; `service` where App Service names it in the environment. */
  | {
      readonly kind: 'managed-identity'
      readonly service?: { readonly endpoint: string; readonly header: Secret }
      readonly imds?: string
    }

export interface TeamsConfig {
  readonly appId: string
  /** Entra tenants whose people are served; the bot's own comes first. */
  readonly tenants: readonly [string, ...string[]]
  readonly cloud: 'public' | 'usGovernment' | 'china'
  readonly credential: TeamsCredential
  readonly endpoints: TeamsEndpoints
  /** The channel of a team that alerts go to (`19:…@thread.tacv2`). */
  readonly alertChannel?: string
  /** The same for whoever is on call: where a request goes as well that nobody answered in five minutes. */
  readonly onCallChannel?: string
}

/** Which makes of authenticator may be enrolled from now on. */
export interface WebAuthnConfig {
  /** AAGUIDs, in small letters. */
  readonly allowed: readonly string[]
  /** PEM text of their makers' root certificates. */
  readonly roots: string
}

/** Slack: how its requests arrive, and with what we speak. */
export interface SlackConfig {
  readonly appId: string
  readonly arrives:
    | { readonly mode: 'http'; readonly signingSecret: Secret }
    | { readonly mode: 'socket'; readonly appToken: Secret }
  /** One workspace by its token, or as many as are installed by OAuth. */
  readonly speaks:
    | { readonly by: 'token'; readonly botToken: Secret }
    | { readonly by: 'oauth'; readonly clientId: string; readonly clientSecret: Secret }
  /** Ids of the workspaces and Enterprise Grid organisations that are served; no others are heard. */
  readonly workspaces: readonly string[]
  readonly enterprises: readonly string[]
  /** The channel for alerts, in the first of the workspaces (without one, of the organisations). */
  readonly alertChannel?: string
  /** The same for whoever is on call: where a request goes as well that nobody answered in five minutes. */
  readonly onCallChannel?: string
  /** Ends in a slash. */
  readonly apiUrl: string
}

/** How a person reaches a human; at least one is there. */
export interface Helpdesk {
  readonly phone?: string
  readonly url?: string
  /** Whose members may look people up: DNs, in Active Directory also SIDs. */
  readonly groups?: readonly string[]
}

export interface PolicyConfig {
  /** Hours for which a factor that was just added cannot carry a reset alone. */
  readonly coolingHours: number
  /** Fewest characters (code points) of a new password, whatever the directory would take. */
  readonly minLength: number
  /** What an authenticator app shows beside the code. */
  readonly issuer: string
  /** Whether a code of the authenticator app may be given in a chat form, beside a recovery code on the page. */
  readonly totpInChat: boolean
  /** Accepts a Redis that may lose enrolments (no append-only file, or eviction): `check` then only mentions it. */
  readonly volatileStore: boolean
  /** In their order: the first that holds for somebody is the one. */
  readonly rules: readonly PolicyRule[]
  /** Groups of whom each may approve where a rule names nobody. */
  readonly approvers: readonly string[]
  /** What is below the shipped policy, by name or by another key. */
  readonly loosenings: readonly Loosening[]
}

/** Everything an operator decides, validated, files read. Prints without secrets. */
export interface Config {
  /** Whether the demonstration's parts may run. */
  readonly demo: boolean
  /** Scheme, host and port that people's browsers see; no path, no slash at the end. */
  readonly baseUrl: string
  readonly listen: { readonly host: string; readonly port: number }
  /** Addresses or CIDR ranges whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  readonly store: StoreConfig
  readonly keys: Keyring
  readonly directory: DirectoryConfig
  readonly mail?: MailConfig
  readonly teams?: TeamsConfig
  /** A development flag: the Bot Framework Emulator in the place of Teams, in a demonstration on this machine. */
  readonly teamsEmulator?: true
  readonly webauthn?: WebAuthnConfig
  readonly slack?: SlackConfig
  /** Absent = nothing is known of sign-ins, and no route takes any. */
  readonly activity?: ActivityConfig
  /** Where places, providers and anonymisers of addresses are told; absent = unknown. */
  readonly geo?: GeoFiles
  readonly audit: { readonly file: string }
  /** IANA name: the zone of whoever reads a time and has told none of their own, in mails and in the terminal. */
  readonly timeZone: string
  readonly alerts: AlertSettings
  readonly helpdesk: Helpdesk
  readonly limits: LimitsConfig
  readonly policy: PolicyConfig
}

/** One thing wrong with the configuration. Never holds a secret value. */
export interface ConfigFault {
  /** Where: a key such as `directory.urls[0]`, or the name of an environment variable. */
  readonly key: string
  readonly says: string
  readonly fix: string
}

/** Allowed, but worth saying aloud at start. */
export interface ConfigNote {
  readonly key: string
  readonly says: string
}

export type Loaded =
  | { readonly config: Config; readonly notes: readonly ConfigNote[] }
  | { readonly faults: readonly ConfigFault[] }
