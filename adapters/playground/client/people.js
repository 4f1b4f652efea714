// Who you are: one button each; the rarer ones folded away.

import { act } from './call.js'
import { byId, h, keep, listen, word } from './dom.js'
import { fail } from './thread.js'

const root = byId('people')
const main = h('div', { class: 'list' })
const more = h('div', { class: 'list' })
const folded = h('details', { class: 'more' }, h('summary', {}, word('you.more')), more)
root.append(main, folded)

const initials = (name) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part[0] ?? '')
    .join('')
    .toUpperCase()

const button = ({ user, name, story, gone, chosen, hue }) =>
  h(
    'button',
    {
      type: 'button',
      class: 'person',
      'data-person': user,
      'aria-pressed': String(chosen),
      onclick: () => act('look', { user }).catch(fail),
    },
    h('span', { class: `avatar hue-${hue}`, 'aria-hidden': 'true' }, initials(name)),
    h(
      'span',
      { class: 'about' },
      h(
        'span',
        { class: 'name' },
        name,
        ...(gone ? [h('span', { class: 'gone' }, ` ${word('you.gone')}`)] : []),
      ),
      h('span', { class: 'story' }, story),
    ),
  )

export const renderPeople = (state) => {
  const people = state.people.map((p, index) => ({ ...p, chosen: p.user === state.you, hue: index % 8 }))
  keep(
    main,
    people.filter((p) => !p.extra),
    (p) => p.user,
    button,
  )
  keep(
    more,
    people.filter((p) => p.extra),
    (p) => p.user,
    button,
  )
  byId('join').hidden = !state.joinable
}

listen(byId('join'), 'submit', async (event) => {
  event.preventDefault()
  const fields = new FormData(event.currentTarget)
  await act('join', { name: fields.get('name'), email: fields.get('email') }).catch(fail)
})
