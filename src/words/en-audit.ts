/** What the helpdesk is told of acts that nobody can look up any more. */
export const auditWords = {
  'alert.unresolved.commit':
    'A new password for {account} was about to be set on {at}. The process died, the store has lost the conversation, and nobody knows what became of it.',
  'alert.unresolved.unlock':
    'The lock of {account} was about to be lifted on {at}. The process died, the store has lost the conversation, and nobody knows what became of it.',
  'alert.unresolved.look': 'Look at the account in the directory, and ask its owner whether it was them.',
} as const
