/** What is said to whom self-service cannot serve: what they are, which they know themselves, and whom to ask. */
export const unfitWords = {
  'ended.guest': 'You are a guest here',
  'ended.guest.line':
    'I help people who work in this organisation with their own account, and a guest has none here. For the account you sign in to work with, ask your own organisation; if you do work here, the helpdesk can make you a member of this chat.',
  'why.guest': 'You are a guest here',
  'why.guest.line':
    'I help people who work in this organisation with their own account, and a guest has none here. For the account you sign in to work with, ask your own organisation; if you do work here, the helpdesk can make you a member of this chat.',
  'ended.stranger': 'You are from another organisation',
  'ended.stranger.line':
    'You reach me through a shared chat, and I only know accounts of the organisation that runs me. For yours, ask your own helpdesk; if you belong here, write to me from this organisation’s own chat.',
  'why.stranger': 'You are from another organisation',
  'why.stranger.line':
    'You reach me through a shared chat, and I only know accounts of the organisation that runs me. For yours, ask your own helpdesk; if you belong here, write to me from this organisation’s own chat.',
  'ended.bot': 'I only talk to people',
  'ended.bot.line':
    'An app or a bot has no account that I could help with. If you are a person, the helpdesk can look at your chat account.',
  'why.bot': 'I only talk to people',
  'why.bot.line':
    'An app or a bot has no account that I could help with. If you are a person, the helpdesk can look at your chat account.',
  'ended.deleted': 'This chat account is switched off',
  'ended.deleted.line':
    'I can’t tell any more who is behind it. If it is yours, the helpdesk can switch it on again.',
  'why.deleted': 'This chat account is switched off',
  'why.deleted.line':
    'I can’t tell any more who is behind it. If it is yours, the helpdesk can switch it on again.',
  'ended.unconfirmed-email': 'Your chat profile’s e-mail address is not confirmed',
  'ended.unconfirmed-email.line':
    'Until then it says nothing about who you are, so I look nobody up by it. Confirm it in your chat profile’s settings, then set up recovery again.',
} as const
