import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import { passwordRules } from '../../src/policy/password-rules.ts'
import { passwordWords } from '../../src/words/en-password.ts'

const ada = { account: 'ada', displayName: 'Ada King-Lovelace, PhD' }
const plain = { minLength: 7, complexity: false } as const
const strict = { minLength: 7, complexity: true } as const
const rules = passwordRules()
const unmet = (password: string, policy: Parameters<typeof rules.unmet>[2] = plain, person = ada): string[] =>
  rules.unmet(new Secret(password), person, policy).map((phrase) => phrase.id)

describe('length', () => {
  test('is 15 code points at least, and a picture counts as one', () => {
    expect(unmet('quiet lake so')).toEqual(['password.rule.length'])
    expect(unmet('quiet lake sou')).toEqual(['password.rule.length'])
    expect(unmet('quiet lake sout')).toEqual([])
    expect(unmet('quiet lake so🦆')).toEqual(['password.rule.length'])
    expect(unmet('quiet lake so🦆🦆')).toEqual([])
  })

  test('is what the directory asks for where that is more, and says so', () => {
    const policy = { minLength: 20, complexity: false } as const
    expect(rules.unmet(new Secret('quiet lake south'), ada, policy)).toEqual([
      { id: 'password.rule.length-directory', with: { min: '20' } },
    ])
    expect(unmet('quiet lake southward', policy)).toEqual([])
  })

  test('is what the operator set', () => {
    const beside = passwordRules({ minLength: 8 })
    const ids = (text: string): string[] => beside.unmet(new Secret(text), ada, plain).map((p) => p.id)
    expect(ids('lakeDUC')).toEqual(['password.rule.length'])
    expect(ids('lakeDUCK')).toEqual([])
  })

  test('is left to the directory where it does not tell', () => {
    expect(unmet('quiet lake south', { minLength: 'unknown', complexity: 'unknown' })).toEqual([])
  })

  test('ends at 256 UTF-16 units', () => {
    expect(unmet('lake duck'.repeat(40).slice(0, 256))).toEqual([])
    expect(unmet('lake duck'.repeat(40).slice(0, 257))).toEqual(['password.rule.too-long'])
    expect(unmet('🦆'.repeat(129))).toEqual(['password.rule.too-long'])
  })
})

describe('complexity', () => {
  test('is not asked for where the directory does not', () => {
    expect(unmet('correct horse battery st')).toEqual([])
    expect(unmet('correct horse battery st', { minLength: 7, complexity: 'unknown' })).toEqual([])
  })

  test.each([
    ['correct horse battery st', ['password.rule.complexity-directory']],
    ['Correct horse battery st', ['password.rule.complexity-directory']],
    ['Correct horse battery 7', []],
    ['Correct horse, battery', []],
    ['correct horse, battery 7', []],
    ['CORRECT HORSE, BATTERY 7', []],
    ['Correct horse 電池', []],
    ['Correct horse batterie €', ['password.rule.complexity-directory']],
  ])('%s', (password, expected) => {
    expect(unmet(password, strict)).toEqual(expected)
  })

  test.each([
    ['Winter-Lake-ADA-2026', ['password.rule.account-directory', 'password.rule.name-directory']],
    ['Winter-LOVElace-2026', ['password.rule.name-directory']],
    ['Winter-Viking-2026', ['password.rule.name-directory']],
    ['Winter-Lake-2026-x', []],
  ])('finds names in %s', (password, expected) => {
    expect(unmet(password, strict)).toEqual(expected)
  })

  test('does not look for names shorter than three, nor when it is off', () => {
    const bo = { account: 'bo', displayName: 'Bo#Li\tWu_Xi' }
    expect(unmet('Winter-Bo-Li-Wu-Xi-2026', strict, bo)).toEqual([])
    expect(unmet('winter lake ada 2026')).toEqual([])
  })
})

describe('a password that cannot be sent as typed is refused', () => {
  test.each([
    ['half a surrogate pair', 'quiet lake south\ud800'],
    ['a decomposed accent', 'quiet lake caf\u0065\u0301 south'],
    ['a control character', 'quiet lake\u0000 south'],
    ['a line break', 'quiet lake\n south'],
    ['a control character of the second block', 'quiet lake\u0085 south'],
  ])('%s', (_, password) => {
    expect(unmet(password)).toEqual(['password.rule.malformed'])
  })

  test('but spaces, at either end too, stay as they are', () => {
    expect(unmet(' quiet lake south ')).toEqual([])
  })
})

describe('the most common passwords', () => {
  test('are refused whole, in any case, and not as a part', () => {
    expect(unmet('passwordpassword')).toEqual(['password.rule.common'])
    expect(unmet('1Qaz2Wsx3EDC4rfv')).toEqual(['password.rule.common'])
    expect(unmet('passwordpassword of a lake')).toEqual([])
  })

  test('are refused beside every other rule that is not met', () => {
    expect(unmet('password', strict)).toEqual([
      'password.rule.length',
      'password.rule.complexity-directory',
      'password.rule.common',
    ])
  })
})

test('every rule that can be unmet has its words, with the slots it is given', () => {
  const words: Readonly<Record<string, string>> = passwordWords
  const said = ['', 'password', 'quiet lake\n', 'x'.repeat(300), 'Ada'].flatMap((text) =>
    rules.unmet(new Secret(text), ada, { minLength: 20, complexity: true }),
  )
  for (const phrase of [...said, ...rules.unmet(new Secret('x'), ada, plain)]) {
    const slots = [...(words[phrase.id] ?? '').matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot)
    expect(Object.keys(phrase.with ?? {})).toEqual(slots)
  }
  expect(new Set([...said.map((p) => p.id), 'password.rule.length'])).toEqual(
    new Set(Object.keys(passwordWords)),
  )
})

describe('the rules told beforehand', () => {
  const stated = (policy: Parameters<typeof rules.stated>[0]): unknown[] =>
    rules.stated(policy).map(({ id, with: slots }) => [id, slots?.['min'] ?? slots?.['count']])

  test('are ours where the directory asks for less, and nothing is made up that it did not tell', () => {
    expect(stated({ minLength: 7, complexity: false, history: 0 })).toEqual([['password.rule.length', '15']])
    expect(stated({ minLength: 'unknown', complexity: 'unknown', history: 'unknown' })).toEqual([
      ['password.rule.length', '15'],
    ])
  })

  test('are the directory’s where it asks for more', () => {
    expect(stated({ minLength: 20, complexity: true, history: 24 })).toEqual([
      ['password.rule.length-directory', '20'],
      ['password.rule.complexity-directory', undefined],
      ['password.rule.history', '24'],
    ])
  })
})
