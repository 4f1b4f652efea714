import type { Fields } from './fields.ts'
import type { Page } from './pages.ts'
import type { Scene } from './scene.ts'

/** What an action answers: an HTTP status, and something for the page to read. */
export interface Reply {
  readonly status: number
  readonly body?: Readonly<Record<string, unknown>>
}

/** One thing that the page may ask the server to do. */
export type Action = (scene: Scene, page: Page, fields: Fields) => Promise<Reply>

export const done: Reply = { status: 200, body: {} }
/** Accepted and acknowledged; it is worked on from now on. */
export const accepted: Reply = { status: 202, body: {} }
export const malformed: Reply = { status: 400, body: { refused: 'malformed' } }
/** What it names is not there (any more): an older drawing, a closed form, somebody who left. */
export const gone: Reply = { status: 409, body: { refused: 'gone' } }
