// What can be tried besides chatting: repeats, changed profiles, people who leave, odd things.

import { act } from './call.js'
import { byId, listen, word } from './dom.js'
import { showForm } from './forms.js'
import { fail } from './thread.js'

const tools = byId('tools')
const twice = tools.querySelector('[data-tool=twice]')
let you
let email

export const renderTools = (state) => {
  you = state.you
  email = state.email
  twice.checked = state.twice.on
  byId('twice-count').textContent = state.twice.on ? state.twice.says : ''
}

const own = (name, form) =>
  showForm({
    id: `own-${name}`,
    name,
    title: word(`tools.${name}`),
    lines: [word(`${name}.hint`)],
    go: word(`${name}.go`),
    ...form,
  })

const does = {
  message: () => act('message', { user: you }).catch(fail),
  report: () =>
    own('report', { label: word('report.label'), submit: (text) => act('report', { user: you, text }) }),
  email: () =>
    own('email', {
      label: `${word('email.label')} (${email})`,
      type: 'email',
      submit: (next) => act('email', { user: you, email: next }),
    }),
  leave: () => own('leave', { submit: () => act('leave', { user: you }) }),
}

listen(twice, 'change', () => act('twice', { on: twice.checked }).catch(fail))
for (const [name, run] of Object.entries(does)) {
  tools.querySelector(`[data-tool=${name}]`).addEventListener('click', () => {
    tools.open = false
    void run()
  })
}
document.addEventListener('click', (event) => {
  if (!tools.contains(event.target)) tools.open = false
})
tools.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !tools.open) return
  tools.open = false
  tools.querySelector('summary').focus()
})
