/** What an operator's rules have people and the alert channel told. */
export const policyWords = {
  'risk.rule-refuses': 'A rule of the policy keeps self-service from this person.',
  'risk.outside-hours': 'It is outside the hours in which self-service is open.',
  'risk.rule-undecided':
    'The directory did not tell which rule of the policy holds for this person, so the strictest counts.',
  'prove.policy-changed': 'The company’s rules changed just now, so this was looked at again. Please go on.',
  'ended.by-policy': 'This can’t be done here',
  'ended.by-policy.line': 'Your company has this account looked after by people.',
  'ended.by-policy.words': '{words}',
  'ended.closed': 'Self-service is closed now',
  'ended.closed.until': 'It opens again on {at}.',
  'alert.rule-undecided':
    'Groups or place of {name} ({account}) could not be read, so it is not known which rule of the policy holds.',
  'alert.rule-undecided.fix':
    'Until that is mended the strictest of the rules counts, and a person has to approve. Run “npm run check”.',
  'alert.loosened':
    'The policy in force is weaker than the shipped one. Whoever did not decide that should ask who did.',
  'loosening.totp-alone-in-allow':
    'Where nothing is odd, an authenticator app alone opens the account of somebody without a passkey.',
  'loosening.totp-in-chat': 'A code of the authenticator app may be typed in chat, beside a recovery code.',
  'loosening.shorter-passwords': 'New passwords may be shorter than 15 characters.',
  'loosening.shorter-cooling':
    'A sign-in method that was just added opens an account sooner than after 72 hours.',
} as const
