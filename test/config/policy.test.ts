import { describe, expect, test } from 'vitest'
import { accepted, changed, refused } from './operator.ts'

const group = 'CN=Finance,OU=Groups,DC=corp,DC=example'
const base = 'DC=corp,DC=example'
const policyOf = (text: string): string => changed(/^policy:[\s\S]*/m, `policy:\n${text}`)
const blamed = (text: string): readonly string[] =>
  refused({ text: policyOf(text) }).map(({ key, says }) => `${key} ${says}`)
const rule = (more: string, match = `{ group: "${group}" }`): string =>
  `  rules:\n    - name: finance\n      match: ${match}\n${more.replaceAll(/^/gm, '      ')}\n`

describe('rules in the configuration', () => {
  test('are taken as they are written, with what is below the shipped policy by name', () => {
    const text = policyOf(`
  coolingHours: 48
  minLength: 12
  approvers: ["CN=Helpdesk,${base}"]
  loosenings: [totp-alone-in-allow, shorter-passwords]
  rules:
    - name: contractors
      match: { group: S-1-5-21-1-2-3-1105 }
      refuse: true
      words: Your agency looks after this account.
    - name: finance
      match: { ou: "OU=Finance,${base}", account: grace }
      evidence: { step-up: [[webauthn], [totp, recovery-code]], allow: [[webauthn], [totp]] }
      approvals: 1
      approvers: ["${group}"]
      coolingHours: 168
      hours: { from: "08:00", to: "18:00", outside: approval }
      limits: { perHour: 2 }
      questions: off
    - name: others
      match: everybody
      approvals: { approval: 2 }
`)
    const { policy } = accepted({ text }).config
    expect(policy).toMatchObject({
      loosenings: ['totp-alone-in-allow', 'shorter-passwords', 'shorter-cooling'],
      approvers: [`CN=Helpdesk,${base}`],
      rules: [
        { name: 'contractors', refuse: true },
        {
          name: 'finance',
          approvals: { allow: 1, 'step-up': 1, approval: 1 },
          hours: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], outside: 'approval' },
          questions: false,
        },
        { name: 'others', match: 'everybody', approvals: { approval: 2 } },
      ],
    })
  })

  test('are none where there are none, and nothing is loose', () => {
    expect(accepted().config.policy).toMatchObject({ rules: [], approvers: [], loosenings: [] })
  })

  test.each<[string, string, string]>([
    ['an unknown key', rule('evidense: {}'), 'policy.rules[0].evidense is not a key; did you mean evidence?'],
    ['nobody', rule('refuse: true', '{}'), 'policy.rules[0].match is for nobody'],
    [
      'no name of its own',
      rule('refuse: true').replace('finance', 'default'),
      'policy.rules[0].name is no short name',
    ],
    ['an offset of words', rule('refuse: perhaps'), 'policy.rules[0].refuse must be true or false'],
    ['no DN', rule('refuse: true', '{ ou: People }'), 'policy.rules[0].match.ou is not a DN'],
    [
      'evidence without a passkey',
      rule('evidence: { allow: [[totp, recovery-code]] }'),
      'policy.rules[0].evidence.allow has no set with webauthn',
    ],
    [
      'evidence that is none',
      rule('evidence: { allow: [[webauthn], [recovery-code]] }'),
      'policy.rules[0].evidence.allow[1] is enough under no policy',
    ],
    [
      'TOTP alone, not named',
      rule('evidence: { allow: [[webauthn], [totp]] }'),
      'policy.rules[0].evidence.allow[1] is weaker than what is shipped, which asks for one approval',
    ],
    [
      'TOTP alone higher up, named',
      `  loosenings: [totp-alone-in-allow]\n${rule('evidence: { step-up: [[webauthn], [totp]] }')}`,
      'policy.rules[0].evidence.step-up[1] is weaker than what is shipped',
    ],
    [
      'two codes and one approver, where two are asked for',
      rule('evidence: { approval: [[webauthn], [recovery-code, access-pass]] }'),
      'policy.rules[0].evidence.approval[1] is weaker than what is shipped, which asks for two approvals',
    ],
    ['approvals that nobody may give', rule('approvals: 1'), 'policy.rules[0].approvers is missing'],
    [
      'hours that nobody may open',
      rule('hours: { from: "08:00", to: "18:00", outside: approval }'),
      'policy.rules[0].approvers is missing',
    ],
    [
      'hours without any',
      rule('hours: { from: "08:00", to: "08:00", outside: refuse }'),
      'policy.rules[0].hours opens and closes',
    ],
    [
      'a time without quotes',
      rule('hours: { from: 8, to: "18:00", outside: refuse }'),
      'policy.rules[0].hours.from must be a time of day in quotes',
    ],
    [
      'a short rest',
      rule('coolingHours: 24'),
      'policy.rules[0].coolingHours is shorter than what is shipped',
    ],
    [
      'more starts than shipped',
      rule('limits: { perHour: 7 }'),
      'policy.rules[0].limits.perHour must be a whole number from 1 to 6',
    ],
    [
      'no pairing',
      '  loosenings: [no-pairing]\n',
      'policy.loosenings[0] cannot be loosened: without the typed code',
    ],
    [
      'a loosening of their own',
      '  loosenings: [anything]\n',
      'policy.loosenings[0] is nothing that can be loosened',
    ],
    ['short passwords, not named', '  minLength: 10\n', 'policy.minLength is below 15'],
  ])('is refused: %s', (_what, text, says) => {
    const found = blamed(text)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(says)
  })

  test('that can never hold are told, and which one hides them', () => {
    const text = `  rules:
    - { name: all, match: everybody, questions: off }
    - { name: late, match: { account: grace }, refuse: true }
`
    expect(blamed(text)).toEqual(['policy.rules[1] can never hold: the rule all before it is for everybody'])
    const twice = `  rules:
    - { name: one, match: { account: grace, ou: "OU=X,${base}" }, questions: off }
    - { name: one, match: { ou: "OU=X,${base}", account: grace }, refuse: true }
`
    expect(blamed(twice)).toEqual([
      'policy.rules[1] can never hold: the rule one before it is for the same people',
      'policy.rules[1].name is used twice',
    ])
  })

  test('are told all at once', () => {
    const text = `  loosenings: [no-pairing]\n${rule('coolingHours: 24\nevidence: { allow: [[totp]] }\napprovals: 2', '{}')}`
    expect(blamed(text).map((line) => line.split(' ')[0])).toEqual([
      'policy.rules[0].match',
      'policy.rules[0].evidence.allow',
      'policy.rules[0].approvers',
      'policy.rules[0].coolingHours',
      'policy.loosenings[0]',
    ])
  })
})
