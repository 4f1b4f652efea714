/** What can go wrong with a call. `after`: the call is carried out, and only its answer is lost. */
export type Trouble =
  | { readonly kind: 'rate-limited'; readonly retryAfter?: number }
  | { readonly kind: 'rate-limited-in-body' }
  | { readonly kind: 'status'; readonly status: number; readonly after?: boolean }
  | { readonly kind: 'cut'; readonly after?: boolean }
  | { readonly kind: 'hang'; readonly after?: boolean }
  | { readonly kind: 'slow'; readonly until: Promise<unknown> }
  | { readonly kind: 'error'; readonly error: string }

export interface Where {
  readonly method?: string
  readonly channel?: string
  /** How many calls it meets; for ever when left out. */
  readonly times?: number
}

interface Planned {
  readonly where: Where
  readonly trouble: Trouble
  left: number
}

/** The troubles that were ordered, each met by the calls it fits until it is used up. */
export class Troubles {
  readonly #planned: Planned[] = []

  order(trouble: Trouble, where: Where = {}): void {
    this.#planned.push({ where, trouble, left: where.times ?? Infinity })
  }

  clear(): void {
    this.#planned.length = 0
  }

  meet(method: string, channel: unknown): Trouble | undefined {
    const met = this.#planned.find(
      ({ where, left }) =>
        left > 0 &&
        (where.method ?? method) === method &&
        (where.channel === undefined || where.channel === channel),
    )
    if (met === undefined) return undefined
    met.left -= 1
    return met.trouble
  }
}
