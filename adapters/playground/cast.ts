import type { Clock } from '../../src/lib/clock.ts'
import { randomToken } from '../../src/lib/ids.ts'
import type { DemoPerson } from '../../src/demo/port.ts'
import type { Profile } from '../../src/house/port.ts'
import { say, type Phrase } from '../../src/story/card.ts'
import type { Actor } from '../../src/story/story.ts'

export const platform = 'playground'
const company = 'company'

/** Somebody in the pretended chat. */
export interface Character {
  readonly profile: Profile
  /** Where their mail goes; it stays when the chat profile changes. */
  readonly mailbox: string
  /** What they sign in with, where the demonstration knows. */
  readonly account?: string
  /** What to try as this person: the demonstration's own sentence, or one of our words. */
  readonly story?: string | Phrase
  /** Not one of the main people: a guest, a stranger, a bot. */
  readonly extra: boolean
}

const actorOf = (user: string, tenant = company): Actor => ({ platform, tenant, user })

const character = (
  user: string,
  displayName: string,
  email: string,
  more: Partial<Omit<Character, 'profile' | 'mailbox'>> & { kind?: Profile['kind']; tenant?: string } = {},
): Character => {
  const { kind = 'member', tenant, extra = false, ...rest } = more
  const profile: Profile = {
    actor: actorOf(user, tenant),
    displayName,
    kind,
    email,
    emailConfirmed: true,
    locale: 'en-GB',
    timeZone: 'Europe/London',
  }
  return { profile, mailbox: email, extra, ...rest }
}

/** Who answers cards in the alert channel. */
const helpdesk = character('U-HELPDESK', 'Helpdesk', 'helpdesk@latchkey.example', { extra: true })

const others: readonly Character[] = [
  character('U-GUS', 'Gus', 'gus@agency.example', {
    kind: 'guest',
    story: say('playground.more.gus'),
    extra: true,
  }),
  character('U-SAM', 'Sam', 'sam@partner.example', {
    kind: 'stranger',
    tenant: 'partner',
    story: say('playground.more.sam'),
    extra: true,
  }),
  character('U-NOOR', 'Noor', 'noor@newcomer.example', { story: say('playground.more.noor'), extra: true }),
  character('U-ROBO', 'Robo', 'robo@latchkey.example', {
    kind: 'bot',
    story: say('playground.more.robo'),
    extra: true,
  }),
]

/** Everybody the playground can pretend to be, and what the "platform" knows of them right now. */
export class Cast {
  readonly #clock: Clock
  readonly #known = new Map<string, Character>()
  readonly helpdesk = helpdesk

  constructor(people: readonly DemoPerson[], clock: Clock) {
    this.#clock = clock
    const main = people.map((p) =>
      character(p.user, p.displayName, p.email, { account: p.account, story: p.story }),
    )
    for (const one of [...main, ...others]) this.#known.set(one.profile.actor.user, one)
  }

  all(): readonly Character[] {
    return [...this.#known.values()]
  }

  of(user: string): Character | undefined {
    return this.#known.get(user)
  }

  /** Answers what a platform would: nothing for an actor of another platform or tenant. */
  whoIs(actor: Actor): Profile | undefined {
    const found = actor.user === helpdesk.profile.actor.user ? helpdesk : this.#known.get(actor.user)
    if (found === undefined || actor.platform !== platform) return undefined
    return found.profile.actor.tenant === actor.tenant ? found.profile : undefined
  }

  /** Somebody new with a pretended profile, for real directories behind the playground. */
  join(displayName: string, email: string): Character {
    const joined = character(`U-${randomToken(16)}`, displayName, email)
    this.#known.set(joined.profile.actor.user, joined)
    return joined
  }

  changeEmail(user: string, email: string): Actor | undefined {
    return this.#change(user, { email, changedAt: this.#clock.now() })
  }

  leave(user: string): Actor | undefined {
    return this.#change(user, { kind: 'deleted' })
  }

  #change(user: string, change: Partial<Profile>): Actor | undefined {
    const known = this.#known.get(user)
    if (known === undefined) return undefined
    this.#known.set(user, { ...known, profile: { ...known.profile, ...change } })
    return known.profile.actor
  }
}
