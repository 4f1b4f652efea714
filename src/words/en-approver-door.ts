/** What approvers are told beside the card, for their eyes only, and what their page says. */
export const approverDoorWords = {
  'approver.sign.title': 'Read it and sign',
  'approver.sign.line':
    'Approving takes your passkey. The page shows what you sign. This link is for you alone and works until {until}.',
  'approver.sign.open': 'Read and sign',
  'approver.stale.title': 'That card has changed',
  'approver.stale.line':
    'Something happened to this request since you looked, or a colleague was quicker. Read the card again before you decide.',
  'approver.over.title': 'This request is over',
  'approver.over.line': 'Nothing more can be decided about it.',
  'approver.twice.title': 'That press was heard already',
  'approver.twice.line': 'If you got no link from it, press the button on the card once more.',
  'approver.unheard.title': 'Nothing is waiting for a decision',
  'approver.unheard.line': 'The request is not waiting for anybody just now. Its card says how it stands.',
  'approver.later.title': 'That could not be done just now',
  'approver.later.line': 'Nothing was decided. Press the button on the card again in a minute.',

  'web.approve.title': 'Decide about a request',
  'web.approve.start.title': 'Decide about a request',
  'web.approve.start.text':
    'You pressed a button on a card in your alert channel. Go on only if it was you, just now: what you sign here lets somebody into an account.',
  'web.approve.read': 'Read the request',
  'web.approve.next':
    'With your passkey you sign exactly what stands above. Then they can go on, in the browser that they came with, and nowhere else.',
  'web.approve.sign': 'Approve with my passkey',
  'web.approve.unsure':
    'Not sure? Sign nothing. Close this page and press “Deny” on the card, or “I will call them first”.',
  'web.approve.until': 'This page is good until {until}.',
  'web.approve.done.title': 'Signed',
  'web.approve.close': 'You can close this page. The card in the channel says what becomes of it.',
  'web.approve.refused.title': 'You cannot approve this',
  'web.approve.void.title': 'This link no longer works',
  'web.approve.void.text':
    'It works once, for a few minutes, and only while the request waits. If its card still asks, press the button there again.',
  'web.approve.nothing.title': 'Nothing is waiting here',
  'web.approve.nothing.text':
    'This page belongs to a button on a card in your alert channel. Press it there, and open the link that you are given.',
  'web.approve.noscript':
    'This page takes the secret of your link out of the address and asks for your passkey, and that needs JavaScript. Switch it on and open the link again.',
  'web.approve.changed': 'This has changed since you read it. Read it again before you sign.',
  'web.approve.cancelled':
    'Nothing was signed. You may have cancelled, it took too long, or there is no passkey of yours on this device. Try again, or open the page on the device that has it.',
  'web.approve.unsupported':
    'This browser cannot use passkeys. Press the button on the card again from a device where your passkey is.',
} as const
