/** What approvers read, what the person reads who waits for them, and what the trail calls it. */
export const approvalWords = {
  'approval.title.reset': '{name} ({account}) wants a new password',
  'approval.title.change': '{name} ({account}) wants to change an expired password',
  'approval.title.unlock': '{name} ({account}) wants their account unlocked',
  'approval.from': 'The page is open in {browser}. Nobody can tell in which country that is.',
  'approval.from-country': 'The page is open in {browser}, in this country: {country}.',
  'approval.proved-nothing': 'Nothing was proved on the page.',
  'approval.proved.webauthn': 'Proved: a passkey of theirs.',
  'approval.proved.webauthn-presence': 'Proved: a security key of theirs, without PIN or fingerprint.',
  'approval.proved.totp': 'Proved: a code of their authenticator app.',
  'approval.proved.totp-in-chat': 'Proved in chat: a code of their authenticator app.',
  'approval.proved.recovery-code': 'Proved: a recovery code.',
  'approval.proved.access-pass': 'Proved: an access pass.',
  'approval.proved.approval': 'Somebody has vouched for them.',
  'approval.number': 'Call them on the number that the directory has: {number}',
  'approval.no-number':
    'The directory has no number for them. Do not call one that they give you: find one yourself.',
  'approval.needs-two': 'Two of you must approve this.',
  'approval.times': 'Approvers have been asked {times} times for this person within the hour.',
  'approval.asked-at': 'Asked: {at}.',
  'approval.approve': 'Approve with my passkey',
  'approval.deny': 'Deny',
  'approval.call': 'I will call them first',
  'approval.release': 'Leave it to others',
  'approval.given-by': '{name} approved it: {at}.',
  'approval.claimed-by': '{name} is calling them, until {until}.',
  'approval.waits-long': 'This has waited for five minutes.',
  'approval.came.done': 'It was approved and carried out.',
  'approval.came.goes-on': 'It was approved. They go on in the same browser.',
  'approval.came.anew': 'Something changed, so what was approved no longer counts.',
  'approval.came.denied': '{name} denied it: {at}.',
  'approval.came.no-one': 'No one answered.',
  'approval.came.over': 'It ended before anything was changed.',

  'approval.pardon': 'Please press one of the buttons on the card.',
  'approval.then': 'The card says that you are calling. Then come back to approve or deny.',
  'approval.released': 'The card says that others may take it.',
  'approval.not-claimed': 'Nobody has taken this one. Press what you want to do.',
  'approval.you-denied': 'You denied it. They were told to call the helpdesk.',
  'approval.you-approved': 'You approved it. They can go on now, in the browser they came with.',
  'approval.one-more': 'You approved it. One more of you must do the same.',
  'approval.no.yourself': 'You cannot decide about your own request. Ask somebody else in the channel to.',
  'approval.no.not-linked':
    'Your chat account is not linked to anybody in the directory. Write to me “set up” in a direct message first.',
  'approval.no.suspended':
    'Your chat profile has changed, so your link rests. Write to me “set up” in a direct message to confirm it.',
  'approval.no.frozen':
    'Self-service is frozen for you, so you cannot decide for others. Open it again first, or ask somebody else to decide.',
  'approval.no.account': 'Your own account may not sign in now. Ask somebody else in the channel to decide.',
  'approval.no.no-right':
    'You may not approve for this person. Ask somebody in the channel who may; your operator decides who that is.',
  'approval.no.resting':
    'Your sign-in methods or your chat link changed in the last three days, so you cannot approve yet. Ask somebody else to, or deny it.',
  'approval.no.no-passkey':
    'You have no passkey that may sign. Write to me “set up” in a direct message; until it has rested, ask somebody else to.',
  'approval.no.already': 'You have approved this already. It takes somebody else as well.',
  'approval.no.claimed':
    '{name} is calling them. You can take over after {until}, or deny it now if you know that it is wrong.',
  'approval.no.too-many': 'You have three requests in hand. Finish one of them first, or wait five minutes.',
  'approval.no.signature':
    'Your passkey did not sign this. Press the button on the card again for a new page.',

  'approval.wait-title': 'Somebody is looking at your request',
  'approval.wait-on-page':
    'For your safety a colleague looks at this one. Keep this page open: it goes on by itself. It takes fifteen minutes at most.',
  'approval.wait-in-chat':
    'For your safety a colleague looks at this one. Keep your page open: you will be told here. It takes fifteen minutes at most.',
  'approval.go-on': 'You can go on now',
  'approval.go-on-line': 'Go back to the page that you left open.',
  'approval.anew': 'Something changed meanwhile, so a colleague has to look at it again.',
  'ended.denied': 'Your request was not approved',
  'ended.denied.line': 'A colleague looked at it and said no. The helpdesk can tell you more.',
  'ended.no-one-answered': 'No one answered',
  'ended.no-one-answered.line':
    'Nobody had time to look at your request. That is not a no, and it does not count against you.',

  'alert.approval-waits': 'The request of {name} ({account}) has waited for five minutes.',
  'alert.approval-waits.next': 'Somebody has to look at it by {until}. Its card is further up.',
  'told.appointed': 'You, {account}, may now approve requests of others',
  'told.appointed.next': 'If you did not expect that, call the helpdesk now.',
  'alert.appointed': '{name} ({account}) was appointed as an approver with the operator’s command.',
  'alert.appointed.next':
    'They need not wait for their sign-in methods to rest. If nobody of yours ran it, call the operator now.',
  'alert.approval-pair':
    '{name} and {other} have approved for one another {times} times in the last thirty days.',
  'alert.approval-pair.next':
    'That is more often than usual. Ask both of them, and look at what was approved in the audit trail.',

  'playground.audit.approval.requested': 'Approvers were asked',
  'playground.audit.approval.claimed': 'An approver said that they would call',
  'playground.audit.approval.released': 'An approver left it to others',
  'playground.audit.approval.granted': 'An approver said yes, with a passkey',
  'playground.audit.approval.denied': 'An approver said no',
  'playground.audit.approval.refused': 'Somebody may not decide about this',
  'playground.audit.approval.voided': 'What was approved no longer counts',
  'playground.audit.approval.escalated': 'Nobody had answered, so approvers were called again',
  'playground.audit.approval.unanswered': 'No approver answered',
  'playground.audit.approval.collusion': 'Two people approve for one another often',
  'playground.audit.approver.appointed': 'An operator appointed an approver',
} as const
