import { day, hour, minute, type Clock } from '../lib/clock.ts'
import { parsed, type Store } from '../story/record.ts'
import type { SourceHealth } from './port.ts'

/** A source as it is configured. */
export interface ConfiguredSource {
  readonly name: string
  /** It has fallen silent when it delivered nothing for so long (ms). */
  readonly silentAfterMs: number
  /** Since when it delivers, where that is known without having heard it (ms since the epoch). */
  readonly since?: number
}

type Heard = Omit<SourceHealth, 'source'>

/** While nothing changes, it is noted so often (ms). */
const noteEveryMs = minute
/** For a source that sends: a long weekend. For one that is asked every few minutes: long enough for a restart of everything (ms). */
export const silent = { sends: 4 * day, asked: hour } as const

/** How the configured sources fare, kept in the store for all replicas. */
export class Sources {
  readonly #store: Store
  readonly #clock: Clock
  readonly #configured: readonly ConfiguredSource[]
  /** What this process noted last of each, and when: another may have noted something else since. */
  readonly #noted = new Map<string, { readonly failing: string | undefined; readonly at: number }>()

  constructor(store: Store, clock: Clock, configured: readonly ConfiguredSource[]) {
    this.#store = store
    this.#clock = clock
    this.#configured = configured
  }

  /** What a source that is not configured delivers counts for no source's health. */
  async heard(source: string, failing?: string): Promise<void> {
    if (!this.#configured.some(({ name }) => name === source)) return
    const now = this.#clock.now()
    const noted = this.#noted.get(source)
    if (noted !== undefined && noted.failing === failing && now < noted.at + noteEveryMs) return
    const stored = await this.#store.read(place(source))
    const before = stored === undefined ? {} : parsed<Heard>(stored.value)
    const delivered = failing === undefined ? { firstAt: before.firstAt ?? now, lastAt: now } : pastOf(before)
    const next: Heard = { ...delivered, ...(failing !== undefined && { failing }) }
    // When another replica notes at the same moment, theirs is as good.
    await this.#store.write([{ key: place(source), rev: stored?.rev ?? 0, value: JSON.stringify(next) }])
    this.#noted.set(source, { failing, at: now })
  }

  async all(): Promise<readonly SourceHealth[]> {
    return await Promise.all(
      this.#configured.map(async (source): Promise<SourceHealth> => {
        const stored = await this.#store.read(place(source.name))
        const heard = stored === undefined ? {} : parsed<Heard>(stored.value)
        const silent = this.#silent(source, heard) ? 'it fell silent' : undefined
        const failing = heard.failing ?? silent
        const { name, since: firstAt } = source
        return {
          source: name,
          ...(firstAt !== undefined && { firstAt }),
          ...pastOf(heard),
          ...(failing !== undefined && { failing }),
        }
      }),
    )
  }

  #silent({ silentAfterMs }: ConfiguredSource, { lastAt }: Heard): boolean {
    return lastAt !== undefined && this.#clock.now() > lastAt + silentAfterMs
  }
}

const place = (source: string): string => `activity:source:${source}`

const pastOf = ({ firstAt, lastAt }: Heard): Heard => ({
  ...(firstAt !== undefined && { firstAt }),
  ...(lastAt !== undefined && { lastAt }),
})
