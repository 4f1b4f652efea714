import { assert as check, constantFrom, property, string, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { message } from '../../../adapters/teams/show.ts'
import { pressIn } from '../../../adapters/teams/press.ts'
import type { Drawn } from '../../../src/house/port.ts'
import { asking, bad, good, say, waiting, type ChatAsk, type Phrase } from '../../../src/story/card.ts'
import { en } from '../../../src/words/en.ts'
import { inWords } from '../../../src/words/render.ts'

type Node = Readonly<Record<string, unknown>>
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

/** Every element of a card, however deep. */
const nodes = (value: unknown): readonly Node[] =>
  isNode(value) ? [...(Array.isArray(value) ? [] : [value]), ...Object.values(value).flatMap(nodes)] : []
const ofType = (value: unknown, type: string): readonly Node[] =>
  nodes(value).filter((n) => n['type'] === type)

const code: ChatAsk = { kind: 'code', name: 'pairing-code', label: say('hand-off.type-code'), digits: 6 }
const linked: Drawn = {
  card: asking(
    say('hand-off.title'),
    [say('hand-off.line')],
    [
      { kind: 'link', label: say('hand-off.open'), purpose: 'start' },
      code,
      {
        kind: 'choice',
        name: 'disown',
        options: [{ value: 'yes', label: say('hand-off.not-me'), style: 'danger' }],
      },
    ],
  ),
  flow: 'flow-1',
  prompt: 'hand-off:2',
  url: 'https://reset.corp.example/h#v1.flow-1.secret',
}
const drawn = (what: Drawn) => message(what, inWords, 'nonce-1')

test('a whole card: what is typed stands on it, every button carries its press', () => {
  const { card, summary } = drawn(linked)
  expect(summary).toBe(en['hand-off.title'])
  expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.5' })
  expect(ofType(card, 'Action.OpenUrl')).toMatchObject([{ title: en['hand-off.open'], url: linked.url }])
  expect(ofType(card, 'Input.Text')).toMatchObject([
    { id: 'typed-pairing-code', label: en['hand-off.type-code'], isRequired: true },
  ])
  const [send, disown] = ofType(card, 'Action.Execute')
  expect(send).toMatchObject({ title: en['teams.send'], associatedInputs: 'auto' })
  expect(disown).toMatchObject({ style: 'destructive', associatedInputs: 'none' })
  expect(pressIn(disown?.['data'])).toEqual({
    latchkey: 'press',
    nonce: 'nonce-1',
    name: 'disown',
    value: 'yes',
    flow: 'flow-1',
    prompt: 'hand-off:2',
  })
})

test('a button does the same in a client that knows no Execute', () => {
  for (const one of ofType(drawn(linked).card, 'Action.Execute')) {
    const { data, title, style, associatedInputs } = one
    expect(one['fallback']).toEqual({
      type: 'Action.Submit',
      title,
      data,
      associatedInputs,
      ...(style !== undefined && { style }),
    })
  }
})

test('a code is typed as people read it, and nothing else', () => {
  const [field] = ofType(drawn(linked).card, 'Input.Text')
  const pattern = new RegExp(String(field?.['regex']))
  for (const right of ['123456', ' 123 456 ', '1 2 3 4 5 6']) expect(right).toMatch(pattern)
  for (const wrong of ['12345', '1234567', 'abcdef']) expect(wrong).not.toMatch(pattern)
  expect(field?.['errorMessage']).toBe('Type the 6 digits of the code.')
})

test('of two fields none is insisted on: the other’s button would be blocked', () => {
  const other: ChatAsk = { kind: 'text', name: 'note', label: say('ask.back') }
  const { card } = drawn({ card: asking(say('hand-off.title'), [], [code, other]) })
  expect(ofType(card, 'Input.Text').map((f) => f['isRequired'])).toEqual([false, false])
})

test.each([undefined, '', 'javascript:alert(1)', 'data:text/html,x', 'h'])('no link leads to %s', (url) => {
  const { url: _dropped, ...rest } = linked
  const { card } = drawn({ ...rest, ...(url !== undefined && { url }) })
  expect(ofType(card, 'Action.OpenUrl')).toEqual([])
})

test.each([
  ['Teams hides what is beyond six in a row', 'A', 14, [6, 6, 2]],
  ['a phone cuts words that have no room beside each other', 'I know it but cannot', 3, [1, 1, 1]],
  ['short ones stay together', 'Back', 3, [3]],
] as const)('many buttons stand in rows: %s', (_why, label, count, expected) => {
  const options = Array.from({ length: count }, (_, i) => ({ value: `v${i}`, label: say('ask.back') }))
  const asks: ChatAsk[] = [{ kind: 'choice', name: 'x', options }]
  const worded = (phrase: Phrase) => (phrase.id === 'ask.back' ? label : inWords(phrase))
  const { card } = message({ card: asking(say('hand-off.title'), [], asks) }, worded, 'nonce-1')
  const rows = ofType(card, 'ActionSet').map((row) => row['actions'])
  expect(rows.map((row) => (Array.isArray(row) ? row.length : 0))).toEqual(expected)
})

test('tones differ, and never by colour alone', () => {
  const styles = [asking, waiting, good, bad].map((card) => {
    const drawing = drawn({ card: card(say('flow.working')) }).card
    return ofType(drawing, 'Container')[0]?.['style']
  })
  expect(styles).toEqual(['default', 'emphasis', 'good', 'attention'])
})

test('times are told where the reader is', () => {
  const card = good(say('told.at', { at: `@${Date.UTC(2026, 5, 1, 22)}` }))
  expect(drawn({ card, reader: { timeZone: 'Asia/Tokyo' } }).summary).toContain('2 June')
  expect(drawn({ card }).summary).toContain('1 June')
})

describe('what somebody else wrote', () => {
  const alert = (name: string): Drawn => ({
    card: bad(say('alert.frozen', { name, account: name }), [say('told.added', { label: name })]),
  })
  const marks = constantFrom('[x](https://evil.example)', '**', '# ', '://', '<at>', 'www.', '\u202e', '\n- ')
  const hostile = tuple(string({ unit: 'grapheme' }), marks, string(), marks).map((parts) => parts.join(''))

  test('is no Markdown: it stands in runs of text only', () => {
    check(
      property(hostile, (name) => {
        const { card } = drawn(alert(`Zq${name}Qz`))
        for (const block of ofType(card, 'TextBlock')) expect(block['text']).not.toContain('Zq')
        expect(ofType(card, 'TextRun')).toHaveLength(2)
        expect(ofType(card, 'Action.OpenUrl')).toEqual([])
      }),
    )
  })

  test('is no address, has no second line, and turns no text around', () => {
    check(
      property(hostile, (name) => {
        const texts = [
          drawn(alert(name)).summary,
          ...ofType(drawn(alert(name)).card, 'TextRun').map((n) => n['text']),
        ]
        for (const text of texts)
          expect(text).not.toMatch(/:\/\/|\/\/|www\.\w|[\u202a-\u202e\u2066-\u2069\n\r]/i)
      }),
    )
  })

  test('is cut where it has no end', () => {
    expect(JSON.stringify(drawn(alert('x'.repeat(100_000)))).length).toBeLessThan(4000)
  })

  test('stays an account name that can be copied', () => {
    expect(drawn(alert('ada.byron')).summary).toContain('ada.byron')
  })

  test('is not what we configured: the helpdesk’s page can be opened', () => {
    const url = 'https://help.corp.example'
    expect(drawn({ card: bad(say('helpdesk.url', { url })) }).summary).toContain(url)
  })
})

test('no sentence of ours reads as Markdown', () => {
  const marked = Object.values(en).filter((text) => /[*_`#[\]~<>]|^\s*(\d+\.|[-+])\s/.test(text))
  expect(marked).toEqual([])
})
