/** Questions about recent sign-ins. Content-free: kinds of things, never what was done with them. */
export const questionWords = {
  'questions.ask.app': 'Which of these did you sign in to in the last two weeks?',
  'questions.ask.site': 'At which of these places did you sign in during the last two weeks?',
  'questions.ask.browser': 'Which of these did you sign in with in the last two weeks?',
  'questions.ask.phone-day': 'On which of these days did you sign in on a phone?',
  'questions.title': 'A few questions about your recent sign-ins',
  'questions.count': 'Question {nth} of {of}.',
  'questions.how':
    'Pick the one that is true. If you are not sure, say that you don’t know: that is better than a guess.',
  'questions.option': '{option}',
  'questions.unknown': 'I don’t know',
  'questions.skip': 'Skip these questions',
  'questions.thanks': 'Thanks, that is all I wanted to ask.',
  'questions.on-page-title': 'Please go back to your chat for a moment',
  'questions.on-page': 'I have a few questions for you there. This page goes on by itself.',
} as const
