/** The words of our own pages. Slots are written `{name}`; the client script fills those that only it knows. */
export const webWords = {
  'web.site': 'Account help',
  'web.host': 'You are on',
  'web.help': 'Stuck?',
  'web.help.phone': 'Call the helpdesk:',
  'web.help.page': 'Helpdesk page',
  'web.help.ask': 'Your helpdesk can help you in person.',

  'web.noscript.title': 'Please switch on JavaScript',
  'web.noscript.text':
    'This page proves with a key in your browser that you are the person from the chat. That needs JavaScript. Switch it on and load the page again, or contact the helpdesk.',

  'web.busy': 'One moment…',
  'web.continue': 'Continue',
  'web.retry': 'Try again',

  'web.start.title': 'Continue from your chat',
  'web.start.text': 'You opened a link from the chat. Go on only if you asked for it yourself, just now.',
  'web.start.warn': 'Did someone else send you this link? Close this page and tell the helpdesk.',
  'web.nothing.title': 'Nothing is waiting here',
  'web.nothing.text':
    'Go back to the chat and press Continue there. If there is no such button, write to the assistant and start again.',
  'web.nothing.done': 'Have you just finished? Then you are done and can close this page.',
  'web.gone.title': 'This link no longer works',
  'web.gone.text':
    'A link works once and for a few minutes only. Go back to the chat and start again; it takes a moment.',
  'web.elsewhere.title': 'Please go on where you began',
  'web.elsewhere.text':
    'You can go on only in the browser in which you began. Open this link there, or go back to the chat and start again.',
  'web.storage.title': 'This browser cannot keep a key',
  'web.storage.text':
    'This page keeps a key and a cookie in your browser for a few minutes, and the browser does not allow it. Open the link in an up-to-date browser, in a normal window (not a private one), with cookies allowed for {host}.',
  'web.retry.title': 'We could not go on just now',
  'web.retry.text': 'Nothing is lost. Try again in a moment.',

  'web.error.404.title': 'There is no such page',
  'web.error.404.text': 'To get help with your password, write to the assistant in your chat.',
  'web.error.title': 'That did not work',
  'web.error.text':
    'Your browser sent something that we cannot accept. Go back to the chat and press Continue.',
  'web.error.503.title': 'We cannot reach our own systems',
  'web.error.503.text':
    'Something on our side is not working just now. Nothing you did was lost. Load this page again in a minute.',

  'web.password.save': 'Set this password',
  'web.password.change': 'Change my password',
  'web.account': 'Account',
  'web.password.show': 'Show',
  'web.password.hide': 'Hide',

  'web.code.copy': 'Copy code',
  'web.code.minutes': 'Works for about {n} more minutes. A new code follows by itself.',
  'web.code.minute': 'Works for less than a minute. A new code follows by itself.',
  'web.code.wait': 'This page goes on by itself once you have typed the code in the chat.',

  'web.totp.scan': 'Scan this picture with your authenticator app.',
  'web.totp.qr': 'Picture for your authenticator app',
  'web.totp.open': 'Open the app on this device',
  'web.totp.type': 'Cannot scan? Type this key into the app:',
  'web.totp.copy': 'Copy key',

  'web.codes.keep': 'Keep these where you would keep a spare key. Each works once. They are shown only now.',
  'web.codes.new.title': 'Your new recovery code',
  'web.codes.new': 'It takes the place of the one you just used. Keep it; it is shown only now.',
  'web.codes.file': 'Recovery codes for {host}',
  'web.codes.download': 'Download',
  'web.codes.copy': 'Copy',
  'web.codes.print': 'Print',
  'web.copied': 'Copied.',
  'web.notcopied': 'Your browser did not let us copy. Select the text and copy it by hand.',

  'web.passkey.cancelled':
    'Nothing was confirmed. You may have cancelled, it took too long, or there is no passkey of yours on this device. Try again, or choose another way.',
  'web.passkey.unsupported':
    'This browser cannot use passkeys. Choose another way, or start again from the chat and open the link in your usual browser.',
  'web.passkey.domain':
    'Passkeys do not work at this address. Choose another way, and please tell the helpdesk about it.',
  'web.passkey.known': 'This device is already registered. Use another device or security key.',
  'web.passkey.failed': 'Your device could not do that. Try again, or choose another way.',

  'web.note.unavailable':
    'We cannot reach our own systems just now. Nothing was changed. Try again in a moment.',
  'web.note.offline': 'The connection broke. Try again: nothing is done twice.',
  'web.note.fault': 'That did not work. Load this page again; if that does not help, go back to the chat.',
  'web.note.key':
    'This browser no longer has the key that it began with. Go back to the chat and start again.',
  'web.note.waiting': 'No connection. This page tries again by itself.',
} as const
