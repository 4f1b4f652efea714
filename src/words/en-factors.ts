/** What the kinds of authenticator are called, and what the page asks of each. */
export const factorWords = {
  'factor.webauthn': 'Passkey or security key',
  'factor.webauthn.prove': 'Confirm with your passkey or security key',
  'factor.webauthn.enrol': 'Create a passkey, or add a security key',
  'factor.totp': 'Authenticator app',
  'factor.totp.prove': 'Type the 6-digit code that your authenticator app shows now',
  'factor.totp.in-chat': 'Type your app’s code',
  'factor.totp.seed': 'Scan this with your authenticator app, or type the key into it',
  'factor.totp.confirm': 'Type the 6-digit code that the app shows now, so that we know it works',
  'factor.recovery-codes': 'Recovery codes',
  'factor.recovery-codes.prove': 'Type one of your recovery codes',
  'factor.recovery-codes.reveal': 'Your codes',
} as const
