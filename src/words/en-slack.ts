/** What is said in Slack only. A form's title has room for 24 characters, and so have its buttons. */
export const slackWords = {
  'slack.form-title': 'Latchkey',
  'slack.form-submit': 'Send',
  'slack.form-close': 'Cancel',
  'slack.in-private': 'I have answered you in our direct messages.',
  'slack.installed': 'Latchkey is installed. You can close this page.',
  'slack.not-installed': 'Latchkey was not installed. Nothing was kept; begin again, or ask whoever runs it.',
} as const
