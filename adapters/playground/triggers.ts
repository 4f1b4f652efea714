import { second, type Clock } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import type { Place } from '../../src/house/port.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Actor } from '../../src/story/story.ts'
import type { Page } from './pages.ts'

/** A press that may open one form in the page where it was made. */
export interface Press {
  readonly page: Page
  readonly actor: Actor
  readonly place: Place
}

/** Slack gives three seconds; a person stepping through a debugger deserves some more. */
const livesMs = 15 * second

/** Triggers as chat platforms have them: they live for seconds, and open one form. */
export class Triggers {
  readonly #clock: Clock
  readonly #live = new Map<string, Press & { readonly until: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  make(press: Press): string {
    const now = this.#clock.now()
    for (const [old, { until }] of this.#live) if (until <= now) this.#live.delete(old)
    const trigger = randomToken(16)
    this.#live.set(trigger, { ...press, until: now + livesMs })
    return trigger
  }

  /** The press behind a trigger, once; a Fault (ERR_CHAT) when it is used, too old or not ours. */
  spend(trigger: string): Press {
    const press = this.#live.get(trigger)
    this.#live.delete(trigger)
    if (press === undefined || press.until <= this.#clock.now()) {
      throw new Fault('ERR_CHAT', 'the trigger was used, is too old, or was never given out')
    }
    return press
  }
}
