/** What is kept under a name, and at which revision; 0 = nothing was ever kept. */
export interface KeptText {
  readonly text: string | undefined
  readonly rev: number
}

/**
 * What a chat platform has to remember that belongs to no person and no conversation: the tokens of its installations, where
 * its channels are. Kept encrypted, so whoever reads the store posts in nobody's name.
 */
export interface Installations {
  /** Rejects with `Fault` ERR_RECORD_TAMPERED when what is kept does not open. */
  read(name: string): Promise<KeptText>
  /** Replaces what was read, or (null) removes it. False when somebody else wrote since. */
  write(name: string, rev: number, text: string | null): Promise<boolean>
  /** True for one caller until `ms` are over: for what must not be done twice at once. */
  claim(name: string, ms: number): Promise<boolean>
}
