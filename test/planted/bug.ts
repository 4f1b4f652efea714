/** One mistake that somebody could make. */
export interface Bug {
  readonly name: string
  /** What it gives to whom. */
  readonly gives: string
  readonly file: string
  /** Stands exactly once in the file. */
  readonly find: string
  readonly put: string
  /** Test files of which at least one must fail, or `types` where it must not even compile. */
  readonly seenBy: readonly string[] | 'types'
}
