// What the helpdesk sees: the alert channel, that of whoever is on call, and the audit trail in words.

import { byId, clockTime, h, keep, word } from './dom.js'
import { messageElement } from './thread.js'

const alerts = byId('alerts')
const onCall = byId('on-call')
const audit = byId('audit')
const bad = /refused|second|tampered|failed|halfway|foreign|unknown|disowned|notCommitted/
const good = /committed|accepted|enrolled|made|sent$/

const toneOf = (event) => (bad.test(event) ? 'bad' : good.test(event) ? 'good' : 'plain')

const auditElement = ({ at, event, says, detail, flow, empty }) =>
  empty === undefined
    ? h(
        'li',
        { class: `tone-${toneOf(event)}`, 'data-event': event },
        h('p', {}, h('span', { class: 'says' }, says), h('time', {}, clockTime(at))),
        h('p', { class: 'detail' }, [flow, detail].filter((part) => part !== '').join(' · ')),
      )
    : h('li', { class: 'empty' }, empty)

const renderChannel = (pane, messages, channel) => {
  const before = pane.childElementCount
  keep(
    pane,
    messages,
    (m) => m.id,
    (m) => (m.empty === undefined ? messageElement(m, channel) : h('p', { class: 'empty' }, m.empty)),
  )
  // A card that is longer than the pane is read from its top.
  if (pane.childElementCount > before) pane.scrollTop = pane.lastElementChild.offsetTop - pane.offsetTop
}

export const renderHelpdesk = (state) => {
  byId('alerts-as').textContent = state.alertsAs
  const raised = state.alerts.length > 0 ? state.alerts : [{ id: 'empty', empty: word('alerts.empty') }]
  renderChannel(alerts, raised, state.alertChannel)
  byId('on-call-pane').hidden = state.onCall.length === 0
  renderChannel(onCall, state.onCall, state.onCallChannel)
  const total = state.audit.length
  const heard = total > 0 ? state.audit : [{ empty: word('audit.empty') }]
  keep(
    audit,
    heard.map((e, index) => ({ ...e, nth: total - index })),
    (e) => `${e.at}/${e.event}/${e.detail}`,
    auditElement,
  )
  document.body.dataset.alerts = String(state.alerts.length)
}
