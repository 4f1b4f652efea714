// Proof of possession: every call that changes something is signed by the browser's key, with a nonce of the server.
import { base64url } from './bytes.js'
import { page } from './screen.js'

let nonce = document.documentElement.dataset.nonce
let line = Promise.resolve()

const text = new TextEncoder()
const hashed = async (said) => base64url(await crypto.subtle.digest('SHA-256', text.encode(said)))

const signed = async (typ, key, claims) => {
  const part = (value) => base64url(text.encode(JSON.stringify(value)))
  const input = `${part({ typ: `latchkey-${typ}+jwt`, alg: 'ES256', jwk: key.jwk })}.${part(claims)}`
  const how = { name: 'ECDSA', hash: 'SHA-256' }
  return `${input}.${base64url(await crypto.subtle.sign(how, key.private, text.encode(input)))}`
}

const post = async (path, key, prompt, what, mayRepeat, lasting) => {
  const body = JSON.stringify(what)
  const bsh = await hashed(body)
  const claims = { htm: 'POST', htu: location.origin + path, flow: key.flow, ver: prompt, nonce, bsh }
  const proof = await signed('proof', key, claims)
  const headers = { 'content-type': 'application/json', 'latchkey-proof': proof }
  if (lasting) headers['latchkey-device'] = await signed('device', lasting, { prf: await hashed(proof) })
  const call = { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(60_000) }
  let response, data
  try {
    response = await fetch(path, call)
    data = await response.json()
  } catch {
    return { status: 0 }
  }
  nonce = data.nonce ?? nonce
  return response.status === 401 && mayRepeat
    ? post(path, key, prompt, what, false, lasting)
    : { ...data, status: response.status }
}

/** One call at a time, for each uses up a nonce. Status 0: no answer came. */
const send = (path, key, prompt, what, lasting) =>
  (line = line.then(() => post(path, key, prompt, what, true, lasting)))

/** A call that has no page yet, attach and resume: the browser shows its lasting key as well. */
export const knock = (path, key, what, lasting) => send(path, key, '', what, lasting)

/** An answer to an ask of this page. */
export const reply = (key, name, value, secrets) =>
  send('/h/answer', key, page.prompt, { name, value, secrets })
