import { Fault } from './errors.ts'
import { parsed, type Change, type Store } from './record.ts'

/** What is kept of people under one kind of key, durable, one value per person. */
export interface PerPerson<T> {
  /** The value, or an empty one at revision 0. */
  of(person: string): Promise<{ readonly value: T; readonly rev: number }>
  /** The change that replaces what was read; a value stays with its person. */
  keep(read: { readonly value: T; readonly rev: number }, next: T): Change
}

export interface PerPersonParts<T> {
  readonly store: Pick<Store, 'read'>
  /** The kind of key. */
  readonly kind: string
  readonly empty: (person: string) => T
  /** The value as one of ours, or undefined when it is not to the letter. */
  readonly read: (stored: unknown) => T | undefined
}

/** A stored value that cannot be read, or is somebody else's, is a `Fault` ERR_RECORD_TAMPERED, and never taken for none. */
export const perPerson = <T extends { readonly person: string }>({
  store,
  kind,
  empty,
  read,
}: PerPersonParts<T>): PerPerson<T> => {
  const keyOf = (person: string): string => `${kind}:${encodeURIComponent(person)}`
  return {
    async of(person) {
      const key = keyOf(person)
      const found = await store.read(key)
      if (found === undefined) return { value: empty(person), rev: 0 }
      const value = read(parsed<unknown>(found.value))
      if (value?.person === person) return { value, rev: found.rev }
      throw new Fault('ERR_RECORD_TAMPERED', `${key} is not as we write it`)
    },

    keep(was, next) {
      if (next.person !== was.value.person) throw new TypeError('a standing stays with its person')
      return { key: keyOf(next.person), rev: was.rev, value: JSON.stringify(next) }
    },
  }
}
