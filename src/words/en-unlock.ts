/** What is wrong with an account, and opening a locked one whose password stays. */
export const unlockWords = {
  'lock.since': 'Locked since {since}.',
  'lock.until': 'It opens by itself on {until}.',
  'lock.for-good': 'It stays locked until someone opens it.',

  'why.not-eligible': 'I can’t help with this account',
  'why.not-eligible.line': 'I only serve members of this organisation, not guests or bots.',
  'why.unlinked': 'I don’t know whose account to look at',
  'why.unlinked.line':
    'This chat was never linked to an account, so I tell it nothing about one. If you know your password, set up recovery to link it.',
  'why.suspended': 'Your chat profile has changed',
  'why.suspended.line': 'Confirm with a sign-in method that this chat is still yours, then ask again.',
  'why.gone': 'I could not find your account',
  'why.gone.line': 'It is no longer in the directory. Only the helpdesk can tell why.',
  'why.directory-down': 'I can’t look at your account right now',
  'why.directory-down.line':
    'The directory does not answer me. That may be why you can’t get in, too. Nothing is known to be wrong with your account.',
  'why.disabled': 'Your account is switched off',
  'why.disabled.line': 'Neither an unlock nor a new password opens it. The helpdesk can say why.',
  'why.account-expired': 'Your account has expired',
  'why.account-expired.line': 'It reached its end date. The helpdesk can extend it.',
  'why.locked-by-admin': 'Your account was locked by an administrator',
  'why.locked-by-admin.line': 'Only they can open it again. The helpdesk can say why.',
  'why.locked': 'Your account is locked',
  'why.locked.line': 'Too many wrong passwords were tried. Your password is not lost by that.',
  'why.locked-and-expired': 'Your account is locked, and your password has run out',
  'why.locked-and-expired.line': 'Too many wrong passwords were tried, and the password must be changed too.',
  'why.must-change': 'You must choose a new password',
  'why.must-change.line': 'Somebody who looks after accounts asked for it. Until then you are not let in.',
  'why.password-expired': 'Your password has expired',
  'why.password-expired.line': 'It was valid for a limited time. Choose a new one to get in.',
  'why.open': 'Nothing is wrong with your account',
  'why.open.line':
    'It is open, and its password is valid. If you are not let in, the password you type is another one.',
  'why.cause':
    'Often it is a phone or a computer that still tries an old password. If it was not you or yours, call the helpdesk.',
  'why.wait': 'After several wrong tries an account locks for a while. Waiting opens it again.',
  'why.caps': 'Check Caps Lock and the keyboard language, and devices that still try an old password.',
  'why.then-change':
    'Have it unlocked first, then ask again: with your old password you can choose a new one.',
  'why.unlock': 'Unlock my account',
  'why.change': 'Change my password',
  'why.reset': 'Set a new password',
  'why.reset-instead': 'I don’t know my password',
  'why.ask-again': 'Ask again',

  'unlock.chat-title': 'Unlock your account on the page',
  'unlock.title': 'Unlock {account}?',
  'unlock.keeps': 'Your password stays as it is.',
  'unlock.not-you':
    'If you did not type wrong passwords, somebody else may have: then cancel, and set a new password instead.',
  'unlock.do': 'Unlock my account',
  'unlock.pardon': 'That did not answer what was asked. Please press the button.',
  'unlock.acting': 'Unlocking your account…',
  'unlock.still-locked': 'Your account is still locked: the directory did not take it. Please press again.',
  'unlock.locked-again':
    'Your account was unlocked, and locked again at once: something keeps trying wrong passwords. Stop it, then press again.',

  'told.unlocked': 'The account {account} was unlocked',
  'told.password-kept': 'The password is the same as before.',

  'ended.done.unlock': 'Your account is open',
  'ended.done.unlock-sign-in': 'Sign in with the password that you know.',
  'ended.done.unlock-devices':
    'If it locks again, a phone or a computer still tries an old password: change it there.',
  'ended.not-locked': 'Your account is not locked',
  'ended.not-locked.line': 'So there is nothing to unlock. Something else keeps you out.',
  'ended.open-already': 'Your account is open already',
  'ended.open-already.line': 'The lock was lifted meanwhile. Sign in with the password that you know.',
  'ended.unlocks-used-up': 'Your account was unlocked too often today',
  'ended.unlocks-used-up.line':
    'Somebody, or a forgotten device, keeps trying wrong passwords. The helpdesk was told, and can find out what it is.',
  'ended.unlock-unknown': 'I can’t tell whether your account was unlocked',
  'ended.unlock-unknown.line':
    'The directory’s answer was lost. Try to sign in. If it is still locked, start again: that does no harm.',
  'ask.why': 'Why can’t I get in?',

  'alert.unlocked': '{name} ({account}) unlocked the account and kept the password.',
  'alert.unlock-refused': 'An unlock of {name} ({account}) was refused.',
  'alert.unlock-changed':
    'An unlock of {name} ({account}) was refused at the last moment, because the account changed meanwhile.',
  'alert.unlocks-used-up':
    '{name} ({account}) was unlocked five times in a day, and is locked again. Somebody may be guessing at the password.',
  'alert.unlock-operator': 'An unlock of {name} ({account}) failed, and only the operator can mend why.',
  'alert.unlock-unknown':
    'Nobody can tell whether {name} ({account}) was unlocked. The password was not touched.',
} as const
