const noon = `@${Date.UTC(2026, 5, 1, 10)}`

/** What stands in the slots of a golden card: everyday names of everyday length. */
export const samples: Readonly<Record<string, string>> = {
  phone: '+49 30 555 01 23',
  url: 'https://help.corp.example/accounts',
  helpdesk: '+49 30 555 01 23',
  browser: 'Firefox on Windows',
  here: 'Portugal',
  usual: 'Germany',
  last: 'Germany',
  n: '25',
  left: '2',
  country: 'PT',
  number: '+49 30 555 01 99',
  other: 'Grace Murray',
  at: noon,
  since: noon,
  until: noon,
  count: '2',
  words: 'Your agency looks after this account: +44 20 7946 0999.',
  people: '11',
  times: '3',
  minutes: '12',
  more: '4',
  account: 'ada.byron',
  name: 'Ada Byron-Lovelace',
  label: 'Ada’s phone',
  reference: 'VwX3kJ0pQz6tB9sLmN2rYw',
  op: 'Hc8Zt1RfWqE5uK7oPxDvAg',
  fix: 'delegate “Reset password” on the users’ OU to the service account.',
  reason: 'tooYoung',
  key: 'flow:VwX3kJ0pQz6tB9sLmN2rYw',
  unknownKey: 'k7',
  policy: '3f9a1c77d20b',
  user: 'U02ADABYRON',
  platform: 'slack',
  replica: 'latchkey-7d9f',
  apart: '42 seconds ahead of',
  most: '60',
  min: '15',
  max: '256',
  nth: '2',
  of: '5',
  option: 'Expense Portal',
}

const grace = { name: 'Grace Murray' }

/** Where a sentence, or a kind of sentences, wants something else in a slot. */
const own: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'risk.device.': { here: 'a phone', usual: 'a computer' },
  'risk.os.': { here: 'Windows', usual: 'macOS' },
  'risk.family.': { here: 'Chrome', usual: 'Firefox' },
  'approval.given-by': grace,
  'approval.claimed-by': grace,
  'approval.came.denied': grace,
  'approval.no.claimed': grace,
  'alert.lookups': { account: 'grace.murray', count: '30' },
  'outage.activity': { platform: 'graph' },
}

export const sampleFor = (slot: string, id: string): string | undefined =>
  Object.entries(own).find(([start]) => id.startsWith(start))?.[1][slot] ?? samples[slot]
