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
} as const
