import { describe, expect, test } from 'vitest'
import type { Line } from './line.ts'
import { judgeTrace, lineOf } from './trace.ts'
import { world } from './world.ts'

const judged = async (lines: readonly Partial<Line>[]): Promise<readonly string[]> => {
  const printed: string[] = []
  const said = lines.map((line) => JSON.stringify({ user: 'ana', time: '2026-05-01T09:00:00Z', ...line }))
  await judgeTrace([...said, ''], (line) => void printed.push(line))
  return printed
}

const desk = {
  ip: '192.0.2.7',
  country: 'DE',
  asn: 3320,
  ua: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  device_key: 'k1',
} as const
const days = Array.from({ length: 30 }, (_, n): Partial<Line> => ({
  type: 'signin',
  ...desk,
  time: new Date(Date.UTC(2026, 3, 1 + n, 9)).toISOString(),
}))

describe('a trace', () => {
  test('gives each attempt a score and a band', async () => {
    const printed = await judged([
      ...days,
      { type: 'attempt', ...desk },
      { type: 'attempt', ...desk, device_key: 'k2' },
      { type: 'attempt', ip: '198.51.100.1', country: 'BR', asn: 9009, anonymiser: true, label: 'vpn' },
    ])
    expect(printed.map((line) => line.trim().split(/\s+/).slice(1))).toEqual([
      ['allow', 'ana', '2026-05-01T09:00:00Z'],
      ['step-up', 'ana', '2026-05-01T09:00:00Z'],
      [expect.stringMatching(/approval|deny/), 'ana', '2026-05-01T09:00:00Z', 'vpn'],
    ])
    const scores = printed.map((line) => Number(line.trim().split(/\s+/)[0]))
    expect(scores).toEqual(scores.toSorted((a, b) => a - b))
  })

  test('is read in its order: what comes after an attempt taught it nothing', async () => {
    const [before] = await judged([{ type: 'attempt', ...desk }, ...days])
    const [after] = await judged([...days, { type: 'attempt', ...desk }])
    expect(before).not.toEqual(after)
    expect(before).toContain('approval')
  })

  test('with labels ends in the figures', async () => {
    const { signIns, attempts } = world(7, { people: 4, days: 60, legitimate: 2, attacks: 1 })
    const printed = await judged([...signIns, ...attempts])
    expect(printed.slice(-4).join('\n')).toMatch(/^false alarms at TPR \.98, naive: \d+\.\d %\n/)
  })

  test.each([
    ['{', 'it is no JSON'],
    ['{"type":"login","user":"a","time":1}', 'type'],
    ['{"type":"signin","user":"","time":1}', 'user'],
    ['{"type":"signin","user":"a","time":"yesterday"}', 'time'],
    ['{"type":"signin","user":"a","time":1,"ip":"home"}', 'ip'],
    ['{"type":"signin","user":"a","time":1,"addr":"x"}', 'addr'],
  ])('tells which line is none: %s', (text, why) => {
    expect(() => lineOf(text, 12)).toThrow(/^line 12: /)
    expect(() => lineOf(text, 12)).toThrow(why)
  })
})
