import { activityGuide } from './activity-guide.ts'
import { ruleGuide } from './policy-guide.ts'
import { slackGuide } from './slack.ts'

/** What a key wants, in words, and one line that would be right. */
interface Guide {
  readonly wants: string
  readonly example: string
}

/** The whole vocabulary of the configuration file. List positions are written `[]`. */
export const keyGuide: Readonly<Record<string, Guide>> = {
  baseUrl: { wants: 'the https address people open', example: 'baseUrl: https://latchkey.corp.example' },
  listen: { wants: 'a map of host and port', example: 'listen: { host: 127.0.0.1, port: 8080 }' },
  'listen.host': { wants: 'an address to listen on', example: 'host: 127.0.0.1' },
  'listen.port': { wants: 'a port from 1 to 65535', example: 'port: 8080' },
  trustedProxies: { wants: 'a list of addresses or CIDR ranges', example: 'trustedProxies: [10.0.0.0/8]' },
  'trustedProxies[]': { wants: 'an IP address or a CIDR range', example: '- 10.0.0.0/8' },
  store: {
    wants: 'a map of kind and url',
    example: 'store: { kind: redis, url: rediss://redis.corp.example }',
  },
  'store.kind': { wants: 'redis (or memory, in the demo)', example: 'kind: redis' },
  'store.url': { wants: 'a redis:// or rediss:// URL', example: 'url: rediss://redis.corp.example:6379' },
  keys: { wants: 'a list of at least one key', example: 'keys: [{ id: k2026, file: secrets/key }]' },
  'keys[]': { wants: 'a map of id and file', example: '- { id: k2026, file: secrets/key }' },
  'keys[].id': { wants: 'letters, digits and hyphens, at most 32', example: 'id: k2026' },
  'keys[].file': { wants: 'the path of a key file', example: 'file: secrets/key' },
  directory: {
    wants: 'a map that names your directory',
    example: 'directory: { kind: active-directory, … }',
  },
  'directory.kind': {
    wants: 'active-directory or openldap (or memory, in the demo)',
    example: 'kind: active-directory',
  },
  'directory.urls': { wants: 'a list of ldaps:// URLs', example: 'urls: [ldaps://dc1.corp.example]' },
  'directory.urls[]': {
    wants: 'an ldaps:// URL of host and port only',
    example: '- ldaps://dc1.corp.example',
  },
  'directory.caFile': { wants: 'the path of a PEM file', example: 'caFile: ca.pem' },
  'directory.bindDn': {
    wants: 'the DN or user principal name of the service account',
    example: 'bindDn: CN=svc-latchkey,OU=Services,DC=corp,DC=example',
  },
  'directory.bindPasswordFile': {
    wants: 'the path of a file that holds the password',
    example: 'bindPasswordFile: secrets/bind-password',
  },
  'directory.baseDn': { wants: 'a DN', example: 'baseDn: DC=corp,DC=example' },
  'directory.people': { wants: 'the DN of a subtree', example: 'people: OU=People,DC=corp,DC=example' },
  'directory.matchBy': {
    wants: 'mail, userPrincipalName, employeeID or account',
    example: 'matchBy: mail',
  },
  'directory.denyGroups': {
    wants: 'a list of group DNs or SIDs',
    example: 'denyGroups: ["CN=Tier 0,OU=Groups,DC=corp,DC=example"]',
  },
  'directory.denyGroups[]': { wants: 'a DN or a SID', example: '- CN=Tier 0,OU=Groups,DC=corp,DC=example' },
  'directory.history': { wants: 'auto, control, twoStep or none', example: 'history: auto' },
  'directory.startTls': { wants: 'true or false (openldap)', example: 'startTls: true' },
  'directory.defaultPolicyDn': {
    wants: "the DN of the overlay's ppolicy_default (openldap)",
    example: 'defaultPolicyDn: cn=default,ou=policies,dc=corp,dc=example',
  },
  'directory.accesslogDn': {
    wants: 'the suffix of the accesslog database (openldap)',
    example: 'accesslogDn: cn=accesslog',
  },
  mail: { wants: 'a map of url and from', example: 'mail: { url: smtps://mail.corp.example, from: … }' },
  'mail.url': { wants: 'an smtps:// or smtp:// URL', example: 'url: smtps://mail.corp.example' },
  'mail.from': { wants: 'one mail address', example: 'from: Latchkey <latchkey@corp.example>' },
  webauthn: {
    wants: 'a map of allowed and rootsFile',
    example: 'webauthn: { allowed: [ … ], rootsFile: roots.pem }',
  },
  'webauthn.allowed': {
    wants: 'a list of at least one AAGUID',
    example: 'allowed: [cb69481e-8ff7-4039-93ec-0a2729a154a8]',
  },
  'webauthn.allowed[]': { wants: 'an AAGUID', example: '- cb69481e-8ff7-4039-93ec-0a2729a154a8' },
  'webauthn.rootsFile': { wants: 'the path of a PEM file', example: 'rootsFile: webauthn-roots.pem' },
  geo: {
    wants: 'a map of countryFile, asnFile, anonymousFile and hostingAsns',
    example: 'geo: { countryFile: country.mmdb }',
  },
  'geo.countryFile': {
    wants: 'the path of an MMDB file of countries',
    example: 'countryFile: GeoLite2-Country.mmdb',
  },
  'geo.asnFile': {
    wants: 'the path of an MMDB file of autonomous systems',
    example: 'asnFile: GeoLite2-ASN.mmdb',
  },
  'geo.anonymousFile': {
    wants: 'the path of an MMDB file of anonymisers',
    example: 'anonymousFile: GeoIP2-Anonymous-IP.mmdb',
  },
  'geo.hostingAsns': { wants: 'a list of AS numbers', example: 'hostingAsns: [16509, 24940]' },
  'geo.hostingAsns[]': { wants: 'an AS number', example: '- 24940' },
  teams: {
    wants: 'a map of appId, tenants and credential',
    example: 'teams: { appId: …, tenants: [ … ], credential: { … } }',
  },
  'teams.emulator': {
    wants: 'true: a development flag, for the Bot Framework Emulator in a demonstration on this machine',
    example: 'teams: { emulator: true }',
  },
  'teams.appId': {
    wants: 'the app id of the bot',
    example: 'appId: 11111111-2222-4333-8444-555555555555',
  },
  'teams.tenants': {
    wants: 'a list of at least one tenant id',
    example: 'tenants: [66666666-7777-4888-8999-aaaaaaaaaaaa]',
  },
  'teams.tenants[]': { wants: 'a tenant id', example: '- 66666666-7777-4888-8999-aaaaaaaaaaaa' },
  'teams.cloud': { wants: 'public, usGovernment or china', example: 'cloud: public' },
  'teams.credential': {
    wants: 'a map that says how the bot shows who it is',
    example: 'credential: { kind: secret, file: secrets/teams-secret }',
  },
  'teams.credential.kind': {
    wants: 'secret, certificate or managed-identity',
    example: 'kind: certificate',
  },
  'teams.credential.file': { wants: 'the path of the client secret', example: 'file: secrets/teams-secret' },
  'teams.credential.certFile': { wants: 'the path of a PEM file', example: 'certFile: teams-cert.pem' },
  'teams.credential.keyFile': { wants: 'the path of a PEM file', example: 'keyFile: secrets/teams-key.pem' },
  'teams.credential.imds': {
    wants: "the address of the machine's metadata service",
    example: 'imds: http://169.254.169.254',
  },
  'teams.endpoints': { wants: 'a map of metadata, login and service', example: 'endpoints: { login: … }' },
  'teams.endpoints.metadata': {
    wants: 'the https address of the OpenID metadata of the Bot Connector',
    example: 'metadata: https://login.botframework.com/v1/.well-known/openidconfiguration',
  },
  'teams.endpoints.login': {
    wants: 'the https address at which Entra mints tokens',
    example: 'login: https://login.microsoftonline.com',
  },
  'teams.endpoints.service': {
    wants: 'the https address Teams is served from',
    example: 'service: https://smba.trafficmanager.net/teams/',
  },
  'teams.alertChannel': {
    wants: 'the id of a channel',
    example: 'alertChannel: 19:0123abcd@thread.tacv2',
  },
  'teams.onCallChannel': {
    wants: 'the id of another channel',
    example: 'onCallChannel: 19:4567cdef@thread.tacv2',
  },
  ...slackGuide,
  ...activityGuide,
  audit: { wants: 'a map of file', example: 'audit: { file: /var/lib/latchkey/audit.jsonl }' },
  'audit.file': { wants: 'the path of the audit file', example: 'file: /var/lib/latchkey/audit.jsonl' },
  limits: { wants: 'how often what may be asked', example: 'limits: { startsPerUser: 10 }' },
  'limits.startsPerUser': { wants: 'a number from 3 to 100', example: 'startsPerUser: 10' },
  'limits.answersPerUser': { wants: 'a number from 10 to 300', example: 'answersPerUser: 30' },
  'limits.breaker': { wants: 'when everybody is asked for more', example: 'breaker: { people: 30 }' },
  'limits.breaker.people': { wants: 'a number from 10 to 5000', example: 'people: 30' },
  'limits.breaker.peoplePerNetwork': { wants: 'a number from 5 to 1000', example: 'peoplePerNetwork: 10' },
  'limits.breaker.band': { wants: 'step-up or approval', example: 'band: approval' },
  'limits.breaker.minutes': { wants: 'a number from 5 to 120', example: 'minutes: 15' },
  'limits.refusedPerAddress': { wants: 'a number from 5 to 1000', example: 'refusedPerAddress: 10' },
  alerts: {
    wants: 'what the alert channel does',
    example: "alerts: { quiet: { from: '20:00', until: '07:00' } }",
  },
  'alerts.quiet': { wants: 'two times of day', example: "quiet: { from: '20:00', until: '07:00' }" },
  'alerts.quiet.from': { wants: 'a time of day in quotes', example: "from: '20:00'" },
  'alerts.quiet.until': { wants: 'a time of day in quotes', example: "until: '07:00'" },
  'alerts.newCardAfterMinutes': { wants: 'minutes, 5 to 240', example: 'newCardAfterMinutes: 60' },
  'alerts.ownCardsAnHour': { wants: 'a number from 1 to 100', example: 'ownCardsAnHour: 2' },
  'alerts.mostCardsAnHour': { wants: 'a number from 1 to 60', example: 'mostCardsAnHour: 4' },
  'alerts.underAttack': {
    wants: 'from when on it may be an attack',
    example: 'underAttack: { requestsOfOne: 5 }',
  },
  'alerts.underAttack.requestsOfOne': { wants: 'a number from 2 to 1000', example: 'requestsOfOne: 5' },
  'alerts.underAttack.peopleFromOneNetwork': {
    wants: 'a number from 2 to 150',
    example: 'peopleFromOneNetwork: 5',
  },
  'alerts.outageAfterSeconds': { wants: 'seconds, 10 to 3600', example: 'outageAfterSeconds: 60' },
  'alerts.lookupsAnHour': { wants: 'a number from 1 to 1000', example: 'lookupsAnHour: 30' },
  'alerts.lockoutsEverySeconds': { wants: 'seconds, 0 to 300', example: 'lockoutsEverySeconds: 5' },
  'alerts.underAttack.peopleLockedOut': { wants: 'a number from 2 to 150', example: 'peopleLockedOut: 10' },
  helpdesk: { wants: 'a phone number, a URL, or both', example: 'helpdesk: { phone: "+1 555 0100" }' },
  'helpdesk.phone': { wants: 'a phone number in quotes', example: 'phone: "+1 555 0100"' },
  'helpdesk.groups': { wants: 'a list of groups', example: 'groups: ["CN=Helpdesk,DC=corp,DC=example"]' },
  'helpdesk.url': { wants: 'an https:// or mailto: URL', example: 'url: https://help.corp.example' },
  timeZone: { wants: 'the IANA name of a time zone', example: 'timeZone: Europe/Berlin' },
  policy: { wants: 'a map', example: 'policy: { coolingHours: 72, minLength: 15 }' },
  'policy.coolingHours': { wants: 'whole hours from 24 to 720', example: 'coolingHours: 72' },
  'policy.minLength': { wants: 'a whole number from 8 to 127', example: 'minLength: 15' },
  'policy.totpInChat': { wants: 'true or false', example: 'totpInChat: false' },
  'policy.passwordOnlyUsedWithMfa': { wants: 'true or false', example: 'passwordOnlyUsedWithMfa: false' },
  ...ruleGuide,
  'policy.issuer': { wants: 'a short name without a colon', example: 'issuer: Corp Latchkey' },
  'policy.volatileStore': { wants: 'true or false', example: 'volatileStore: false' },
}

/** Keys that are reserved for what is not built yet, with what they belong to. */
export const laterKeys: Readonly<Record<string, string>> = {
  blocklist: 'breached passwords',
  portal: 'the web portal',
}
