import type { Keyring } from '../lib/keys.ts'

/**
 * The name of a subject in the store: keyed, so that whoever reads Redis learns no address and no person, and cannot find one
 * out by trying them all. Under the key on which all replicas agree while another is rolled out; the count begins anew when
 * that is gone.
 */
export const subjectsUnder =
  (keyring: Keyring) =>
  (kind: string, subject: string): string => {
    const digest = keyring.digest(keyring.steady, 'limit', JSON.stringify([kind, subject]))
    return (digest ?? Buffer.alloc(0)).toString('base64url').slice(0, 27)
  }
export type Subjects = ReturnType<typeof subjectsUnder>
