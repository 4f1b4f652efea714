import { describe, expect, test } from 'vitest'
import {
  acting,
  begun,
  disowned,
  isBarred,
  isStopped,
  lifted,
  stillFreezes,
  type Standing,
} from '../../src/freeze/port.ts'
import { day, hour, minute } from '../../src/lib/clock.ts'

const now = Date.UTC(2026, 5, 1, 9)
const actor = { platform: 'test', tenant: 'T1', user: 'U-ADA' }
const open: Standing = { person: 'id-ada', talks: [], stopped: [] }
const talking = begun(open, 'flow-1', actor, now)
const press = (standing: Standing, at = now, via: 'chat' | 'mail' = 'chat') =>
  disowned(standing, { via, now: at })
const after = ({ next }: ReturnType<typeof press>): Standing => {
  if (next === undefined) throw new Error('nothing changed')
  return next
}

describe('a press', () => {
  test('freezes, names what it ends, and alarms', () => {
    const verdict = press(talking)
    expect(verdict).toMatchObject({ came: 'frozen', alarms: true, ends: [{ flow: 'flow-1' }] })
    expect(after(verdict)).toMatchObject({ frozenAt: now, talks: [], stopped: [{ flow: 'flow-1', at: now }] })
    expect(isBarred(after(verdict), 'flow-1')).toBe(true)
    expect(isBarred(after(verdict), 'flow-2')).toBe(true)
  })

  test('while frozen changes nothing and alarms nobody', () => {
    const frozen = after(press(talking))
    expect(press(frozen, now + day)).toEqual({ came: 'frozen', ends: [], alarms: false })
  })

  test('while frozen ends who is about to open it, alarms once an hour, and at once after it was opened', () => {
    const frozen = after(press(talking))
    const opening = begun(frozen, 'flow-2', actor, now)
    expect(isStopped(opening, 'flow-2')).toBe(false)
    const verdict = press(opening, now + minute)
    expect(verdict).toMatchObject({ came: 'frozen', alarms: true, ends: [{ flow: 'flow-2' }] })
    expect(after(verdict)).toMatchObject({ frozenAt: now, talks: [] })
    expect(isStopped(after(verdict), 'flow-2')).toBe(true)
    const again = begun(after(verdict), 'flow-3', actor, now + hour)
    expect(press(again, now + hour)).toMatchObject({
      came: 'frozen',
      alarms: false,
      ends: [{ flow: 'flow-3' }],
    })
    expect(press(again, now + hour + minute).alarms).toBe(true)
    expect(press(lifted(again, now + hour), now + hour).alarms).toBe(true)
  })

  test('tells of an act that is under way', () => {
    expect(press(acting(talking, 'flow-1', 'op-1')).ends).toEqual([
      { flow: 'flow-1', actor, at: now, acting: 'op-1' },
    ])
    expect(press(acting(acting(talking, 'flow-1', 'op-1'), 'flow-1')).ends[0]?.acting).toBeUndefined()
    expect(press(acting(acting(talking, 'flow-1', 'op-1'), 'another')).ends[0]?.acting).toBe('op-1')
  })
})

describe('once a passkey has lifted a freeze', () => {
  const thawed = lifted(after(press(talking)), now)

  test('what was stopped stays so, anything else is open', () => {
    expect(isBarred(thawed, 'flow-1')).toBe(true)
    expect(isBarred(thawed, 'flow-2')).toBe(false)
  })

  test('a chat session ends what is on for a day, without freezing again', () => {
    const verdict = press(begun(thawed, 'flow-2', actor, now), now + day - 1)
    expect(verdict).toMatchObject({ came: 'stopped', alarms: true })
    expect(after(verdict).frozenAt).toBeUndefined()
    expect(isBarred(after(verdict), 'flow-2')).toBe(true)
    expect(press(thawed, now + day).came).toBe('frozen')
  })

  test('and alarms once an hour', () => {
    const once = after(press(thawed, now + minute))
    const soon = press(once, now + hour)
    expect(soon).toMatchObject({ came: 'stopped', alarms: false })
    expect(press(after(soon), now + hour + minute).alarms).toBe(true)
  })

  test('a mail freezes again, but not one from before', () => {
    expect(press(thawed, now + minute, 'mail').came).toBe('frozen')
    expect(stillFreezes(thawed, now - 1)).toBe(false)
    expect(stillFreezes(thawed, now)).toBe(true)
    expect(stillFreezes(open, 0)).toBe(true)
  })
})

describe('the conversations of a person', () => {
  test('are all there, those of one chat user too: an older one may be writing', () => {
    const writing = acting(talking, 'flow-1', 'op-1')
    const { ends } = press(begun(writing, 'flow-2', actor, now))
    expect(ends.map((t) => [t.flow, t.acting])).toEqual([
      ['flow-1', 'op-1'],
      ['flow-2', undefined],
    ])
    expect(begun(talking, 'flow-1', actor, now).talks, 'begun twice is one').toHaveLength(1)
  })

  test('of a flood the oldest are stopped, never one that is writing', () => {
    let standing = acting(talking, 'flow-1', 'op-1')
    for (let n = 2; n <= 40; n++) standing = begun(standing, `flow-${n}`, actor, now)
    expect(standing.talks).toHaveLength(30)
    expect(standing.talks[0]?.acting).toBe('op-1')
    expect(isBarred(standing, 'flow-11')).toBe(true)
    expect(isBarred(standing, 'flow-12')).toBe(false)
    expect(begun(standing, 'late', actor, now + 3 * hour).stopped, 'and forgotten in time').toEqual([])
  })

  test('are forgotten when none can last so long', () => {
    const teams = { ...actor, platform: 'teams' }
    expect(begun(talking, 'flow-2', teams, now + 3 * hour).talks.map((t) => t.flow)).toEqual(['flow-2'])
  })
})
