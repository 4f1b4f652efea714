import { second } from '../../src/lib/clock.ts'
import type { Page } from './pages.ts'
import type { Scene } from './scene.ts'
import { snapshot } from './snapshot.ts'

/** Server-sent events (HTML, section 9.2): a whole snapshot at once, and again whenever it changed. */
export const streamOf = (scene: Scene, page: Page): ReadableStream =>
  ReadableStream.from(snapshots(scene, page)).pipeThrough(new TextEncoderStream())

async function* snapshots(scene: Scene, page: Page): AsyncGenerator<string> {
  let last = ''
  yield 'retry: 1000\n\n'
  while (!scene.changes.stopped) {
    const seen = scene.changes.count
    const { clock, ...rest } = await snapshot(scene, page)
    const lasting = JSON.stringify(rest)
    if (lasting !== last) yield `data: ${JSON.stringify({ ...rest, clock })}\n\n`
    last = lasting
    await scene.changes.after(seen, second)
  }
}
