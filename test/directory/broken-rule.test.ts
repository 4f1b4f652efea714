import { expect, test } from 'vitest'
import { brokenRule } from '../../src/directory/broken-rule.ts'
import type { PasswordPolicy } from '../../src/directory/port.ts'

const ada = { id: '1', account: 'aok', displayName: 'Ada Okafor-Lund' }
const policy: PasswordPolicy = {
  minLength: 8,
  history: 24,
  complexity: true,
  minAgeMs: 0,
  lockoutThreshold: 5,
  lockoutMs: 0,
  source: 'default',
}

test.each([
  ['Aa1!', 'tooShort'],
  ['Aa1!5678', undefined],
  ['😀😀😀😀Aa', undefined],
  ['abcdefgh', 'tooSimple'],
  ['ABCDefgh', 'tooSimple'],
  ['ABCDefg1', undefined],
  ['abc 1234', undefined],
  ['汉字汉字abc1', undefined],
  ['1-OKAFOR-xyz', 'containsName'],
  ['my-AOK-2026', 'containsName'],
  ['Lund-2026-x', 'containsName'],
])('%j breaks %s', (password, rule) => {
  expect(brokenRule(policy, ada, password)).toBe(rule)
})

test('rules that are unknown, or off, are nobody to break', () => {
  expect(brokenRule({ ...policy, minLength: 'unknown', complexity: 'unknown' }, ada, 'x')).toBeUndefined()
  expect(brokenRule({ ...policy, minLength: 0, complexity: false }, ada, 'okafor')).toBeUndefined()
})
