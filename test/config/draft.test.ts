import { describe, expect, test } from 'vitest'
import { readDraft } from '../../src/config/draft.ts'
import { seen } from './operator.ts'

const read = (text: string, kind: 'active-directory' | 'openldap' = 'active-directory') =>
  readDraft('/draft.yaml', { kind }, () => seen(text))
const blamed = (text: string, kind?: 'openldap') => {
  const draft = read(text, kind)
  return 'faults' in draft ? draft.faults.map(({ key }) => key) : []
}

describe('a draft of a policy', () => {
  test('is the section `policy`, whatever else stands beside it', () => {
    const draft = read(
      'baseUrl: nothing\npolicy:\n  coolingHours: 96\n  rules: [{ name: a, match: everybody, refuse: true }]\n',
    )
    expect(draft).toMatchObject({ policy: { coolingHours: 96, minLength: 15, rules: [{ name: 'a' }] } })
  })

  test('is told its faults like the configuration, all at once', () => {
    expect(blamed('policy:\n  minLength: 9\n  coolingHours: 1\n  rules: [{ name: A, match: {} }]\n')).toEqual(
      ['policy.minLength', 'policy.rules[0].match', 'policy.coolingHours', 'policy.rules[0].name'],
    )
    expect(blamed('policy:\n  approvers: [S-1-5-32-544]\n', 'openldap')).toEqual(['policy.approvers[0]'])
    expect(blamed('rules: []\n')).toEqual(['policy'])
    expect(blamed('policy: [\n')).toEqual(['line 2'])
    expect(readDraft('/gone', { kind: 'openldap' }, () => ({ missing: 'ENOENT' }))).toMatchObject({
      faults: [{ key: 'DRAFT' }],
    })
  })
})
