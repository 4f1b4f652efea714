/** The bot's own page in a chat platform. */
export const homeWords = {
  'home.what': 'I help you back into your own account when you are locked out.',
  'home.none': 'You have no sign-in method set up yet. Without one I can’t tell that it is you.',
  'home.have.webauthn': 'Passkeys and security keys: {count}. The newest was added on {at}.',
  'home.have.totp': 'Authenticator apps: {count}. The newest was added on {at}.',
  'home.have.recovery-codes': 'Sets of recovery codes: {count}. The newest was made on {at}.',
  'home.cooling': 'Your sign-in methods were changed a short while ago. They count for a reset from {at} on.',
} as const
