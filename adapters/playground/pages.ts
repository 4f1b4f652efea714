import { randomToken, sameText } from '../../src/lib/ids.ts'
import type { Form, Place } from '../../src/house/port.ts'
import type { Actor } from '../../src/story/story.ts'

/** A form that is open in one page. */
export interface OpenForm {
  readonly id: string
  readonly form: Form
  readonly actor: Actor
  readonly place: Place
}

/** One opened browser page of the playground. */
export interface Page {
  /** Public: names the page in the address of its stream. */
  readonly id: string
  /** Secret: goes with every request that changes something, and never into an address. */
  readonly token: string
  /** Who it pretends to be. */
  user: string | undefined
  twice: boolean
  again: number
  dropped: number
  form: OpenForm | undefined
}

const most = 32

/** The open pages; the oldest is forgotten first. */
export class Pages {
  readonly #pages = new Map<string, Page>()

  open(user: string | undefined): Page {
    const page: Page = {
      id: randomToken(16),
      token: randomToken(32),
      user,
      twice: false,
      again: 0,
      dropped: 0,
      form: undefined,
    }
    this.#pages.set(page.id, page)
    const [oldest] = this.#pages.keys()
    if (this.#pages.size > most && oldest !== undefined) this.#pages.delete(oldest)
    return page
  }

  byId(id: string): Page | undefined {
    return this.#pages.get(id)
  }

  byToken(token: string): Page | undefined {
    return [...this.#pages.values()].find((p) => sameText(p.token, token))
  }
}
