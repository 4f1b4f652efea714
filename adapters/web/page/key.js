// The browser's own keys, one per flow and a lasting one, in IndexedDB. Nobody can read the private half, not even this script.
const opened = () =>
  new Promise((done, fail) => {
    const request = indexedDB.open('latchkey', 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('keys'))
    request.addEventListener('success', () => done(request.result))
    request.addEventListener('error', () => fail(request.error))
  })

export const inStore = async (mode, act) => {
  const database = await opened()
  try {
    return await new Promise((done, fail) => {
      const work = database.transaction('keys', mode)
      const request = act(work.objectStore('keys'))
      work.addEventListener('complete', () => done(request.result))
      work.addEventListener('abort', () => fail(work.error))
    })
  } finally {
    database.close()
  }
}

/** @returns {Promise<{flow: string, jwk: object, private: CryptoKey} | undefined>} */
export const keyOf = (flow) => inStore('readonly', (store) => store.get(`flow:${flow}`))

/** The key of the flow that this browser's cookie belongs to. */
export const currentKey = async () => {
  const flow = await inStore('readonly', (store) => store.get('current'))
  return flow && (await keyOf(flow))
}

export const setCurrent = (flow) => inStore('readwrite', (store) => store.put(flow, 'current'))
export const forgetKey = (flow) => inStore('readwrite', (store) => store.delete(`flow:${flow}`))

/** Everything but the lasting key, which stands between the others by its name. */
export const forgetFlows = () =>
  inStore('readwrite', (store) => {
    store.delete(IDBKeyRange.upperBound('device', true))
    return store.delete(IDBKeyRange.lowerBound('device', true))
  })
