/** Questions about recent sign-ins. Content-free: kinds of things, never what was done with them. */
export const questionWords = {
  'questions.ask.app': 'Which of these did you sign in to in the last two weeks?',
  'questions.ask.site': 'At which of these places did you sign in during the last two weeks?',
  'questions.ask.browser': 'Which of these did you sign in with in the last two weeks?',
  'questions.ask.phone-day': 'On which of these days did you sign in on a phone?',
  'questions.option': '{option}',
  'questions.unknown': 'I don’t know',
} as const
