import type { EnrolmentsPort } from '../enrolment/port.ts'
import type { Store } from '../story/record.ts'
import { Fault } from '../story/errors.ts'
import { sameActor, type Actor } from '../story/story.ts'
import type { House } from './port.ts'

const attempts = 20

/**
 * What a platform reports of its users. A changed profile suspends the link to the directory person until a factor confirms
 * it; a vanished one removes it. Either ends the conversation that is on (stops account take-over by renaming a chat user).
 */
export const bindingsDoor = (
  { store, enrolments }: { readonly store: Store; readonly enrolments: EnrolmentsPort },
  endLive: (actor: Actor) => Promise<void>,
): House['bindings'] => {
  const change = async (actor: Actor, suspended: string | undefined): Promise<void> => {
    for (let n = 0; n < attempts; n++) {
      const bound = await enrolments.boundTo(actor)
      if (bound.value === undefined) return await endLive(actor)
      const { person } = bound.value
      const kept = await enrolments.of(person)
      const others = kept.value.bindings.filter((b) => !sameActor(b.actor, actor))
      const ours = kept.value.bindings.filter((b) => sameActor(b.actor, actor))
      const bindings =
        suspended === undefined ? others : [...others, ...ours.map((b) => ({ ...b, suspended }))]
      const written = await store.write([
        enrolments.bind(actor, bound, suspended === undefined ? undefined : { person, suspended }),
        enrolments.keep(kept, { ...kept.value, bindings }),
      ])
      if (written) return await endLive(actor)
    }
    throw new Fault('ERR_STORE_CONFLICT', 'too many writers on one binding')
  }

  return {
    suspend: (actor, why) => change(actor, why),
    remove: (actor) => change(actor, undefined),
  }
}
