/** What the card says on which alarms about too many people are gathered. */
export const alarmWords = {
  'board.alarms': 'Alarms about {people} more people: {count} since {since}, the last on {at}',
  'board.alarms.do':
    'What to do: somebody may be in many accounts at once. Tell whoever looks after your security now, then call each of these people on a number that you know.',
} as const
