/** What a person reads when the directory says no. Each sentence names the next step; `{slot}` is filled by the caller. */
export const directoryWords = {
  'refusal.tooShort':
    'That password is too short. Your organisation asks for at least {min} characters. A short sentence is long enough and easy to keep.',
  'refusal.tooSimple':
    'Your organisation asks for a mix: at least three of capital letters, small letters, digits and signs. Add what is missing and try again.',
  'refusal.inHistory': 'That password was used on this account before. Choose one that is new here.',
  'refusal.tooYoung':
    'Your password was changed so recently that the directory refuses another change for now. Please call the helpdesk: {helpdesk}.',
  'refusal.containsName':
    'The password contains your name or your account name, which is too easy to guess. Choose one without it.',
  'refusal.policy':
    'The directory refuses this password under its own rules and does not say which one. Try a longer one that you have never used here.',
  'refusal.wrongPassword':
    'The current password is not the one your account has. Type the one you last signed in with.',
  'refusal.locked':
    'Your account is locked, so the directory says nothing about its password. Have it unlocked, or reset the password.',
  'refusal.disabled':
    'This account is switched off, so its password cannot be reset here. Please call the helpdesk: {helpdesk}.',
  'refusal.accountExpired':
    'This account has reached its end date, so its password cannot be reset here. Please call the helpdesk: {helpdesk}.',
  'refusal.lockedByAdmin':
    'An administrator has locked this account. Only the helpdesk can say why and open it: {helpdesk}.',
  'refusal.protected':
    'The password of this account cannot be reset here. Please call the helpdesk: {helpdesk}.',
  'refusal.gone':
    'We cannot find your account in the directory any more. Please call the helpdesk: {helpdesk}.',
  'refusal.noRight':
    'Nothing is wrong with your password: we are not allowed to set it, and that is our fault, not yours. Please call the helpdesk: {helpdesk}.',
  'refusal.notSupported':
    'Nothing is wrong with your password: the directory cannot do what we asked. Please call the helpdesk: {helpdesk}.',
  'refusal.malformed':
    'Nothing was changed: the directory could not read what we sent. Please call the helpdesk: {helpdesk}.',
} as const
