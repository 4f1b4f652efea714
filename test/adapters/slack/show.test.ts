import { describe, expect, test } from 'vitest'
import { modal } from '../../../adapters/slack/form.ts'
import { unpack } from '../../../adapters/slack/press.ts'
import { render } from '../../../adapters/slack/show.ts'
import { asking, bad, good, say, type ChatAsk } from '../../../src/story/card.ts'
import type { Drawn } from '../../../src/house/port.ts'
import { inWords } from '../../../src/words/render.ts'
import { elementsOf, messageFaults, viewFaults } from '../../support/slack/block-limits.ts'

const title = say('desk.greeting')
const choice: ChatAsk = {
  kind: 'choice',
  name: 'start',
  options: [
    { value: 'reset-password', label: say('desk.forgot'), style: 'primary' },
    { value: 'cancel', label: say('ask.cancel'), style: 'danger' },
  ],
}
const code: ChatAsk = { kind: 'code', name: 'pairing-code', label: say('hand-off.type-code'), digits: 6 }
const link: ChatAsk = { kind: 'link', label: say('hand-off.open'), purpose: 'start' }
const drawn = (more: Partial<Drawn> = {}): Drawn => ({
  card: asking(title, [], [choice, code, link]),
  flow: 'flow1',
  prompt: 'hand-off:3',
  url: 'https://latchkey.corp.example/h#v1.flow1.secret',
  ...more,
})
const shown = (d: Drawn) => render(d, inWords)
const buttons = (d: Drawn) => elementsOf(shown(d).blocks).map((e) => e.element)

describe('a card', () => {
  test('is one Slack takes, every button with an id of its own', () => {
    expect(messageFaults(shown(drawn()).blocks)).toEqual([])
    expect(buttons(drawn()).map((b) => b['action_id'])).toEqual([
      'answer-0-0',
      'answer-0-1',
      'open-1',
      'link-2',
    ])
  })

  test('carries in its buttons what they answer, and on which drawing', () => {
    const [reset, , type] = buttons(drawn())
    const about = { flow: 'flow1', prompt: 'hand-off:3' }
    expect(unpack(reset?.['value'])).toEqual({
      kind: 'answer',
      name: 'start',
      value: 'reset-password',
      ...about,
    })
    expect(unpack(type?.['value'])).toEqual({ kind: 'open', name: 'pairing-code', ...about })
  })

  test('has its link on a button, nowhere else', () => {
    const { blocks, text } = shown(drawn())
    expect(buttons(drawn()).at(-1)).toMatchObject({ url: drawn().url })
    const rest = JSON.stringify(blocks).replace(`"url":${JSON.stringify(drawn().url)}`, '')
    expect(rest + text).not.toContain('latchkey.corp.example')
  })

  test.each(['javascript:alert(1)', 'http://latchkey.corp.example/h', 'slack://app', undefined])(
    'draws no link to %s',
    (url) => {
      const { url: _, ...rest } = drawn()
      const all = buttons({ ...rest, ...(url !== undefined && { url }) })
      expect(all.filter((b) => String(b['action_id']).startsWith('link'))).toEqual([])
    },
  )

  test('says by a sign how it stands', () => {
    expect(JSON.stringify(shown({ card: good(title) }).blocks[0])).toContain('✅')
    expect(JSON.stringify(shown({ card: bad(title) }).blocks[0])).toContain('⚠️')
  })

  test('tells times where the reader lives', () => {
    const line = say('told.at', { at: `@${Date.UTC(2026, 10, 23, 12)}` })
    const card = bad(title, [line])
    const text = shown({ card, reader: { timeZone: 'Europe/Berlin' } }).text
    expect([text.includes('13:00'), shown({ card }).text.includes('12:00')]).toEqual([true, true])
  })
})

describe('a name in the directory', () => {
  const nasty = '<!channel> <https://evil.example|your bank> <@U1> *bold* `x` & :tada: @here'
  const card = asking(say('alert.policy', { policy: nasty }), [say('alert.policy', { policy: nasty })], [])

  test('stands there letter for letter, in text that knows no markup', () => {
    const { blocks } = shown({ card })
    const texts = JSON.stringify(blocks)
    expect(texts).toContain('<!channel>')
    expect(texts).not.toContain('mrkdwn')
    expect(texts.match(/"emoji":false/g)).toHaveLength(blocks.length)
  })

  test('calls nobody and links nothing in the notification', () => {
    const { text } = shown({ card })
    expect(text).not.toMatch(/[<>]/)
    expect(text).toContain('&lt;!channel&gt;')
  })
})

describe('whatever is too long', () => {
  const long = (n: number) => say('alert.policy', { policy: '🙂&<'.repeat(n) })
  test.each([10, 100, 1000, 4000])('is cut to what Slack takes (%i)', (n) => {
    const options = Array.from({ length: 40 }, (_, i) => ({ value: `v${i}`, label: long(n) }))
    const card = asking(
      long(n),
      Array.from({ length: 70 }, () => long(n)),
      [{ kind: 'choice' as const, name: 'start', options }],
    )
    const { blocks, text } = shown({ card })
    expect(messageFaults(blocks)).toEqual([])
    expect(JSON.stringify([blocks, text])).not.toMatch(/\\ud83d(?!\\ude42)/i)
    const twice = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    expect(Buffer.byteLength(twice)).toBeLessThanOrEqual(4000)
  })

  test('fits into a form as well', () => {
    const form = { ask: { ...code, label: long(900) }, title: long(900), lines: [long(900)] }
    expect(viewFaults(modal({ ...form, flow: 'f', prompt: 'p' }, inWords))).toEqual([])
  })
})

describe('a form', () => {
  const view = modal({ ask: code, title, lines: [], flow: 'flow1', prompt: 'hand-off:3' }, inWords)
  test('is one Slack takes, with one field of its own name', () => {
    expect(viewFaults(view)).toEqual([])
    expect(elementsOf(view.blocks)).toMatchObject([{ block: 'answer', element: { action_id: 'answer' } }])
  })
  test('carries what it answers', () => {
    expect(unpack(view.private_metadata)).toEqual({
      kind: 'form',
      name: 'pairing-code',
      flow: 'flow1',
      prompt: 'hand-off:3',
    })
  })
  test('leaves room for the spaces people put into codes', () => {
    expect(elementsOf(view.blocks)[0]?.element['max_length']).toBeGreaterThanOrEqual(11)
  })
})
