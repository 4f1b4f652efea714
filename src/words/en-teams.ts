/** What only Microsoft Teams needs said: forms stand on the card there. */
export const teamsWords = {
  'teams.send': 'Send',
  'teams.code-wanted': 'Type the {digits} digits of the code.',
  'teams.text-wanted': 'Type something first.',
  'teams.heard': 'Got it. One moment…',
} as const
