import { describe, expect, test } from 'vitest'
import type { Trail } from '../../src/directory/openldap/access-log.ts'
import { byMarks, isOurMark, type Marks } from '../../src/directory/openldap/marks.ts'
import type { Resolution, Witness } from '../../src/directory/port.ts'

const before = '20261123070000Z'
const after = '20261123071000Z'
const takenAt = Date.UTC(2026, 10, 23, 7, 9, 58)
const witness: Witness = { person: 'ada', server: 's', setAt: before, writes: 1, takenAt }
const justSet: Witness = { ...witness, takenAt: Date.UTC(2026, 10, 23, 7, 0, 1) }
const state = '20261123070000.500000Z#000000#000#000000'
const now = (setAt: string, reset = false): Marks => ({ dn: 'uid=ada', setAt, reset, state })
const stamp = (time: string, micro = '100000'): string => `${time.slice(0, 14)}.${micro}Z#000000#000#000000`
const trail = (plus: Partial<Trail>): Trail => ({
  covers: true,
  others: [],
  stamps: [state],
  ...plus,
})
const ours = { set: stamp(after), mark: stamp(after, '000001') }

describe('what became of an order', () => {
  test.each<[string, Witness, Marks, Trail | undefined, Resolution]>([
    ['the log has it', witness, now(after), trail(ours), 'committed'],
    [
      '…on somebody whose password was as new',
      { ...justSet, setAt: after },
      now(after),
      trail(ours),
      'committed',
    ],
    ['…and a later password', witness, now('20261123071001Z'), trail(ours), 'foreign'],
    [
      '…and another write in that second',
      witness,
      now(after),
      trail({ ...ours, others: [stamp(after, '900000')] }),
      'foreign',
    ],
    [
      '…and another write later, of something else',
      witness,
      now(after),
      trail({ ...ours, others: [stamp('20261123071500Z')] }),
      'committed',
    ],
    [
      'the log has another in its place',
      witness,
      now(after),
      trail({ stamps: [state, stamp(after)] }),
      'foreign',
    ],
    [
      '…that was stamped when the next second had begun',
      witness,
      now(after),
      trail({ stamps: [stamp('20261123071001Z')] }),
      'foreign',
    ],
    ['the password moved, and the log has nobody for it', witness, now(after), trail({}), 'unknown'],
    [
      '…but what prepares ours',
      witness,
      now(after),
      trail({ mark: ours.mark, stamps: [ours.mark] }),
      'unknown',
    ],
    [
      '…and something a moment before',
      witness,
      now(after),
      trail({ stamps: [stamp('20261123070959Z')] }),
      'unknown',
    ],
    [
      '…and something of that second that was there when ours was prepared',
      { ...witness, state: stamp(after) },
      now(after),
      trail({ stamps: [stamp(after)] }),
      'unknown',
    ],
    [
      'a new password, and the log has not what the entry was stamped with',
      justSet,
      now(before),
      trail({ stamps: [stamp(before)] }),
      'unknown',
    ],
    [
      '…and it is as it was looked at',
      { ...justSet, state },
      now(before),
      trail({ stamps: [] }),
      'notCommitted',
    ],
    ['the log has it not, and nothing moved', witness, now(before), trail({}), 'notCommitted'],
    ['the log has it not, on a new password', justSet, now(before), trail({}), 'notCommitted'],
    ['the log does not reach back, and it moved', witness, now(after), trail({ covers: false }), 'unknown'],
    [
      'the log does not reach back, on a new password',
      justSet,
      now(before),
      trail({ covers: false }),
      'unknown',
    ],
    ['no log, and nothing moved', witness, now(before), undefined, 'notCommitted'],
    ['no log, and it moved', witness, now(after), undefined, 'unknown'],
    ['no log, on a password of seconds ago', justSet, now(before), undefined, 'unknown'],
    ['no log, never a password', { ...witness, setAt: '' }, now(''), undefined, 'notCommitted'],
    ['no log, the first password ever', { ...witness, setAt: '' }, now(after), undefined, 'unknown'],
  ])('%s', (_, taken, marks, log, expected) => {
    expect(byMarks(taken, marks, log)).toBe(expected)
  })
})

describe('whose a mark is', () => {
  const mark = { mark: ours.mark }
  const marking: Witness = { ...witness, marks: true }
  const justMarking: Witness = { ...justSet, marks: true }
  test.each<[string, Witness, Marks, Trail | undefined, boolean]>([
    ['the log says ours', marking, now(before, true), trail(mark), true],
    ['the log says not ours', marking, now(before, true), trail({}), false],
    ['no log, and no other write', marking, now(before, true), undefined, true],
    ['no log, and a password too new to tell', justMarking, now(before, true), undefined, false],
    ['ours was to set none', witness, now(before, true), undefined, false],
    ['ours was to set none, whatever the log says', witness, now(before, true), trail(mark), false],
    ['there is none', marking, now(before), trail(mark), false],
    ['it was there before', { ...marking, mustChange: true }, now(before, true), trail(mark), false],
    ['a change sets none', { ...marking, change: true }, now(before, true), trail(mark), false],
    ['somebody set another password since', marking, now(after, true), trail(mark), false],
    ['ours went with the password', marking, now(before, true), trail(ours), false],
    [
      'somebody wrote in the very second of the password',
      { ...justMarking, setAt: after },
      now(after, true),
      trail({ ...mark, others: [stamp(after, '500000')] }),
      false,
    ],
  ])('%s', (_, taken, marks, log, expected) => {
    expect(isOurMark(taken, marks, log)).toBe(expected)
  })
})
