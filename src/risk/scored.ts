import type { Phrase } from '../story/card.ts'

/** One term of the score: a comparison of this request with what is usual. */
export interface Term {
  /** What was compared. */
  readonly name: string
  /** Log-likelihood ratio (nats): above 0 = more like an attacker, below 0 = more like the person. */
  readonly adds: number
  readonly says?: Phrase
  /** It is about where the request comes from. */
  readonly place?: true
  /** It is about how many requests there are, whoever makes them. */
  readonly crowd?: true
}

/** How far a request is from what is usual. */
export interface Scored {
  readonly score: number
  readonly terms: readonly Term[]
  /** Names model and version, for the trail. */
  readonly model: string
  /** Nobody gets here from where they last were in that time. */
  readonly tooFast?: boolean
}
