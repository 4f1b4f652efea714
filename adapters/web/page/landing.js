// The way in: the secret of a link is in its fragment, which no server, log or preview ever sees.
import { currentKey, forgetKey, keyOf, setCurrent } from './key.js'
import { lastingKey, makeKey } from './make-key.js'
import { knock } from './proof.js'
import { busy, came, note, pressed, reload, section } from './screen.js'

let link

/** Takes the fragment out of the address bar and the history before anything else happens. */
const takeLink = () => {
  const [, flow, secret] = /^#v1\.([\w-]{1,64})(?:\.([\w-]{1,128}))?$/.exec(location.hash) ?? []
  if (location.hash) history.replaceState(null, '', location.pathname)
  if (flow) link = { flow, secret }
}

const enter = async (path, key, what, gone) => {
  const got = await knock(path, key, what, await lastingKey())
  if (got.status === 200) {
    await setCurrent(key.flow)
    if (!reload()) section('storage')
  } else if (got.status === 410) await gone()
  else {
    if (path === '/h/resume') section('retry')
    note(got.status === 0 ? 'offline' : got.status === 503 ? 'unavailable' : 'fault')
  }
}

const attach = async () => {
  const { flow, secret } = link
  const known = await keyOf(flow)
  const key = known ?? (await makeKey(flow))
  await enter('/h/attach', key, { flow, secret }, async () => {
    if (!known) await forgetKey(flow)
    section('gone')
  })
}

const unlessBlocked = async (act) => {
  try {
    await act()
  } catch {
    section('storage')
  }
}

const arrive = async () => {
  takeLink()
  note()
  // Let in and here again with nothing: the cookie was not kept.
  if (came() && !link) return section('storage')
  if (link?.secret) return section('start')
  const key = await (link ? keyOf(link.flow) : currentKey())
  if (!key) return section(link ? 'elsewhere' : 'nothing')
  await enter('/h/resume', key, { flow: key.flow }, () => section(link ? 'gone' : 'nothing'))
}

const again = () => unlessBlocked(arrive)
const start = document.querySelector('[data-ask="continue"]')
pressed(start, () => busy(start, () => unlessBlocked(attach)))
pressed(document.querySelector('[data-ask="retry"]'), again)
takeLink()
// A link opened again in this tab only changes the fragment: the page does not load anew.
addEventListener('hashchange', () => {
  if (location.hash) void again()
})
addEventListener('pageshow', () => void again())
