// The page draws whole snapshots that the server sends, again and again; it decides nothing.

import { act } from './call.js'
import { byId, listen } from './dom.js'
import { renderForm } from './forms.js'
import { renderHelpdesk } from './helpdesk.js'
import { renderPeople } from './people.js'
import { renderPhone } from './phone.js'
import { renderSignIn } from './sign-in.js'
import { fail, renderThread } from './thread.js'
import { renderTools } from './tools.js'

const parts = [renderPeople, renderThread, renderPhone, renderSignIn, renderHelpdesk, renderTools, renderForm]
const clock = byId('clock')
const stamp = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
let ahead = 0

const tick = () => {
  const now = new Date(Date.now() + ahead)
  const says = stamp.format(now)
  if (clock.textContent === says) return
  clock.textContent = says
  clock.dateTime = now.toISOString()
}
const setClock = (now) => {
  ahead = now - Date.now()
  tick()
}
setInterval(tick, 1000)

const source = new EventSource(`/playground/stream?page=${document.body.dataset.page}`)
source.addEventListener('message', (event) => {
  byId('banner').hidden = true
  const state = JSON.parse(event.data)
  setClock(state.clock.now)
  for (const render of parts) render(state)
  document.body.dataset.ready = 'true'
})
source.addEventListener('error', () => {
  byId('banner').hidden = false
  // The demonstration was started again and does not know this page any more: a fresh one will do.
  const started = document.body.dataset.ready === 'true'
  if (started && source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 1000)
})

listen(document.querySelector('[data-forward]'), 'click', () =>
  act('forward', {})
    .then(({ now }) => setClock(now))
    .catch(fail),
)

for (const view of document.querySelectorAll('[data-show]')) {
  view.addEventListener('click', () => {
    document.body.dataset.view = view.dataset.show
    for (const other of document.querySelectorAll('[data-show]')) other.removeAttribute('aria-current')
    view.setAttribute('aria-current', 'true')
  })
}
