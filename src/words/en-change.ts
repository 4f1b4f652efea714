/** Changing a password that the person still knows. */
export const changeWords = {
  'change.chat-title': 'Change your password on the page',
  'change.title': 'Change your password',
  'change.current': 'Current password',
  'change.same': 'The new password is the same as the current one. Choose another.',
  'desk.help-change': '“My password expired”: type the old one and a new one on a secure page.',
  'ask.reset-instead': 'Reset my password instead',
  'ended.done.change': 'Your password is changed',
  'ended.done.change-sign-in': 'Sign in with the new one now.',
  'ended.not-enrolled.change':
    'For a change from here the old password alone is not enough. Change it at your computer’s own sign-in screen, or ask the helpdesk. Once you have a sign-in method set up, you can do it here next time.',
  'ended.locked.change':
    'While it is locked, the directory says nothing about a password. Have the lock lifted, or reset the password.',
  'ended.no-checks-left.change':
    'Wrong passwords were tried, and one more could lock your account. The chat lets you reset it instead: the old password is not needed for that.',
  'alert.change-refused': 'A change of the password of {name} ({account}) was refused.',
  'alert.wrong-current':
    'In the conversation of {name} ({account}) the current password was typed wrongly as often as is safe.',
} as const
