/** Deadlines (ms) and counts. Together they keep a commit within 30 seconds, so that no lease runs out under it. */
export interface Limits {
  readonly connectMs: number
  readonly answerMs: number
  /** A commit whose first write is not out by then does not begin. */
  readonly beginMs: number
  /** A password that is not sent by then (ms after the commit began) is not sent. */
  readonly writeMs: number
  /** How long a lost answer may still be worked on by the server. */
  readonly quietMs: number
  /** How long an unclear outcome is looked into before it is called unknown. */
  readonly settleMs: number
  /** Commits at once: a server writes passwords one after another, more only wait longer. */
  readonly commitsAtOnce: number
  readonly readsAtOnce: number
  /** Age at which a pooled session is given up; a domain controller cuts idle ones at 15 minutes. */
  readonly sessionMs: number
}

export const usualLimits: Limits = {
  connectMs: 4000,
  answerMs: 6000,
  beginMs: 8000,
  writeMs: 15_000,
  quietMs: 3000,
  settleMs: 8000,
  commitsAtOnce: 2,
  readsAtOnce: 8,
  sessionMs: 600_000,
}
