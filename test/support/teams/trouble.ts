/** What can go wrong with one post to a conversation. "After" = it was accepted, and the bot does not learn of it. */
export type Trouble =
  | { readonly kind: 'throttled'; readonly retryAfter?: number }
  | { readonly kind: 'precondition' }
  /** A redirect, which nobody may follow with our token. */
  | { readonly kind: 'moved'; readonly to: string }
  | { readonly kind: 'broken'; readonly status: 500 | 502 | 503 | 504; readonly after?: boolean }
  | { readonly kind: 'cut'; readonly after?: boolean }
  | { readonly kind: 'hang'; readonly after?: boolean }

/** Troubles that wait for the next posts, each conversation's own. */
export class Troubles {
  readonly #waiting = new Map<string, Trouble[]>()

  next(conversation: string, ...troubles: readonly Trouble[]): void {
    this.#waiting.set(conversation, [...(this.#waiting.get(conversation) ?? []), ...troubles])
  }

  take(conversation: string): Trouble | undefined {
    return this.#waiting.get(conversation)?.shift()
  }
}
