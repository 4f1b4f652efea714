// Keys are made on the way in and nowhere else.
import { inStore } from './key.js'

/** A new P-256 key, kept before it is used: an answer that gets lost can be asked for again. */
const make = async (name, flow) => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  const key = { flow, jwk: { kty, crv, x, y }, private: pair.privateKey }
  await inStore('readwrite', (store) => store.put(key, name))
  return key
}

export const makeKey = (flow) => make(`flow:${flow}`, flow)

/** The key that stays when a flow is over: by it this browser may be known again. */
export const lastingKey = async () =>
  (await inStore('readonly', (store) => store.get('device'))) ?? make('device')
