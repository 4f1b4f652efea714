// An approver's decision: the secret of the link stays in memory until a person presses, and what is signed is what is shown.
import { withDevice } from './ceremony.js'
import { busy, note, pressed, section } from './screen.js'

let door
let offered
let fresh = false

/** Takes the fragment out of the address bar and the history before anything else happens. */
const takeDoor = () => {
  const [, flow, token] = /^#v1\.([\w-]{1,64})\.([\w-]{1,128})$/.exec(location.hash) ?? []
  if (location.hash) history.replaceState(null, '', location.pathname)
  if (flow) {
    door = { flow, token }
    offered = undefined
  }
  section(door ? 'start' : 'nothing')
}

const post = async (path, what) => {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ ...door, ...what })
  const signal = AbortSignal.timeout(60_000)
  try {
    const response = await fetch(path, { method: 'POST', headers, body, redirect: 'error', signal })
    return { ...(await response.json()), status: response.status }
  } catch {
    return { status: 0 }
  }
}

/** Puts sentences in the place of what stood there. */
const put = (name, sentences) =>
  document
    .querySelector(`[data-says="${name}"]`)
    .replaceChildren(
      ...sentences.map((text) => Object.assign(document.createElement('li'), { textContent: text })),
    )

const over = (name, says) => {
  put(name, says)
  section(name)
}

const explain = ({ status, says }) => {
  if (status === 410) section('void')
  else if (status === 409) over('refused', says)
  else note(status === 0 ? 'offline' : status === 503 ? 'unavailable' : 'fault')
}

const shown = () => JSON.stringify(offered && [offered.title, offered.lines])

/** Reads the request, with a fresh challenge over it, and shows it; true where it says what was shown before. */
const read = async () => {
  const before = shown()
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const got = await post('/a/open', { timeZone })
  if (got.status !== 200) return explain(got)
  offered = got
  fresh = true
  document.querySelector('[data-title]').textContent = got.title
  document.querySelector('[data-until]').textContent = got.until
  if (before === shown()) return true
  over('read', got.lines)
  if (before) note('changed')
  return false
}

/** A challenge is good once: after it the request is read again, and what has changed is to be read before it is signed. */
const sign = async () => {
  if (!fresh && !(await read())) return
  const { options, nonce } = offered
  const response = await withDevice('get', options)
  if (!response) return
  fresh = false
  const got = await post('/a/sign', { nonce, response })
  if (got.status === 200) over('done', got.says)
  else explain(got)
}

const on = (ask, act) => {
  const button = document.querySelector(`[data-ask="${ask}"]`)
  pressed(button, () => busy(button, act))
}
on('read', read)
on('sign', sign)
takeDoor()
// A link opened again in this tab only changes the fragment: the page does not load anew.
addEventListener('hashchange', () => {
  if (location.hash) takeDoor()
})
