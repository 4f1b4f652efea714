import { expect } from 'vitest'
import { keepRoster, roster } from '../../src/approval/roster.ts'
import type { Opened, Signed } from '../../src/approval/port.ts'
import type { Enrolment } from '../../src/enrolment/port.ts'
import { day, hour } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Heard } from '../../src/story/engine.ts'
import type { Actor } from '../../src/story/story.ts'
import type { Facts } from '../../flows/facts.ts'
import type { Browser } from '../support/browser.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

/** Puts somebody on the list of those who may approve for everybody, long after they set up their passkey. */
export const appointed = async (town: Town, ...people: readonly Person[]): Promise<void> => {
  const { store } = town.at
  const list = await roster(store)
  const all = [...list.value.appointed, ...people.map(({ id }) => id)]
  await store.write([keepRoster(list, { appointed: all })])
}

/** Somebody with a passkey that they have had for a month. */
export const longEnrolled = async (town: Town, name: string): Promise<Person> => {
  const person = await enrolled(town, name, ['webauthn'])
  const { factors } = (await town.at.world.enrolments.of(person.id)).value
  await changed(town, person, { factors: factors.map((f) => ({ ...f, addedAt: f.addedAt - 30 * day })) })
  return person
}

/** What is kept of somebody, bent. */
export const changed = async (town: Town, { id }: Person, change: Partial<Enrolment>): Promise<void> => {
  const { world, store } = town.at
  const kept = await world.enrolments.of(id)
  const written = await store.write([world.enrolments.keep(kept, { ...kept.value, ...change })])
  if (!written) throw new Error('the enrolment was not written')
}

export interface Scene {
  readonly town: Town
  readonly ada: Person
  readonly page: Browser
  readonly flow: string
  readonly grace: Person
  readonly joan: Person
}

/** Which conversation, and where. */
export type At = Pick<Scene, 'town' | 'flow'>

/** Ada was reset an hour ago and is back; she proves with her passkey. Grace and Joan may approve. */
export const flagged = async (
  before: (town: Town, ada: Person) => Promise<void> = async () => {},
  town = new Town(),
): Promise<Scene> => {
  const ada = await enrolled(town, 'ada', ['webauthn', 'totp', 'recovery-codes'])
  const grace = await longEnrolled(town, 'grace')
  const joan = await longEnrolled(town, 'joan')
  await appointed(town, grace, joan)
  await changed(town, ada, { lastResetAt: town.clock.now() - hour })
  await before(town, ada)
  const page = await ada.getsToThePage()
  await page.passkey(ada.device)
  return { town, ada, page, flow: page.flow, grace, joan }
}

/** Ada has her app and nothing else, and there is a reason to look: it takes two. */
export const flaggedForTwo = async (): Promise<Scene> => {
  const town = new Town()
  const ada = await enrolled(town, 'ada', ['totp'])
  const grace = await longEnrolled(town, 'grace')
  const joan = await longEnrolled(town, 'joan')
  await appointed(town, grace, joan)
  await changed(town, ada, { lastResetAt: town.clock.now() - hour })
  const page = await ada.getsToThePage()
  await page.types('totp', await ada.totp())
  return { town, ada, page, flow: page.flow, grace, joan }
}

/** Presses on the card as it stands now, or as it stood. */
export const press = async (
  { town, flow }: At,
  { actor }: { readonly actor: Actor },
  value: string,
  prompt?: string,
): Promise<Heard<Facts>> => {
  const { engine } = town.at
  const seen = await engine.view(flow)
  const on = prompt ?? seen?.prompt ?? ''
  const heard = await engine.hear(flow, {
    from: 'approver',
    name: 'approval',
    value,
    actor,
    prompt: on,
    eventId: town.id(),
  })
  await town.at.rest()
  return heard
}

/** What the presser alone is told. */
export const answered = ({ reveal }: Heard<Facts>): readonly string[] => {
  const says: unknown = reveal?.['says']
  return Array.isArray(says) ? says.map((one: { readonly id: string }) => one.id) : []
}

export const tokenOf = ({ reveal }: Heard<Facts>): Secret => {
  const token = reveal?.['token']
  if (typeof token !== 'string') throw new Error(`no door: ${JSON.stringify(reveal)}`)
  return new Secret(token)
}

/** From the button to what the page shows. */
export const doorOf = async (scene: At, approver: Pick<Person, 'actor'>) => {
  const token = tokenOf(await press(scene, approver, 'approve'))
  const opened = await scene.town.at.approver.open(scene.flow, token)
  return { token, opened }
}

export const open = (opened: Opened): Extract<Opened, { kind: 'open' }> => {
  expect(opened).toMatchObject({ kind: 'open' })
  if (opened.kind !== 'open') throw new Error('not open')
  return opened
}

/** A yes, all the way: the button, the page, the passkey. */
export const approves = async (scene: At, approver: Pick<Person, 'actor' | 'device'>): Promise<Signed> => {
  const { token, opened } = await doorOf(scene, approver)
  const { options, nonce } = open(opened)
  const signed = await scene.town.at.approver.sign(scene.flow, token, {
    nonce,
    response: approver.device.get({ options }),
  })
  await scene.town.at.rest()
  return signed
}

export const cardOf = async ({ town, flow }: At) => (await town.at.engine.view(flow))?.approver

export const cardIds = async (scene: Scene): Promise<readonly string[]> => {
  const card = await cardOf(scene)
  return card === undefined ? [] : [card.title.id, ...card.lines.map(({ id }) => id)]
}
