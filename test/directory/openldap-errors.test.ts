import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PasswordPolicyControl } from 'ldapts'
import { describe, expect, test } from 'vitest'
import { sortNo } from '../../src/directory/openldap/errors.ts'
import { verified } from '../../src/directory/openldap/people.ts'
import type { PasswordPolicy, Status } from '../../src/directory/port.ts'

const policy: PasswordPolicy = {
  minLength: 12,
  history: 5,
  complexity: 'unknown',
  minAgeMs: 0,
  lockoutThreshold: 5,
  lockoutMs: 0,
  source: 'default',
}
const status: Status = {
  person: { id: 'ada', account: 'ada', displayName: 'Ada' },
  locked: false,
  lockedByAdmin: false,
  disabled: false,
  accountExpired: false,
  passwordExpired: false,
  mustChange: false,
  policy,
  badPasswords: 0,
}

describe('a no of slapd', () => {
  test.each([
    [19, 5, 'long-enough-to-pass', 'policy'],
    [19, 5, 'short', 'tooShort'],
    [19, 6, 'x', 'tooShort'],
    [19, 7, 'x', 'tooYoung'],
    [19, 8, 'x', 'inHistory'],
    [19, undefined, 'long-enough-to-pass', 'policy'],
    [50, 4, 'x', 'notSupported'],
    [50, 3, 'x', 'protected'],
    [50, undefined, 'x', 'noRight'],
    [32, undefined, 'x', 'gone'],
    [10, undefined, 'x', 'notSupported'],
    [13, undefined, 'x', 'notSupported'],
    [2, undefined, 'x', 'malformed'],
    [53, undefined, 'x', 'notSupported'],
    [122, undefined, 'x', 'foreign'],
    [16, undefined, 'x', 'foreign'],
    [51, undefined, 'x', 'notCommitted'],
    [52, undefined, 'x', 'notCommitted'],
    [1, undefined, 'x', 'notCommitted'],
  ])('of code %s and policy error %s to %j means %s', (code, error, password, meaning) => {
    const told = sortNo({ kind: 'refused', code, text: '', error }, { status, password })
    expect(told.kind === 'refused' ? told.reason : told.kind).toBe(meaning)
    expect(told.detail).toContain(`code ${code}`)
    expect(told.detail).not.toContain(password.length > 1 ? password : '\0')
  })
})

test('an old password that is no longer the one that opened the session is somebody else’s doing', () => {
  const no = { kind: 'refused', code: 53, text: 'unwilling to verify old password' } as const
  expect(sortNo(no, { status, password: 'x' }).kind).toBe('foreign')
})

test('a process that would print new passwords does not open the directory', async () => {
  const module = join(import.meta.dirname, '../../src/directory/openldap.ts')
  const script = `const { openLdap } = await import(${JSON.stringify(module)}); openLdap({ urls: [] })`
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { NODE_DEBUG: 'http,LDAPTS' },
    maxBuffer: 64 * 1024 * 1024,
  })
  await expect(run).rejects.toThrow(/NODE_DEBUG contains ldapts/)
})

describe('a bind as somebody', () => {
  const answered = (kind: 'done' | number, value: object | undefined): string => {
    const control = new PasswordPolicyControl()
    Object.assign(control, { value })
    const answer =
      kind === 'done' ? ({ kind } as const) : ({ kind: 'refused', code: kind, text: '' } as const)
    return verified(answer, control)
  }
  test.each([
    ['done', undefined, 'ok'],
    ['done', {}, 'ok'],
    ['done', { timeBeforeExpiration: 60 }, 'ok'],
    ['done', { error: 2 }, 'okButBlocked'],
    ['done', { graceAuthNsRemaining: 1 }, 'okButBlocked'],
    [49, undefined, 'no'],
    [49, {}, 'no'],
    [49, { error: 0 }, 'okButBlocked'],
    [49, { error: 1 }, 'locked'],
    [49, { error: 3 }, 'unknown'],
    [48, undefined, 'no'],
    [53, undefined, 'unknown'],
    [13, { error: 0 }, 'unknown'],
  ] as const)('answered %s with %j means %s', (kind, value, meaning) => {
    expect(answered(kind, value)).toBe(meaning)
  })

  test('without an answer means nothing', () => {
    expect(verified({ kind: 'unclear', text: '' }, new PasswordPolicyControl())).toBe('unknown')
  })
})
