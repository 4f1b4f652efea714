// "That wasn't me": the secret of the link stays in memory until a person has typed the word and pressed.
import { busy, note, pressed, section } from './screen.js'

let notice

/** Takes the fragment out of the address bar and the history before anything else happens. */
const takeNotice = () => {
  const [, id, token] = /^#v1\.([\w-]{1,64})\.([\w-]{1,128})$/.exec(location.hash) ?? []
  if (location.hash) history.replaceState(null, '', location.pathname)
  if (id) notice = { notice: id, token }
  section(notice ? 'ask' : 'nothing')
}

const disownIt = async (word) => {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ ...notice, word })
  const signal = AbortSignal.timeout(60_000)
  const got = await fetch('/notme', { method: 'POST', headers, body, redirect: 'error', signal }).catch(
    () => undefined,
  )
  if (got?.status === 200) section('frozen')
  else if (got?.status === 410) section('void')
  else if (got?.status === 422) note('wrong')
  else note(got === undefined ? 'offline' : got.status === 503 ? 'unavailable' : 'fault')
}

const form = document.querySelector('form')
const send = document.querySelector('[data-send="freeze"]')
form.addEventListener('submit', (event) => event.preventDefault())
pressed(send, () => {
  if (form.reportValidity()) void busy(send, () => disownIt(form.elements.word.value))
})
takeNotice()
addEventListener('hashchange', () => {
  if (location.hash) takeNotice()
})
