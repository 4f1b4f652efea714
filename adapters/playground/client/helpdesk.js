// What the helpdesk sees: the alert channel, and the audit trail in words.

import { byId, clockTime, h, keep, word } from './dom.js'
import { messageElement } from './thread.js'

const alerts = byId('alerts')
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

export const renderHelpdesk = (state) => {
  byId('alerts-as').textContent = state.alertsAs
  const before = alerts.childElementCount
  const raised = state.alerts.length > 0 ? state.alerts : [{ id: 'empty', empty: word('alerts.empty') }]
  keep(
    alerts,
    raised,
    (m) => m.id,
    (m) =>
      m.empty === undefined ? messageElement(m, state.alertChannel) : h('p', { class: 'empty' }, m.empty),
  )
  if (alerts.childElementCount > before) alerts.scrollTop = alerts.scrollHeight
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
