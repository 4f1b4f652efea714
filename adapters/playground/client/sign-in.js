// The pretended company's sign-in box.

import { act } from './call.js'
import { byId, listen, word } from './dom.js'

const form = byId('sign-in')
const result = byId('sign-in-result')
let you

const tell = (kind, says) => {
  result.dataset.signinResult = kind
  result.textContent = says
}

export const renderSignIn = (state) => {
  byId('lock').hidden = !state.lockable
  if (you === state.you) return
  you = state.you
  form.elements.account.value = state.account ?? ''
  form.elements.password.value = ''
  delete result.dataset.signinResult
  result.textContent = ''
}

listen(form, 'submit', async (event) => {
  event.preventDefault()
  const { account, password } = form.elements
  tell('', '')
  try {
    const answer = await act('signin', { account: account.value, password: password.value })
    tell(answer.result, answer.says)
  } catch {
    tell('unavailable', word('undelivered'))
  }
  password.value = ''
})

listen(byId('lock'), 'click', async () => {
  try {
    const answer = await act('lock', { user: you })
    tell(answer.result, answer.says)
  } catch {
    tell('unavailable', word('undelivered'))
  }
})
