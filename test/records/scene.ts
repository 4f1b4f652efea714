import type { Drawn } from '../../src/house/port.ts'
import { Browser } from '../support/browser.ts'
import { Person } from '../support/talk.ts'
import { morning, Town } from '../support/world.ts'
import { madeUpKey } from './chance.ts'
import { KeptStore, type KeptValue } from './kept-store.ts'

/** One moment of a conversation: what lay in the store, and what its person and their browser held. */
export interface Moment {
  readonly name: string
  readonly at: number
  readonly flow: string
  readonly person: { readonly seed: string; readonly codes: readonly string[] }
  readonly page?: { readonly cookie: string }
  readonly store: readonly KeptValue[]
}

/** Ada, her browser, and all that is around them. */
export class Scene {
  readonly kept: KeptStore
  readonly town: Town
  ada: Person
  #page: Browser | undefined
  flow = ''

  constructor(given: readonly KeptValue[] = []) {
    this.kept = new KeptStore(given)
    this.town = new Town(this.kept.over)
    this.ada = new Person(this.town, 'ada')
  }

  /** As it was at that moment; `directory` makes the directory what it was. */
  static async at(moment: Moment, directory: (town: Town) => void): Promise<Scene> {
    const scene = new Scene(moment.store)
    directory(scene.town)
    scene.town.clock.forward(moment.at - morning)
    // What the platform sends now are other events than those of then.
    for (let n = 0; n < 1000; n += 1) scene.town.id()
    scene.flow = moment.flow
    scene.ada.seed = moment.person.seed
    scene.ada.codes = [...moment.person.codes]
    if (moment.page !== undefined) {
      const page = await scene.browser()
      page.cookie = moment.page.cookie
      page.flow = moment.flow
    }
    return scene
  }

  get page(): Browser {
    if (this.#page === undefined) throw new Error('no page was opened')
    return this.#page
  }

  async browser(): Promise<Browser> {
    this.#page = await Browser.make(this.town)
    this.#page.key = await madeUpKey(1)
    return this.#page
  }

  /** The card of this conversation as it would be drawn now. */
  async card(): Promise<Drawn> {
    const seen = await this.town.at.engine.view(this.flow)
    if (seen === undefined) throw new Error('the conversation is gone')
    return { card: seen.person, flow: this.flow, prompt: seen.prompt }
  }

  async outcome(): Promise<string | undefined> {
    return (await this.town.at.engine.view(this.flow))?.outcome
  }

  moment(name: string): Moment {
    const { seed, codes } = this.ada
    const cookie = this.#page?.cookie
    const at = this.town.clock.now()
    return {
      name,
      at,
      flow: this.flow,
      person: { seed, codes: [...codes] },
      ...(cookie !== undefined && { page: { cookie } }),
      store: this.kept.all(at),
    }
  }
}
