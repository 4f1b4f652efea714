/** Each key of the section `activity` in words. */
export const activityGuide = {
  activity: { wants: 'a map of sources', example: 'activity: { ingest: [{ name: siem, … }] }' },
  'activity.ingest': {
    wants: 'a list of sources that send',
    example: 'ingest: [{ name: siem, secretFile: … }]',
  },
  'activity.ingest[]': { wants: 'a map of name and secretFile', example: '- { name: siem, secretFile: … }' },
  'activity.ingest[].name': { wants: 'small letters, digits and hyphens', example: 'name: siem' },
  'activity.ingest[].secretFile': {
    wants: 'the path of a file that holds the secret the source signs with',
    example: 'secretFile: secrets/ingest-siem',
  },
  'activity.ingest[].matchBy': {
    wants: 'mail, userPrincipalName, employeeID or account',
    example: 'matchBy: mail',
  },
  'activity.ingest[].domains': { wants: 'a list of domains', example: 'domains: [CORP, corp.example]' },
  'activity.ingest[].domains[]': { wants: 'the name of a domain', example: '- CORP' },
  'activity.graph': {
    wants: 'a map of tenant, appId and secretFile',
    example: 'graph: { tenant: …, appId: … }',
  },
  'activity.graph.tenant': {
    wants: 'the id of the tenant',
    example: 'tenant: 66666666-7777-4888-8999-aaaaaaaaaaaa',
  },
  'activity.graph.appId': {
    wants: 'the id of the app registration',
    example: 'appId: 11111111-2222-4333-8444-555555555555',
  },
  'activity.graph.secretFile': {
    wants: 'the path of a file that holds the client secret',
    example: 'secretFile: secrets/graph',
  },
  'activity.graph.matchBy': {
    wants: 'mail, userPrincipalName, employeeID or account',
    example: 'matchBy: userPrincipalName',
  },
  'activity.graph.domains': { wants: 'a list of domains', example: 'domains: [corp.example]' },
  'activity.graph.domains[]': { wants: 'the name of a domain', example: '- corp.example' },
  'activity.graph.endpoint': {
    wants: 'the https address of Microsoft Graph',
    example: 'endpoint: https://graph.microsoft.com/v1.0',
  },
  'activity.graph.login': {
    wants: 'the https address at which Entra mints tokens',
    example: 'login: https://login.microsoftonline.com',
  },
} as const
