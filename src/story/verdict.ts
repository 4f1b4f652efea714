/** How one answer was received. */
export type Verdict =
  | 'taken'
  /** A no that may be tried again; the view carries the words. */
  | 'again'
  /** Nothing changed; `reveal` holds what was asked for. */
  | 'shown'
  /** Decided before: a redelivery. */
  | 'duplicate'
  /** Given on an older card. */
  | 'stale'
  /** This speaker, or this answer, is not heard here. */
  | 'unheard'
  /** An act is under way; nobody is heard until its outcome is known. */
  | 'busy'
  | 'over'
  | 'gone'
  /** The journal does not answer, so nothing irreversible was begun. */
  | 'unavailable'
