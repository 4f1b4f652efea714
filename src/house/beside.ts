import { hour } from '../lib/clock.ts'
import { sha256 } from '../lib/ids.ts'
import type { Engine } from '../story/engine.ts'
import { placeKey } from './drawing.ts'
import type { ChatEvent } from './port.ts'

/** What a story that this event begins beside another is called. */
export const besideFlow = ({ ids, place: { platform } }: Pick<ChatEvent, 'ids' | 'place'>): string =>
  sha256(`${platform}:${ids[0] ?? ''}`).slice(0, 22)

/**
 * Begins a story that runs beside the conversation that is on, and answers its flow. It is named after the event, so that
 * a repeat of the event finds it begun.
 */
export const startBeside = async <F>(
  { engine }: { readonly engine: Pick<Engine<F, unknown>, 'start' | 'view'> },
  event: ChatEvent,
  story: string,
  facts: () => Promise<F>,
): Promise<string> => {
  const flow = besideFlow(event)
  const { platform, channel } = event.place
  if ((await engine.view(flow)) !== undefined) return flow
  const place = { platform, channel }
  const standing = { key: placeKey(flow), rev: 0, value: JSON.stringify({ place }), ttlMs: 24 * hour }
  await engine.start(story, await facts(), { writes: [standing] }, flow)
  return flow
}
