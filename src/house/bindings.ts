import { nobody } from '../directory/port.ts'
import type { Binding, EnrolmentsPort, Kept, Enrolment, ProfileMarks } from '../enrolment/port.ts'
import type { Clock } from '../lib/clock.ts'
import { sha256 } from '../lib/ids.ts'
import { bad, say } from '../story/card.ts'
import { Fault } from '../story/errors.ts'
import type { EventName } from '../story/event.ts'
import type { Change, PendingEvents, Store } from '../story/record.ts'
import { sameActor, type Actor } from '../story/story.ts'
import type { Outbox } from './outbox.ts'
import type { Adapter, House, Profile } from './port.ts'

type BindingsDoor = House['bindings']

const attempts = 20

export interface BindingsParts {
  readonly store: Store
  readonly clock: Clock
  readonly enrolments: EnrolmentsPort
  readonly marks: ProfileMarks
  readonly outbox: Outbox
  readonly adapters: readonly Adapter[]
}

/** A chat identity's link, as it was read. */
interface Link {
  readonly actor: Actor
  readonly person: string
  readonly suspended?: string
  readonly bound: Awaited<ReturnType<EnrolmentsPort['boundTo']>>
  readonly kept: Kept<Enrolment>
  readonly binding?: Binding
}

/**
 * What a platform reports of its users, and what is seen of them at each start. A changed profile suspends the link to the
 * directory person until a factor confirms it; a vanished one removes it. Either ends the conversation that is on. Stops account
 * take-over by renaming a chat user, or by giving its account to somebody else.
 */
export class Bindings implements BindingsDoor {
  readonly #parts: BindingsParts
  readonly #endLive: (actor: Actor) => Promise<void>

  constructor(parts: BindingsParts, endLive: (actor: Actor) => Promise<void>) {
    this.#parts = parts
    this.#endLive = endLive
  }

  async suspend(actor: Actor, why: string): Promise<void> {
    await this.#changed(actor, (link) => this.#suspension(link, why))
    await this.#endLive(actor)
  }

  async remove(actor: Actor, _why: string): Promise<void> {
    await this.#changed(actor, (link) => this.#removal(link))
    await this.#endLive(actor)
  }

  /**
   * The platform's fresh word on its user. Where it is not the profile that the link was made with, the link is suspended; a
   * link from before profiles were marked is marked now. True when it is in doubt by this word.
   */
  async seen(profile: Profile): Promise<boolean> {
    const { actor, kind } = profile
    const { marks } = this.#parts
    if (kind === 'deleted') {
      await this.remove(actor, 'deleted')
      return true
    }
    let doubt = false
    await this.#changed(actor, (link) => {
      const { mark } = link.binding ?? {}
      doubt = kind !== 'member' || (mark !== undefined && !marks.holds(mark, actor, profile))
      if (doubt) return this.#suspension(link, 'profile')
      return mark === undefined && link.suspended === undefined && link.binding !== undefined
        ? this.#relinked(link, { ...link.binding, mark: marks.make(actor, profile) })
        : []
    })
    if (doubt) await this.#endLive(actor)
    return doubt
  }

  /** One write over what was read, made again on what is newer. */
  async #changed(actor: Actor, changes: (link: Link) => readonly Change[]): Promise<void> {
    const { enrolments, store } = this.#parts
    for (let n = 0; n < attempts; n++) {
      const bound = await enrolments.boundTo(actor)
      // Of somebody who is linked to nobody the same is asked: who is known must not show by what it takes.
      const kept = await enrolments.of(bound.value?.person ?? nobody)
      if (bound.value === undefined) return
      const binding = kept.value.bindings.find((b) => sameActor(b.actor, actor))
      const next = changes({ actor, ...bound.value, bound, kept, ...(binding && { binding }) })
      if (next.length === 0 || (await store.write(next))) return
    }
    throw new Fault('ERR_STORE_CONFLICT', 'too many writers on one binding')
  }

  /** Told to the alert channels once: a link that is suspended already stays as it is. */
  #suspension(link: Link, why: string): readonly Change[] {
    const { actor, person, bound, binding } = link
    if (link.suspended !== undefined) return []
    const card = bad(say('alert.suspended', { user: actor.user, platform: actor.platform }), [
      say('alert.suspended.why'),
    ])
    const key = `suspended:${nameOf(link)}`
    return [
      this.#parts.enrolments.bind(actor, bound, { person, suspended: why }),
      ...this.#relinked(link, binding && { ...binding, suspended: why }),
      ...this.#parts.adapters.flatMap(({ name }) =>
        this.#parts.outbox.waiting({ card }, name, 'alerts', key),
      ),
      this.#told(link, 'binding.suspended', { why }),
    ]
  }

  #removal(link: Link): readonly Change[] {
    return [
      this.#parts.enrolments.bind(link.actor, link.bound, undefined),
      ...this.#relinked(link, undefined),
      this.#told(link, 'binding.removed', {}),
    ]
  }

  #relinked({ actor, kept }: Link, to: Binding | undefined): readonly Change[] {
    const others = kept.value.bindings.filter((b) => !sameActor(b.actor, actor))
    const bindings = to === undefined ? others : [...others, to]
    return [this.#parts.enrolments.keep(kept, { ...kept.value, bindings })]
  }

  #told(link: Link, event: EventName, detail: Readonly<Record<string, string>>): Change {
    const { platform, tenant, user } = link.actor
    const name = nameOf(link)
    const batch: PendingEvents = {
      events: [
        { event, id: `${name}:${event}`, detail: { person: link.person, platform, tenant, user, ...detail } },
      ],
    }
    const dueAt = this.#parts.clock.now()
    return { key: `audit:${name}:0`, rev: 0, value: JSON.stringify(batch), dueAt }
  }
}

/** Names this change of the link, and no other. */
const nameOf = ({ actor: { platform, tenant, user }, bound, kept }: Link): string =>
  sha256(JSON.stringify([platform, tenant, user, bound.rev, kept.rev])).slice(0, 22)
