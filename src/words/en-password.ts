/** Why a new password was not taken, and what would be. The directory is named where the rule is its own. */
export const passwordWords = {
  'password.rule.malformed':
    'This password holds a character that cannot be sent safely. Leave out control characters and pasted symbols, and type accents with their own keys.',
  'password.rule.length': 'Use at least {min} characters. A few words in a row are easy to remember.',
  'password.rule.length-directory': 'Your company directory asks for at least {min} characters.',
  'password.rule.too-long': 'Use at most {max} characters.',
  'password.rule.complexity-directory':
    'Your company directory asks for three of these: capital letters, small letters, digits, symbols.',
  'password.rule.account-directory': 'Your company directory does not allow your sign-in name in it.',
  'password.rule.name-directory': 'Your company directory does not allow a part of your name in it.',
  'password.rule.common':
    'This password is on a list of the most common ones, which attackers try first. Choose another.',
} as const
