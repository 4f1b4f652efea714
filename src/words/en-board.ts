/** What the cards of the alert channel say around what happened, when several things stand on one. */
export const boardWords = {
  'board.times': '{count} times since {since}, last on {at}.',
  'board.before': 'Before that:',
  'board.newest': 'The newest:',
  'board.often': '(That happened {times} times.)',
  'board.more': 'And {more} more, which the audit trail tells.',
  'board.hammered': 'So many requests for one person are an attack, or somebody in great trouble.',
  'board.hammered.do': 'What to do: call them on a number that you know, and ask whether it is them.',
  'board.done': '{count} resets and unlocks went well since {since}',
  'board.network':
    'Requests for {people} people came out of one network since {since}, {count} of them refused or odd: this looks like an attack. The last was on {at}.',
  'board.network.do':
    'What to do: see in the audit trail whose requests they are, and block that network if it is none of yours. Warn these people.',
  'board.crowd':
    'Requests about {people} people, too many for a card each: {count} since {since}, the last on {at}',
  'board.crowd.do':
    'What to do: see whether one network or one group is behind them; the audit trail has each. If people say that it was not them, warn everybody.',
  'board.quiet': 'Since {since}, while it was quiet: {count} in all',
  'board.quiet.lockouts': 'Accounts that the directory locked: {count}',
  'board.quiet.done': 'Resets and unlocks that went well: {count}',
  'board.quiet.person': 'Refused requests: {count}',

  'board.lockouts': '{count} lockouts of {people} people since {since}',
  'board.sprayed':
    '{count} lockouts of {people} people since {since}: somebody may be trying passwords on many accounts',
  'board.sprayed.do':
    'What to do: see in the directory’s log where the wrong passwords come from, and close that way in. Each of these people gets back in by writing to me.',

  'alert.do.nothing': 'Nothing to do, unless they say that it was not them.',
  'alert.do.help': 'What to do: nothing now. If they call, make sure that it is them before you help.',
  'alert.do.ask':
    'What to do: call them on a number that you know, and ask whether they opened it themselves. If not, somebody was sent their link.',
  'alert.do.look':
    'What to do: look at the account in the directory and call its owner on a number that you know.',
  'alert.do.alarm':
    'What to do: call them on a number that you know, and find out what they did not do. Somebody may hold their chat account.',
} as const
