import type { Directory, Person, RefusalReason } from '../../src/directory/port.ts'
import type { Secret } from '../../src/lib/secret.ts'

/**
 * The states a person can be made in. `strict` has rules of their own: at least 20 characters; the password of `young` is
 * too young to be changed by its owner.
 */
export type PersonState =
  | 'plain'
  | 'locked'
  | 'disabled'
  | 'accountExpired'
  | 'passwordExpired'
  | 'mustChange'
  | 'privileged'
  | 'outOfScope'
  | 'strict'
  | 'young'

export interface Added extends Person {
  readonly mail: string
  readonly password: Secret
}

/** What a dialect must offer for the suite to run: people in every state, and the hands of other people. */
export interface DirectoryBench {
  readonly directory: Directory
  add(state: PersonState, change?: { readonly mail?: string }): Promise<Added>
  remove(id: string): Promise<void>
  /**
   * Groups that the directory was opened to look at: `outer` holds another group, which `join` puts somebody into; `other` has
   * none of them.
   */
  readonly nested: {
    readonly outer: string
    readonly other: string
    join(id: string): Promise<void>
  }
  /** The same directory, opened to look at a group that is not there, or without being told which to look at. */
  astray(): readonly Directory[]
  disable(id: string): Promise<void>
  /** Makes an administrator of somebody. */
  promote(id: string): Promise<void>
  /** Wrong passwords, until the directory locks. */
  lock(id: string): Promise<void>
  resetByHelpdesk(id: string, password: Secret): Promise<void>
  /** Whether a fresh sign-in is accepted. */
  signsIn(person: Added, password: Secret): Promise<boolean>
  /** How many password writes there have been. */
  writes(id: string): Promise<number>
  /** What this directory does not know: then the suite asks for what it has instead. */
  readonly lacks?: {
    /** Rules about classes of characters. */
    readonly complexity?: true
    /** Disabled people: there is an administrator's lock, and it hides whether a password is right, as the end of an account does. */
    readonly disabled?: true
  }
  close(): Promise<void>
}

/** What a refusal of this name is called where nobody is disabled, only locked by an administrator. */
export const named = (reason: RefusalReason, { lacks }: DirectoryBench): RefusalReason =>
  reason === 'disabled' && lacks?.disabled === true ? 'lockedByAdmin' : reason
