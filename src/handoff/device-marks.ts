import type { Keyring } from '../lib/keys.ts'

/**
 * What is kept of a browser's lasting key: a keyed hash of its thumbprint, by which a reader of the store knows no browser
 * again. Under the oldest key, on which all replicas agree while a new one is rolled out; when that is gone, every browser is
 * unknown once more.
 */
export const deviceMarks =
  (keyring: Keyring) =>
  (thumbprint: string): string => {
    const id = keyring.ids.at(-1) ?? keyring.current
    return (keyring.digest(id, 'device', thumbprint) ?? Buffer.alloc(0)).toString('base64url').slice(0, 27)
  }
