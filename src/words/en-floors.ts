/** Why a request was judged as it was, for approvers and the helpdesk; the person never sees these. */
export const floorWords = {
  'risk.unknown-device': 'This person has never used this browser here before.',
  'risk.new-country':
    'This person has never signed in from the country that this comes from, or nobody can tell which it is.',
  'risk.anonymiser':
    'It comes through a VPN, a proxy or a rented server, so where it really comes from is hidden.',
  'risk.impossible-travel': 'Nobody can travel this far from the last sign-in in so short a time.',
  'risk.recent-factor-change': 'One of this person’s sign-in methods was added or removed in the last days.',
  'risk.profile-change': 'The chat profile changed, or was first linked to the account, in the last week.',
  'risk.privileged': 'The account has special rights, as an administrator’s has.',
  'risk.provider-verdict': 'Your sign-in provider says that somebody else may be using this account.',
  'risk.recent-reset': 'The password was already reset in the last day.',
  'risk.crowded-address': 'Requests for several people came over this internet connection in the last hour.',
  'risk.wave': 'Far more people than usual are asking for help just now, so everybody has to prove more.',
  'risk.chat-elsewhere': 'The chat is used in one country, and the page was opened in another.',
  'risk.cannot-judge': 'Something that we need for judging this does not answer, so a human has to look.',
  'risk.thin-history': 'Too few of this person’s sign-ins are known to tell what is usual for them.',
  'risk.second-browser': 'The link to the page was opened in more than one browser.',
  'risk.too-many-starts': 'This was begun unusually often for this person.',
  'risk.unusual': 'Taken together, this does not look like the way this person signs in.',
  'risk.one-address': 'We could tell this person of it in chat only, so nothing but a passkey counts.',
} as const
