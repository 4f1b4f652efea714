import { hour } from '../lib/clock.ts'
import { sha256 } from '../lib/ids.ts'
import type { Engine } from '../story/engine.ts'
import { placeKey } from './drawing.ts'
import type { ChatEvent } from './port.ts'

/**
 * Begins a story that runs beside the conversation that is on, and answers its flow. It is named after the event, so that
 * a repeat of the event finds it begun.
 */
export const startBeside = async <F>(
  { engine }: { readonly engine: Pick<Engine<F, unknown>, 'start' | 'view'> },
  { ids, place: { platform, channel } }: ChatEvent,
  story: string,
  facts: () => Promise<F>,
): Promise<string> => {
  const flow = sha256(`${platform}:${ids[0] ?? ''}`).slice(0, 22)
  if ((await engine.view(flow)) !== undefined) return flow
  const place = { platform, channel }
  const standing = { key: placeKey(flow), rev: 0, value: JSON.stringify({ place }), ttlMs: 24 * hour }
  await engine.start(story, await facts(), { writes: [standing] }, flow)
  return flow
}
