/** What is said around "that wasn't me", and around opening self-service again. */
export const freezeWords = {
  'not-me.button': 'That wasn’t me',
  'not-me.title': 'Freeze self-service for your account?',
  'not-me.what':
    'This stops what is under way here and tells the helpdesk. Nothing can be reset or changed here.',
  'not-me.account': 'Your account and your password are not touched.',
  'not-me.undo':
    'The helpdesk can open it again, or you yourself with a passkey that you have had for a while.',
  'not-me.yes': 'Yes, freeze it',
  'not-me.no': 'No, go back',
  'not-me.pardon': 'Please press one of the buttons.',
  'not-me.kept': 'Nothing was frozen. What was under way goes on.',
  'not-me.stopped': 'Stopped, and the helpdesk was told',
  'not-me.stopped-line':
    'Self-service stays open, because it was opened again in the last day. If you are worried, call the helpdesk.',

  'frozen.what':
    'Somebody said “that wasn’t me”. Nothing can be reset or changed here. Your account is not locked by it.',
  'frozen.how': 'The helpdesk can open it again, or you yourself with a passkey that you had before.',
  'frozen.unfreeze': 'Open it with my passkey',
  'unfreeze.prove': 'Only a passkey that you have had for a while opens self-service again.',

  'ended.frozen': 'Self-service for your account is frozen',
  'ended.not-frozen': 'Self-service for your account is open',
  'ended.not-frozen.line': 'Nothing is frozen.',
  'ended.no-passkey': 'The helpdesk has to open this',
  'ended.no-passkey.line':
    'It takes a passkey that was set up some days before the freeze, and there is none for your account.',
  'ended.done.unfreeze': 'Self-service for your account is open again',
  'ended.done.unfrozen': 'What was stopped stays stopped: begin again if you need to.',

  'told.frozen': 'Self-service for {account} is frozen',
  'told.unfrozen': 'Self-service for {account} was opened again with a passkey',
  'told.unfrozen-by-helpdesk': 'Self-service for {account} was opened again by the helpdesk',
  'told.disown': 'That wasn’t me: {url}',

  'alert.frozen': '{name} ({account}) says “that wasn’t me”. Self-service is frozen for them.',
  'alert.stopped':
    '{name} ({account}) says “that wasn’t me” again within a day of self-service having been opened again. It was not frozen.',
  'alert.still-frozen':
    '{name} ({account}) says “that wasn’t me”, and somebody had begun to open self-service for them. It stays frozen. If it was not them, whoever it was may hold a passkey of theirs.',
  'alert.not-me.chat': 'Said in chat.',
  'alert.not-me.mail': 'Said through the link in a mail.',
  'alert.not-me.about': 'They were looking at:',
  'alert.not-me.ended': 'A conversation was under way and was stopped. Look up how far it came: {reference}',
  'alert.not-me.acting':
    'A change in the directory was being made at that moment and could not be stopped: {reference}. Look at the account now.',
  'alert.unfrozen': '{name} ({account}) opened self-service again with a passkey.',
  'alert.unfrozen-by-helpdesk':
    'Self-service for {name} ({account}) was opened again with the operator’s command.',
  'alert.unfrozen-by-helpdesk.next': 'If nobody of yours ran it, call the operator now.',

  'web.notme.title': 'Was this not you?',
  'web.notme.text':
    'You came from a notice about your account. If you did not do what it says, stop all self-service for your account here.',
  'web.notme.account': 'Your account and your password are not touched, and the helpdesk is told.',
  'web.notme.word': 'FREEZE',
  'web.notme.type': 'Type the word {word} to go on',
  'web.notme.freeze': 'Freeze self-service',
  'web.notme.wrong': 'Please type the word as it stands above the field.',
  'web.notme.frozen.title': 'Self-service is frozen',
  'web.notme.frozen.text':
    'Nothing can be reset or changed for your account until it is opened again: the helpdesk can do that, or you with a passkey. The helpdesk was told.',
  'web.notme.void.title': 'This link no longer works',
  'web.notme.void.text':
    'It was used before, is older than a week, or self-service was opened again since. If you are worried, call the helpdesk now.',
  'web.notme.noscript':
    'This page takes the secret of your link out of the address before anything else, and that needs JavaScript. Switch it on and load the page again, or call the helpdesk.',
  'web.notme.nothing.title': 'Nothing is waiting here',
  'web.notme.nothing.text': 'Open the link in the notice itself, or call the helpdesk.',
} as const
