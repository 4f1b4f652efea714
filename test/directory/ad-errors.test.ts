import { describe, expect, test } from 'vitest'
import { sortNo, type Asked } from '../../src/directory/ad-errors.ts'
import { refusals } from '../../src/directory/refusals.ts'
import type { PasswordPolicy, Status } from '../../src/directory/port.ts'
import { directoryWords } from '../../src/words/en-directory.ts'

const policy: PasswordPolicy = {
  minLength: 12,
  history: 24,
  complexity: true,
  minAgeMs: 86_400_000,
  lockoutThreshold: 5,
  lockoutMs: 0,
  source: 'default',
}
const status: Status = {
  person: { id: '1', account: 'ada', displayName: 'Ada Okafor' },
  locked: false,
  lockedByAdmin: false,
  disabled: false,
  accountExpired: false,
  passwordExpired: false,
  mustChange: false,
  policy,
  badPasswords: 0,
  passwordSetAt: 0,
}
const asked: Asked = { status, password: 'Autumn-River-2026', historyKept: true, now: 30 * 86_400_000 }
const windows =
  '0000052D: AtrErr: DSID-03190F80, #1:\n\t0: 0000052D: DSID-03190F80, problem 1005 (CONSTRAINT_ATT_TYPE), data 0, Att 9005a (unicodePwd)'

describe('a refused write is told apart', () => {
  test.each([
    [50, 'error in module acl: insufficient access rights during LDB_MODIFY (50)', 'noRight'],
    [50, '', 'noRight'],
    [50, '00002098: Object CN=Ada has no write property access', 'noRight'],
    [19, 'error in module acl: Constraint violation during LDB_MODIFY (19)', 'noRight'],
    [
      19,
      '0000052D: Constraint violation - check_password_restrictions: the password is too short.',
      'tooShort',
    ],
    [19, '0000052D: ... the password does not meet the complexity criteria!', 'tooSimple'],
    [19, '0000052D: ... the password was already used (in history)!', 'inHistory'],
    [19, '0000052D: ... the password was already used (previous password)!', 'inHistory'],
    [19, '0000052D: ... password is too young to change!', 'tooYoung'],
    [53, '00002035: setup_io: it is not allowed to set the NT hash password directly', 'malformed'],
    [80, '00000057: setup_last_set_field: pwdLastSet must be 0 or -1 only!', 'malformed'],
    [53, '0000001F: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0', 'notSupported'],
    [12, '', 'notSupported'],
    [10, '0000202B: RefErr', 'notSupported'],
    [32, '00002030: No such Base DN', 'gone'],
  ] as const)('code %i %j is %s', (code, text, reason) => {
    expect(sortNo({ code, text }, asked)).toMatchObject({ kind: 'refused', reason })
  })

  test.each([
    [16, '00002085: setup_last_set_field: old pwdLastSet value not found!', 'foreign'],
    [19, "00000056: ... The old password specified doesn't match!", 'foreign'],
    [51, '', 'notCommitted'],
    [52, '00000000: unavailable', 'notCommitted'],
    [1, '00002020: Operation unavailable without authentication', 'notCommitted'],
  ] as const)('code %i %j is %s', (code, text, kind) => {
    expect(sortNo({ code, text }, asked).kind).toBe(kind)
  })

  test.each([
    ['Short-1x', {}, 'tooShort'],
    ['alllowercaseletters', {}, 'tooSimple'],
    ['Okafor-2026-River', {}, 'containsName'],
    ['Autumn-River-2026', {}, 'inHistory'],
    ['Autumn-River-2026', { now: 1000 }, 'tooYoung'],
    ['Autumn-River-2026', { historyKept: false }, 'policy'],
    [
      'x',
      {
        status: { ...status, policy: { ...policy, minLength: 'unknown', complexity: 'unknown', history: 0 } },
      },
      'policy',
    ],
  ] as const)('a server that names no rule: %j %j breaks %s', (password, plus, reason) => {
    for (const code of [19, 53]) {
      expect(sortNo({ code, text: windows }, { ...asked, password, ...plus })).toMatchObject({
        kind: 'refused',
        reason,
      })
    }
  })

  test('a wrong current password is the mistake of a change, and of nothing else', () => {
    const no = { code: 19, text: "00000056: The old password specified doesn't match!" }
    expect(sortNo(no, { ...asked, change: true })).toMatchObject({ kind: 'refused', reason: 'wrongPassword' })
    expect(sortNo(no, asked).kind).toBe('foreign')
    const locked = { code: 19, text: '00000775: Password change not permitted, account locked out!' }
    expect(sortNo(locked, { ...asked, change: true })).toMatchObject({ kind: 'refused', reason: 'locked' })
  })

  test('every reason has a sentence, and a missing right never blames the password', () => {
    for (const refusal of Object.values(refusals)) expect(directoryWords[refusal.person]).toBeDefined()
    expect(directoryWords[refusals.noRight.person]).toMatch(/^Nothing is wrong with your password/)
    expect(refusals.noRight.another).toBe(false)
  })
})
