import { hour } from '../lib/clock.ts'
import type { Engine } from '../story/engine.ts'
import { Fault } from '../story/errors.ts'
import { parsed, type Store } from '../story/record.ts'
import type { Actor } from '../story/story.ts'
import type { View } from '../story/view.ts'

/** The conversation that is on for a chat user. */
export interface Live {
  readonly flow: string
  /** The event that began it, so that a repeat of that event does not begin another. */
  readonly origin: string
}

export const liveMs = hour

export const liveKey = ({ platform, tenant, user }: Actor): string =>
  `live:${JSON.stringify([platform, tenant, user])}`

/** Which conversation is on for whom. */
export class LiveFlows<F> {
  readonly #parts: { readonly store: Store; readonly engine: Pick<Engine<F, unknown>, 'view'> }

  constructor(parts: { readonly store: Store; readonly engine: Pick<Engine<F, unknown>, 'view'> }) {
    this.#parts = parts
  }

  /** Undefined when none is, or it has ended. */
  async of(actor: Actor): Promise<Live | undefined> {
    const stored = await this.#parts.store.read(liveKey(actor))
    if (stored === undefined) return undefined
    const live = parsed<Live>(stored.value)
    const seen = await this.seen(live.flow)
    return seen === undefined || seen.outcome !== undefined ? undefined : live
  }

  /** A record that was tampered with has been alarmed by the store; nobody can go on in it, and nobody is kept from a new one. */
  async seen(flow: string): Promise<View<F> | undefined> {
    try {
      return await this.#parts.engine.view(flow)
    } catch (cause) {
      if (cause instanceof Fault && cause.code === 'ERR_RECORD_TAMPERED') return undefined
      throw cause
    }
  }
}
