import type { HomeView, KnownBlock, ModalView } from '@slack/types'
import { describe, expect, test } from 'vitest'
import { messageFaults, messageRefusal, viewFaults, wrongInMessage } from '../support/slack/block-limits.ts'
import { button, codeForm, section } from './bolt-bot.ts'

const plain = (text: string) => ({ type: 'plain_text' as const, text })
const x = (length: number): string => 'x'.repeat(length)
const actions = (...elements: readonly object[]) => ({ type: 'actions', elements })
const input = (element: object, label = 'Code') => ({ type: 'input', label: plain(label), element })
const typed = (more: object) => input({ type: 'plain_text_input', action_id: 'a', ...more })
const select = (more: object) => actions({ type: 'static_select', action_id: 's', ...more })
const option = (text: string, value = text) => ({ text: plain(text), value })
const many = (count: number, one: (i: number) => object): readonly object[] =>
  Array.from({ length: count }, (_, i) => one(i))

/** What our own code could never build by type, but a careless cast could send. */
const bent = (blocks: readonly object[]): readonly string[] => wrongInMessage(blocks)

describe('just within the limit, and just beyond it', () => {
  test.each<[string, (n: number) => object, number]>([
    ['header', (n) => ({ type: 'header', text: plain(x(n)) }), 150],
    ['section', (n) => section(x(n)), 3000],
    ['field', (n) => ({ type: 'section', fields: [plain(x(n))] }), 2000],
    ['fields', (n) => ({ type: 'section', fields: many(n, () => plain('x')) }), 10],
    ['context', (n) => ({ type: 'context', elements: many(n, () => plain('x')) }), 10],
    ['block_id', (n) => ({ type: 'divider', block_id: x(n) }), 255],
    ['buttons', (n) => actions(...many(n, (i) => button('x', `a${i}`))), 25],
    ['button', (n) => actions(button(x(n), 'a')), 75],
    ['action_id', (n) => actions(button('x', x(n))), 255],
    ['value', (n) => actions(button('x', 'a', { value: x(n) })), 2000],
    ['url', (n) => actions(button('x', 'a', { url: x(n) })), 3000],
    ['label', (n) => input({ type: 'plain_text_input' }, x(n)), 2000],
    ['placeholder', (n) => typed({ placeholder: plain(x(n)) }), 150],
    ['typed before', (n) => typed({ initial_value: x(n) }), 3000],
    ['options', (n) => select({ options: many(n, (i) => option(`o${i}`)) }), 100],
    ['option', (n) => select({ options: [option(x(n), 'v')] }), 75],
    ['value of an option', (n) => select({ options: [option('o', x(n))] }), 150],
    ['overflow', (n) => actions({ type: 'overflow', options: many(n, (i) => option(`o${i}`)) }), 5],
    ['alt', (n) => ({ type: 'image', image_url: 'https://x.example', alt_text: x(n) }), 2000],
    ['markdown', (n) => ({ type: 'markdown', text: x(n) }), 12_000],
  ])('%s', (_what, made, limit) => {
    expect(bent([made(limit)])).toEqual([])
    expect(bent([made(limit + 1)])).toHaveLength(1)
  })

  test('blocks of a message, a form and a Home', () => {
    const dividers = (count: number): KnownBlock[] =>
      Array.from({ length: count }, () => ({ type: 'divider' }))
    const views = (blocks: KnownBlock[]): readonly (ModalView | HomeView)[] => [
      { type: 'modal', title: plain('x'), blocks },
      { type: 'home', blocks },
    ]
    expect(messageFaults(dividers(50))).toEqual([])
    expect(messageFaults(dividers(51))).toHaveLength(1)
    expect(views(dividers(100)).flatMap(viewFaults)).toEqual([])
    expect(views(dividers(101)).flatMap(viewFaults)).toHaveLength(2)
  })

  test.each<[keyof ModalView, (n: number) => unknown, number]>([
    ['title', (n) => plain(x(n)), 24],
    ['submit', (n) => plain(x(n)), 24],
    ['close', (n) => plain(x(n)), 24],
    ['private_metadata', x, 3000],
    ['callback_id', x, 255],
    ['external_id', x, 255],
  ])('%s of a form', (name, made, limit) => {
    expect(viewFaults({ ...codeForm, [name]: made(limit) })).toEqual([])
    expect(viewFaults({ ...codeForm, [name]: made(limit + 1) })).toHaveLength(1)
  })
})

describe('what is wrong in itself', () => {
  test.each<[string, readonly object[]]>([
    ['an unknown block', [{ type: 'password' }]],
    ['an unknown element', [input({ type: 'password_text_input', action_id: 'a' })]],
    ['an unknown field', [{ ...section('x'), secret: true }]],
    ['no text', [{ type: 'section' }]],
    ['an empty text', [section('')]],
    ['formatting in a header', [{ type: 'header', text: { type: 'mrkdwn', text: '*x*' } }]],
    ['formatting on a button', [actions({ ...button('x', 'a'), text: { type: 'mrkdwn', text: 'x' } })]],
    ['a colour of one’s own', [actions(button('x', 'a', { style: 'green' }))]],
    ['no buttons', [actions()]],
    ['an input among buttons', [actions({ type: 'plain_text_input', action_id: 'a' })]],
    ['a button in an input', [input(button('x', 'a'))]],
    ['the same action twice', [actions(button('x', 'a')), actions(button('y', 'a'))]],
    ['the same block twice', many(2, () => ({ type: 'divider', block_id: 'b' }))],
    ['a least length over the most', [typed({ min_length: 7, max_length: 6 })]],
    ['neither options nor groups', [select({})]],
    ['a picture from nowhere', [{ type: 'image', alt_text: 'x' }]],
    ['a day that is none', [input({ type: 'datepicker', initial_date: 'tomorrow' })]],
  ])('%s', (_what, blocks) => {
    expect(bent(blocks)).toHaveLength(1)
  })

  test('a form with a field and no way to send it; a Home with a title', () => {
    const { submit: _submit, ...mute } = codeForm
    expect(viewFaults(mute)).toEqual([expect.stringContaining('submit is required')])
    const home = { type: 'home' as const, blocks: [], title: plain('x') }
    expect(viewFaults(home)).toHaveLength(1)
  })

  test('the fault says where', () => {
    expect(messageFaults([section(x(3001))])).toEqual([
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ])
  })
})

test('a message is refused by the word that Slack uses', () => {
  const code = (message: object) => messageRefusal(message, { characters: 10 })?.code
  expect(code({ text: 'x' })).toBeUndefined()
  expect(code({ blocks: [section('x')] })).toBeUndefined()
  expect(code({ text: ' ' })).toBe('no_text')
  expect(code({ text: x(11) })).toBe('msg_too_long')
  expect(code({ text: 'x', blocks: [section('')] })).toBe('invalid_blocks')
  expect(code({ text: 'x', blocks: {} })).toBe('invalid_blocks_format')
  expect(messageRefusal({ text: '<<' }, { escapedBytes: 8 })).toBeUndefined()
  expect(messageRefusal({ text: '<<é' }, { escapedBytes: 9 })).toEqual({ code: 'msg_too_long' })
})
