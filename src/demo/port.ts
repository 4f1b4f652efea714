import type { Secret } from '../lib/secret.ts'

/** Someone the playground can pretend to be in chat. */
export interface DemoPerson {
  /** The chat user id, e.g. "U-ADA". */
  readonly user: string
  readonly displayName: string
  readonly email: string
  /** What they sign in with. */
  readonly account: string
  /** One sentence: what to try as this person. */
  readonly story: string
}

export interface DemoPhone {
  /** The present authenticator code, with the seconds it stays; absent = nothing seeded. */
  readonly totp?: { readonly code: string; readonly secondsLeft: number }
  readonly recoveryCodes: readonly string[]
}

/**
 * What only a demonstration may do. The playground refuses to start without it. With real services behind it
 * (`--config`) there are no people, phones or locks of ours: those methods answer empty or undefined.
 */
export interface DemoPort {
  readonly people: readonly DemoPerson[]
  /** The clock of this process, which `forward` moves. */
  now(): number
  forward(ms: number): void
  phone(account: string): Promise<DemoPhone | undefined>
  /** What they signed in to in the last fortnight, and where, invented as it is; absent where people are real. */
  lately?(account: string): readonly string[]
  /** The sign-in box of the pretended company: a bind with this password. */
  signIn(
    account: string,
    password: Secret,
  ): Promise<'ok' | 'wrong' | 'locked' | 'mustChange' | 'blocked' | 'unavailable'>
  /** Five wrong passwords at once; undefined where the directory is not ours. */
  lock?(account: string): Promise<void>
  /** Mail that would have been sent, newest first. */
  mail(): readonly {
    readonly to: string
    readonly subject: string
    readonly text: string
    readonly at: number
  }[]
  /** The newest audit events, newest first, as the file has them. */
  audit(limit: number): readonly {
    readonly at: number
    readonly event: string
    readonly flow?: string
    readonly detail?: Readonly<Record<string, unknown>>
  }[]
}
