/** What is said above a limit. Every one says until when, and who helps meanwhile. */
export const limitWords = {
  'limit.title': 'You asked very often in a short time',
  'limit.line': 'You can ask again from {until} on. Nothing is locked, and nothing was changed.',
  'limit.not-you': 'If that was not you, somebody else may have your chat.',
  'ended.too-many': 'You began very often in a short time',
  'ended.too-many.until':
    'With a passkey you could go on at once. Without one this opens again on {at}; nothing is locked until then.',
  'alert.wave.many-starts':
    'Far more people than usual are beginning conversations here. Until it is quiet again everybody is asked for more.',
  'alert.wave.one-network':
    'Requests for many people came out of one network. Until it is quiet again everybody is asked for more.',
  'alert.wave.goes-on':
    'Passkeys in known browsers go on as before. It ends by itself, at the earliest on {until}.',
  'alert.wave.do':
    'What to do: if an outage or an expired policy of yours explains it, nothing. Else look in the audit trail who began, and warn everybody.',
} as const
