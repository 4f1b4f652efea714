/** What is said above a limit. Every one says until when, and who helps meanwhile. */
export const limitWords = {
  'limit.title': 'That was often, in a short while',
  'limit.line': 'It goes on at {until}: ask again then. Nothing is locked, and nothing was changed.',
  'limit.not-you': 'If that was not you, somebody else may have your chat.',
} as const
