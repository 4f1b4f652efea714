import type { Keyring } from '../lib/keys.ts'

/**
 * What is kept of a browser's lasting key: a keyed hash of its thumbprint, by which a reader of the store knows no browser
 * again. When the key it is made under is gone, every browser is unknown once more.
 */
export const deviceMarks =
  (keyring: Keyring) =>
  (thumbprint: string): string => {
    return (keyring.digest(keyring.steady, 'device', thumbprint) ?? Buffer.alloc(0))
      .toString('base64url')
      .slice(0, 27)
  }
