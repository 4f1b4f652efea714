/** What the playground shows of a pretended person's recent sign-ins. */
export const latelyWords = {
  'playground.phone.lately': 'Signed in lately',
  'playground.phone.lately.about':
    'Invented for the demonstration: what this person would remember of the last two weeks',
  'playground.phone.lately.none': 'Nothing is known of this person.',
} as const
