import type { Clock } from '../lib/clock.ts'
import { Fault } from '../story/errors.ts'
import type { Effects, Notice } from '../story/story.ts'
import { stillFreezes, type DisownPort, type FreezePort } from './port.ts'
import type { Links } from './links.ts'

export interface PressParts {
  readonly links: Links
  readonly freezes: FreezePort
  readonly clock: Clock
  /** Begins the story that freezes; what it writes along is all or nothing with its beginning. */
  readonly begin: (notice: Notice, effects: Effects) => Promise<unknown>
  /** Told when something outside was down. */
  readonly failed: (fault: Fault) => void
}

/** A press on the page behind a notice's link: the link is used up in the very write that begins the freeze. */
export const pressing = ({ links, freezes, clock, begin, failed }: PressParts): DisownPort => ({
  async press(id, token) {
    try {
      const now = clock.now()
      const link = await links.open(id, token.reveal(), now)
      if (link === undefined) return 'void'
      const { notice, spend } = link
      if (!stillFreezes((await freezes.of(notice.person.id)).value, notice.at)) return 'void'
      await begin(notice, { writes: [spend] })
      return 'frozen'
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      // Of two presses at once one is first; the other finds the link used up.
      if (cause.code === 'ERR_STORE_CONFLICT') return 'void'
      failed(cause)
      return 'unavailable'
    }
  },
})
