import crypto, { createECDH, createPrivateKey, createPublicKey, webcrypto } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { exportJWK, importJWK } from 'jose'
import type { Key } from '../support/browser.ts'

/** A P-256 key that nobody could take for a secret: its private half is one number. */
const madeUp = (number: number) => {
  const scalar = Buffer.alloc(32)
  scalar.writeUInt32BE(number, 28)
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(scalar)
  const point = pair.getPublicKey()
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '', d: scalar.toString('base64url') }
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' })
  return { jwk, privateKey, publicKey: createPublicKey(privateKey) }
}

/** The key of a browser in the records. */
export const madeUpKey = async (number: number): Promise<Key> => {
  const { jwk } = madeUp(number)
  const secret = await importJWK({ ...jwk, alg: 'ES256' })
  if (secret instanceof Uint8Array) throw new TypeError('a key was expected')
  const { kty, crv, x, y } = await exportJWK(madeUp(number).publicKey)
  return { jwk: { kty: kty ?? '', crv: crv ?? '', x: x ?? '', y: y ?? '' }, secret }
}

/**
 * From now on nothing in this process is left to chance: whatever is drawn says that it is made up, and is drawn again at the
 * next run. For the script that writes the records, and for nothing that serves anybody.
 */
export const withoutChance = (): void => {
  let drawn = 0
  const fill = (bytes: Uint8Array): void => {
    drawn += 1
    const text = `made up ${String(drawn).padStart(5, '0')} `
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).fill(text)
  }
  const filled = (size: number): Buffer => {
    const bytes = Buffer.alloc(size)
    fill(bytes)
    return bytes
  }
  Object.assign(crypto, {
    randomBytes: filled,
    randomInt: (below: number) => (drawn += 1) % below,
    generateKeyPairSync: () => madeUp((drawn += 1)),
  })
  syncBuiltinESMExports()
  Object.defineProperty(webcrypto, 'getRandomValues', {
    value: (bytes: Uint8Array) => {
      fill(bytes)
      return bytes
    },
  })
}
