/** What the app may do, and nothing it does not do (docs.slack.dev/reference/scopes). */
export const scopes = [
  'chat:write',
  'commands',
  'im:history',
  'im:write',
  'users:read',
  'users:read.email',
] as const
