// The direct message: what was said, cards with their buttons, the composer.

import { act, actId } from './call.js'
import { byId, clockTime, h, keep, listen, svg, word } from './dom.js'

const thread = byId('thread')
const composer = byId('composer')
const message = byId('message')
const failed = byId('failed')
const suggestions = ['locked', 'enrol', 'help']
let channel
let count = 0

export const fail = (error) => {
  failed.textContent = error.status === 403 || error.status === 503 ? error.message : word('undelivered')
  failed.hidden = false
}

export const renderThread = (state) => {
  const moved = channel !== state.channel
  const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80
  const grew = state.thread.length > count
  channel = state.channel
  count = state.thread.length
  if (moved) failed.hidden = true
  const { gone = false, story = '' } = state.people.find((p) => p.user === state.you) ?? {}
  const items = state.thread.length > 0 ? state.thread : [{ id: 'empty', from: 'empty', gone, story }]
  keep(
    thread,
    items,
    (m) => m.id,
    (m) => messageElement(m, channel),
  )
  message.disabled = channel === undefined || gone
  byId('typing').hidden = !state.typing
  const buttons = [...byId('suggestions').children, composer.querySelector('[data-send]')]
  for (const button of buttons) button.disabled = message.disabled
  if (moved || (grew && atEnd) || state.thread.at(-1)?.from === 'person' || atEnd)
    thread.scrollTop = thread.scrollHeight
}

export const messageElement = (m, place) => {
  if (m.from === 'empty') return emptyElement(m)
  const body = m.card === undefined ? h('p', { class: 'text' }, m.text) : cardElement(m, place)
  const from = m.card === undefined ? m.from : 'bot'
  const time = h('time', { class: 'at', datetime: new Date(m.at).toISOString() }, clockTime(m.at))
  return h('div', { class: `message from-${from}`, 'data-message': m.id }, body, time)
}

const emptyElement = ({ gone, story }) =>
  h(
    'div',
    { class: 'hello' },
    svg(
      'svg',
      { viewBox: '0 0 48 48', 'aria-hidden': 'true' },
      svg('path', {
        d: 'M24 6C13 6 5 13.200 5 22.500c0 5.200 2.600 9.700 6.700 12.700L10 42l8.200-4c1.900.5 3.800.8 5.800.8 11 0 19-7.200 19-16.300S35 6 24 6Z',
      }),
    ),
    h('p', { class: 'hello-title' }, gone ? word('chat.gone') : word('chat.empty')),
    gone ? undefined : h('p', {}, story || word('chat.empty.more')),
  )

const cardElement = (m, place) =>
  h(
    'article',
    { class: `card tone-${m.card.tone}`, 'data-card': m.card.tone },
    h('h3', {}, m.card.title),
    ...m.card.lines.map((line) => h('p', {}, line)),
    ...(m.card.asks.length === 0
      ? []
      : [h('div', { class: 'asks' }, ...m.card.asks.flatMap((ask) => askElements(ask, m, place)))]),
  )

const askElements = (ask, m, place) => {
  const on = { channel: place, message: m.id, drawing: m.drawing, name: ask.name }
  if (ask.kind === 'link') return [linkElement(ask)]
  if (ask.kind === 'form') {
    return [
      h(
        'button',
        {
          type: 'button',
          class: 'button primary',
          'data-ask': ask.name,
          'aria-haspopup': 'dialog',
          onclick: (event) => press(event.currentTarget, 'open', on),
        },
        ask.label,
      ),
    ]
  }
  return ask.options.map(({ value, label, style }) =>
    h(
      'button',
      {
        type: 'button',
        class: `button ${style ?? ''}`,
        'data-ask': ask.name,
        'data-value': value,
        onclick: (event) => press(event.currentTarget, 'press', { ...on, value }),
      },
      label,
    ),
  )
}

const linkElement = ({ label, href, purpose }) =>
  h(
    'a',
    {
      class: 'button primary',
      href,
      target: '_blank',
      rel: 'noopener noreferrer',
      'data-ask': 'link',
      'data-purpose': purpose,
    },
    label,
    svg(
      'svg',
      { viewBox: '0 0 16 16', class: 'out', 'aria-hidden': 'true' },
      svg('path', { d: 'M9 3h4v4M13 3 7.500 8.500M11.500 9.500V13H3V4.500h3.500' }),
    ),
    h('span', { class: 'hidden' }, ` (${word('chat.opensTab')})`),
  )

const press = async (button, kind, body) => {
  if (button.getAttribute('aria-busy') === 'true') return
  button.setAttribute('aria-busy', 'true')
  failed.hidden = true
  try {
    await act(kind, { ...body, id: actId() })
  } catch (error) {
    fail(error)
  } finally {
    button.removeAttribute('aria-busy')
  }
}

const sendText = async (text) => {
  failed.hidden = true
  try {
    await act('say', { channel, text, id: actId() })
    return true
  } catch (error) {
    fail(error)
    return false
  }
}

listen(composer, 'submit', async (event) => {
  event.preventDefault()
  const text = message.value.trim()
  if (text === '') return
  message.value = ''
  if (!(await sendText(text)) && message.value === '') message.value = text
})

byId('suggestions').append(
  ...suggestions.map((id) =>
    h(
      'button',
      {
        type: 'button',
        class: 'chip',
        'data-suggestion': id,
        onclick: () => sendText(word(`suggest.${id}`)),
      },
      word(`suggest.${id}`),
    ),
  ),
)
