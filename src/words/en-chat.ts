/** What is said to somebody who typed into the chat what belongs on the page. */
export const chatWords = {
  'pasted-password.title': 'Please don’t type passwords here',
  'pasted-code.title': 'Please don’t type recovery codes here',
  'pasted.not-kept': 'That looked like one. I have not kept it, and nobody was told it.',
  'pasted.delete': 'The chat itself keeps what you send: delete your message now.',
  'pasted-password.then':
    'If it is a password you use, choose a new one. I only ever ask for a password on my own page.',
  'pasted-code.then':
    'A recovery code belongs on my own page only. If it was one of yours, replace your codes with new ones.',
  'pasted.change': 'Change my password',
  'pasted.new-codes': 'Get new recovery codes',

  'alert.suspended': 'The chat profile of a linked account has changed: {user} on {platform}.',
  'alert.suspended.why':
    'Its e-mail address or its kind is not what it was when the link was made. Nothing goes on in that chat until a sign-in method confirms it. If nobody renamed that user on purpose, look into it.',
} as const
