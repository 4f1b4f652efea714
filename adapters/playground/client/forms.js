// Small dialog forms: those the bot opens on a press, and our own.

import { act } from './call.js'
import { h, word } from './dom.js'
import { fail } from './thread.js'

let open
let dismissed

/** Shows a form; `submit` gets the typed value, `close` hears of a form that was put away. */
export const showForm = ({ id, title, lines, label, name, digits, type = 'text', go, submit, close }) => {
  open?.dialog.remove()
  const input = label === undefined ? undefined : inputFor({ name, digits, type })
  const shut = () => {
    dismissed = id
    dialog.close()
    close?.()
  }
  const form = h(
    'form',
    {
      class: 'stack',
      method: 'dialog',
      onsubmit: async (event) => {
        event.preventDefault()
        const value = input?.value.trim()
        if (value === '') return
        dismissed = id
        dialog.close()
        await submit(value).catch(fail)
      },
    },
    h('h2', { id: 'form-title' }, title),
    ...lines.map((line) => h('p', {}, line)),
    ...(input === undefined ? [] : [h('label', {}, label, input)]),
    h(
      'div',
      { class: 'row' },
      h('button', { class: 'button primary', 'data-submit': name ?? id }, go),
      h(
        'button',
        { type: 'button', class: 'button', 'data-close': true, onclick: shut },
        word('tools.cancel'),
      ),
    ),
  )
  const dialog = h(
    'dialog',
    {
      'aria-labelledby': 'form-title',
      oncancel: (event) => {
        event.preventDefault()
        shut()
      },
      onclose: () => {
        dialog.remove()
        open = undefined
      },
    },
    form,
  )
  open = { id, dialog }
  document.body.append(dialog)
  dialog.showModal()
  input?.focus()
}

const inputFor = ({ name, digits, type }) =>
  digits === undefined
    ? h('input', { 'data-ask': name, type, required: true, maxlength: 500, autocomplete: 'off' })
    : h('input', {
        'data-ask': name,
        class: 'digits',
        inputmode: 'numeric',
        required: true,
        autocomplete: 'off',
        maxlength: digits + 4,
      })

/** Opens what the server says is open in this page, and closes what it says is not. */
export const renderForm = (state) => {
  const { form } = state
  if (form === undefined) {
    if (open !== undefined && !open.id.startsWith('own-')) open.dialog.close()
    return
  }
  if (open?.id === form.id || dismissed === form.id) return
  showForm({
    ...form,
    go: word('dialog.submit'),
    submit: (value) => act('submit', { form: form.id, value }),
    close: () => act('close', { form: form.id }).catch(fail),
  })
}
