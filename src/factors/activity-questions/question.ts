/** What may be asked about. */
export const kinds = ['app', 'site', 'browser', 'phone-day'] as const
export type Kind = (typeof kinds)[number]

/** As it is kept with the flow: the same whenever it is drawn again, so that nobody learns by asking twice. */
export interface Question {
  readonly kind: Kind
  /** In the order they are shown; one of them is true. A day is its date (UTC, "2026-05-01"). */
  readonly options: readonly string[]
  /** Keyed digest of the set, the question's number and the right option: whoever reads the store learns nothing. */
  readonly right: string
}

export interface QuestionSet {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly askedAt: number
  readonly questions: readonly Question[]
  /** Keyed digests of all that stood in it, true or not, so that none of it is shown again. */
  readonly facts: readonly string[]
}

export const rightOf = (digest: Digest, set: string, number: number, option: string): string =>
  digest(JSON.stringify(['activity-question', set, number, option]))

export const factOf = (digest: Digest, kind: Kind, value: string): string =>
  digest(JSON.stringify(['activity-fact', kind, value]))

/** Keyed, under a key that is not in the store. */
export type Digest = (text: string) => string
