/** The keys that say for whom what is enough, in words. */
export const ruleGuide = {
  'policy.rules': { wants: 'a list of rules', example: 'rules: [{ name: plant, match: { ou: … }, … }]' },
  'policy.rules[]': {
    wants: 'a map of name, match and what it asks for',
    example: '- { name: plant, match: … }',
  },
  'policy.rules[].name': { wants: 'small letters, digits and hyphens', example: 'name: contractors' },
  'policy.rules[].match': {
    wants: '`everybody`, or a map of group, ou and account',
    example: 'match: { group: "CN=Contractors,OU=Groups,DC=corp,DC=example" }',
  },
  'policy.rules[].match.group': {
    wants: 'the DN or SID of a group',
    example: 'group: CN=Plant,DC=corp,DC=example',
  },
  'policy.rules[].match.ou': { wants: 'the DN of a subtree', example: 'ou: OU=Plant,DC=corp,DC=example' },
  'policy.rules[].match.account': { wants: 'what somebody signs in with', example: 'account: grace' },
  'policy.rules[].refuse': { wants: 'true or false', example: 'refuse: true' },
  'policy.rules[].words': { wants: 'one line', example: 'words: Your agency looks after this account.' },
  'policy.rules[].evidence': {
    wants: 'a map of allow, step-up and approval',
    example: 'evidence: { step-up: [[webauthn]] }',
  },
  'policy.rules[].evidence.allow': {
    wants: 'a list of sets',
    example: 'allow: [[webauthn], [totp, recovery-code]]',
  },
  'policy.rules[].evidence.step-up': { wants: 'a list of sets', example: 'step-up: [[webauthn]]' },
  'policy.rules[].evidence.approval': { wants: 'a list of sets', example: 'approval: [[webauthn]]' },
  'policy.rules[].approvals': {
    wants: '0, 1 or 2, or a map of them by band',
    example: 'approvals: { step-up: 1, approval: 2 }',
  },
  'policy.rules[].approvals.allow': { wants: '0, 1 or 2', example: 'allow: 1' },
  'policy.rules[].approvals.step-up': { wants: '0, 1 or 2', example: 'step-up: 1' },
  'policy.rules[].approvals.approval': { wants: '0, 1 or 2', example: 'approval: 2' },
  'policy.rules[].approvers': {
    wants: 'a list of groups',
    example: 'approvers: ["CN=Leads,DC=corp,DC=example"]',
  },
  'policy.rules[].approvers[]': {
    wants: 'the DN or SID of a group',
    example: '- CN=Leads,DC=corp,DC=example',
  },
  'policy.rules[].coolingHours': { wants: 'whole hours from 24 to 720', example: 'coolingHours: 168' },
  'policy.rules[].hours': {
    wants: 'a map of days, from, to and outside',
    example: 'hours: { days: [mon, fri], from: "08:00", to: "18:00", outside: approval }',
  },
  'policy.rules[].hours.days': { wants: 'a list of mon to sun', example: 'days: [mon, tue, wed, thu, fri]' },
  'policy.rules[].hours.days[]': { wants: 'mon, tue, wed, thu, fri, sat or sun', example: '- mon' },
  'policy.rules[].hours.from': { wants: 'a time of day in quotes', example: 'from: "08:00"' },
  'policy.rules[].hours.to': { wants: 'a time of day in quotes', example: 'to: "18:00"' },
  'policy.rules[].hours.outside': { wants: 'approval or refuse', example: 'outside: approval' },
  'policy.rules[].limits': {
    wants: 'a map of perHour and perDay',
    example: 'limits: { perHour: 2, perDay: 5 }',
  },
  'policy.rules[].limits.perHour': { wants: 'a whole number from 1 to 6', example: 'perHour: 2' },
  'policy.rules[].limits.perDay': { wants: 'a whole number from 1 to 15', example: 'perDay: 5' },
  'policy.rules[].questions': { wants: 'on or off', example: 'questions: off' },
  'policy.approvers': { wants: 'a list of groups', example: 'approvers: ["CN=Helpdesk,DC=corp,DC=example"]' },
  'policy.approvers[]': { wants: 'the DN or SID of a group', example: '- CN=Helpdesk,DC=corp,DC=example' },
  'policy.loosenings': { wants: 'a list of names', example: 'loosenings: [totp-alone-in-allow]' },
  'policy.loosenings[]': { wants: 'the name of a loosening', example: '- totp-alone-in-allow' },
} as const
