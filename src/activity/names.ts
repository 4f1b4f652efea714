import type { Keyring } from '../lib/keys.ts'
import { Fault } from '../story/errors.ts'

/** Names and seals under the key of the sign-ins: a reader of the store learns neither who nor what, a writer is found out. */
export interface Names {
  /** What a person's log is called. */
  readonly owner: (person: string) => string
  /** By which the same event is told in a log. */
  readonly tag: (id: string) => string
  readonly seal: (owner: string, kind: 'line' | 'snapshot', text: string) => string
  /** Throws `Fault` ERR_RECORD_TAMPERED for what was not sealed by us for this very log. */
  readonly open: (owner: string, kind: 'line' | 'snapshot', sealed: string) => string
}

export const names = (key: Keyring): Names => {
  const hashed = (text: string, chars: number): string =>
    (key.digest(key.current, 'activity', text) ?? Buffer.alloc(0)).toString('base64url').slice(0, chars)
  return {
    owner: (person) => hashed(`person ${person}`, 22),
    tag: (id) => hashed(`event ${id}`, 9),
    seal: (owner, kind, text) => key.seal('activity', text, `${kind} ${owner}`),
    open(owner, kind, sealed) {
      const text = key.open('activity', sealed, `${kind} ${owner}`)
      if (text === undefined)
        throw new Fault('ERR_RECORD_TAMPERED', `a ${kind} of ${owner} was not written by us`)
      return text
    },
  }
}
