import { readFileSync, statSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import { Reader } from 'mmdb-lib'
import { minute, type Clock } from '../../lib/clock.ts'
import { Fault } from '../../story/errors.ts'

/** How often a file is looked at again (ms): operators replace it every few days. */
const looksEvery = minute

/** What mmdb-lib gives is whatever the file holds. */
type Found = Readonly<Record<string, unknown>>

/**
 * One MMDB file, in memory, read anew when it was replaced. One that is missing or broken when the service starts is a `Fault`
 * ERR_CONFIG; one that becomes so later fails from then on, and is used again once it can be read.
 */
export class MmdbFile {
  readonly key: string
  readonly #path: string
  readonly #clock: Clock
  #reader: Reader<never> | undefined
  #stamp: string
  #lookedAt: number

  constructor(key: string, path: string, clock: Clock) {
    this.key = key
    this.#path = path
    this.#clock = clock
    this.#lookedAt = clock.now()
    try {
      this.#stamp = stampOf(statSync(path))
      this.#reader = new Reader<never>(readFileSync(path))
    } catch (cause) {
      throw new Fault('ERR_CONFIG', `${key} names ${path}, which is no MMDB file that can be read`, { cause })
    }
  }

  /**
   * What the file says of an address; undefined when nothing, or when it cannot be read. Of an IPv6 address a file of IPv4
   * says nothing: the reader would follow its first bits to some other country.
   */
  async get(address: string): Promise<Found | undefined> {
    await this.#look()
    if (isIPv6(address) && this.#reader?.metadata.ipVersion === 4) return undefined
    try {
      const found: unknown = this.#reader?.get(address)
      return isFound(found) ? found : undefined
    } catch {
      this.#reader = undefined // A file with a broken inside; it fails from here on.
      return undefined
    }
  }

  async failing(): Promise<boolean> {
    await this.#look()
    return this.#reader === undefined
  }

  /** What kind it says it is, and when it was made (ms since the epoch). */
  get about(): { readonly kind: string; readonly madeAt: number } | undefined {
    const metadata = this.#reader?.metadata
    return metadata && { kind: metadata.databaseType, madeAt: metadata.buildEpoch.getTime() }
  }

  async #look(): Promise<void> {
    const now = this.#clock.now()
    if (Math.abs(now - this.#lookedAt) < looksEvery) return
    this.#lookedAt = now
    try {
      const stamp = stampOf(await stat(this.#path))
      if (stamp === this.#stamp) return
      this.#reader = new Reader<never>(await readFile(this.#path))
      this.#stamp = stamp
    } catch {
      this.#reader = undefined
      this.#stamp = ''
    }
  }
}

const stampOf = ({ ino, size, mtimeMs }: { ino: number; size: number; mtimeMs: number }): string =>
  `${ino}/${size}/${mtimeMs}`

const isFound = (value: unknown): value is Found => typeof value === 'object' && value !== null
