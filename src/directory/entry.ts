import type { Entry as RawEntry } from 'ldapts'

/**
 * One entry of a search, read by name in any case. The client library gives a scalar, an array, or an empty
 * array for what was not returned; here that is undefined, and "not returned" may mean absent or forbidden.
 */
export class Entry {
  readonly dn: string
  readonly #values = new Map<string, readonly (string | Buffer)[]>()

  constructor(raw: RawEntry) {
    this.dn = raw.dn
    for (const [name, value] of Object.entries(raw)) {
      if (name !== 'dn') this.#values.set(name.toLowerCase(), Array.isArray(value) ? value : [value])
    }
  }

  has(name: string): boolean {
    return this.#all(name).length > 0
  }

  /** The first value as text. */
  text(name: string): string | undefined {
    return this.texts(name)[0]
  }

  texts(name: string): readonly string[] {
    return this.#all(name).map((v) => (typeof v === 'string' ? v : v.toString('utf8')))
  }

  /** The first value as bytes; only for attributes that were asked for as bytes. */
  bytes(name: string): Buffer | undefined {
    return this.manyBytes(name)[0]
  }

  manyBytes(name: string): readonly Buffer[] {
    return this.#all(name).filter((v) => Buffer.isBuffer(v))
  }

  /** A whole number that fits; undefined when it was not returned. */
  integer(name: string): number | undefined {
    const value = this.text(name)
    return value !== undefined && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined
  }

  #all(name: string): readonly (string | Buffer)[] {
    return this.#values.get(name.toLowerCase()) ?? []
  }
}
