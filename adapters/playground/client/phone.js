// The pretend phone: a rolling code with its countdown, mail, recovery codes.

import { byId, clockTime, h, keep, svg, word } from './dom.js'

const totp = byId('totp')
const around = 2 * Math.PI * 14
let endsAt = 0

const copy = async (event) => {
  const button = event.currentTarget
  await navigator.clipboard.writeText(button.dataset.copy)
  const said = button.textContent
  button.textContent = word('phone.copied')
  setTimeout(() => (button.textContent = said), 1500)
}

const copyButton = (text, label) =>
  h(
    'button',
    {
      type: 'button',
      class: 'copy',
      'data-copy': text,
      'aria-label': `${word('phone.copy')} ${label}`,
      onclick: copy,
    },
    word('phone.copy'),
  )

const grouped = (code) => `${code.slice(0, code.length / 2)} ${code.slice(code.length / 2)}`

const codeElement = ({ code }) => {
  if (code === undefined) return h('p', { class: 'empty' }, word('phone.totp.none'))
  return h(
    'div',
    { class: 'code' },
    h('output', { 'data-totp': code }, grouped(code)),
    svg(
      'svg',
      { viewBox: '0 0 32 32', class: 'ring', role: 'img', 'aria-label': word('phone.seconds') },
      svg('circle', { cx: 16, cy: 16, r: 14, class: 'track' }),
      svg('circle', { cx: 16, cy: 16, r: 14, class: 'left', 'stroke-dasharray': around }),
      svg('text', { x: 16, y: 20, 'text-anchor': 'middle' }),
    ),
    copyButton(code, word('phone.seconds')),
  )
}

/** The text of a mail with its addresses as links, as every mail program shows them. */
const withLinks = (text) =>
  text
    .split(/(https?:\/\/\S+)/)
    .map((part, n) =>
      n % 2 === 0 ? part : h('a', { href: part, target: '_blank', rel: 'noopener noreferrer' }, part),
    )

const mailElement = ({ subject, text, at }) =>
  h(
    'details',
    { 'data-mail': subject },
    h('summary', {}, h('span', {}, subject), h('time', {}, clockTime(at))),
    h('p', {}, ...withLinks(text)),
  )

const codesElement = ({ code }) =>
  h('li', {}, h('code', { 'data-recovery-code': code }, code), copyButton(code, code))

const emptyOr = (items, none) => (items.length > 0 ? items : [{ empty: none }])
const orEmpty = (tag, build) => (item) =>
  item.empty === undefined ? build(item) : h(tag, { class: 'empty' }, item.empty)

export const renderPhone = (state) => {
  const { phone } = state
  byId('phone-title').textContent = phone?.title ?? word('phone.somebody')
  // Only the pretended company's people have a seeded phone; everybody gets mail.
  for (const part of document.querySelectorAll('[data-seeded]')) part.hidden = state.account === undefined
  endsAt = Date.now() + state.clock.secondsLeft * 1000
  keep(totp, [{ code: phone?.code }], () => 'code', codeElement)
  keep(
    byId('mail'),
    emptyOr(phone?.mail ?? [], word('phone.mail.none')),
    (m) => m.empty ?? `${m.at}${m.subject}`,
    orEmpty('p', mailElement),
  )
  keep(
    byId('codes'),
    emptyOr(
      (phone?.codes ?? []).map((code) => ({ code })),
      word('phone.codes.none'),
    ),
    (c) => c.empty ?? c.code,
    orEmpty('li', codesElement),
  )
  keep(
    byId('lately'),
    emptyOr(
      (phone?.lately ?? []).map((what) => ({ what })),
      word('phone.lately.none'),
    ),
    (l) => l.empty ?? l.what,
    orEmpty('li', ({ what }) => h('li', { 'data-lately': what }, what)),
  )
  tick()
}

const tick = () => {
  const ring = totp.querySelector('.ring')
  if (ring === null) return
  const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000))
  ring.querySelector('text').textContent = String(left)
  ring.querySelector('.left').setAttribute('stroke-dashoffset', String(around * (1 - left / 30)))
  ring.classList.toggle('soon', left <= 5)
}
setInterval(tick, 500)
