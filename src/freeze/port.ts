import type { Kept } from '../enrolment/port.ts'
import type { Secret } from '../lib/secret.ts'
import type { Change } from '../story/record.ts'
import type { Actor } from '../story/story.ts'

/** A conversation that acts for a person. */
export interface Talk {
  readonly flow: string
  readonly actor: Actor
  readonly at: number
  /** The act of it that is under way. */
  readonly acting?: string
}

/** How self-service stands for one person: open unless `frozenAt` says otherwise. */
export interface Standing {
  readonly person: string
  readonly frozenAt?: number
  /** When a freeze was last lifted, by the person with a passkey or by the helpdesk. */
  readonly thawedAt?: number
  /** When the helpdesk last heard of a press that did not freeze. */
  readonly alertedAt?: number
  readonly talks: readonly Talk[]
  /** Conversations that were disowned: a freeze that is lifted does not bring them back. */
  readonly stopped: readonly { readonly flow: string; readonly at: number }[]
}

export interface FreezePort {
  /** How it stands for this person; open at revision 0 when nothing is known. */
  of(person: string): Promise<Kept<Standing>>
  /** The change that replaces what was read; whatever is decided on a standing is written in one write with it. */
  keep(read: Kept<Standing>, next: Standing): Change
}

/** What came of pressing the button behind a notice's link. */
export type Disowned =
  /** Self-service is frozen, now or already. */
  | 'frozen'
  /** Unknown, used, too old, or lifted since: all the same to the caller. */
  | 'void'
  /** Something outside is down; the link stays good. */
  | 'unavailable'

/** What our page may ask. Answers with a value; nothing here throws for bad input. */
export interface DisownPort {
  press(notice: string, token: Secret): Promise<Disowned>
}

/** What a standing allows and becomes, as pure functions: what flows decide by. */
export {
  acting,
  begun,
  disowned,
  isBarred,
  isStopped,
  left,
  lifted,
  stillFreezes,
  type Press,
  type Verdict,
} from './standing.ts'
