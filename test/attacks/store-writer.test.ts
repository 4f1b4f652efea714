import { describe, expect, test } from 'vitest'
import { Fault } from '../../src/story/errors.ts'
import type { Stored, WholeStore } from '../../src/story/record.ts'
import { enrolled } from '../support/talk.ts'
import type { Browser } from '../support/browser.ts'
import { dump, place, type Place } from './store-dump.ts'

const proving = async (): Promise<Place & { readonly page: Browser }> => {
  const at = await place()
  return { ...at, page: await at.ada.getsToThePage() }
}

const changed = async (store: WholeStore, was: Stored, value: string): Promise<void> => {
  expect(await store.replace(was, { rev: was.rev, value })).toBe(true)
}

/** The owner's page is told that something is wrong with us; what matters is what happened. */
const tries = async (page: Browser, name: string, text: string): Promise<void> => {
  try {
    await page.types(name, text)
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    expect(cause.code).toBe('ERR_RECORD_TAMPERED')
  }
}

/** What somebody would like the record of a conversation to say. */
const wishes: readonly (readonly [string, (record: string) => string])[] = [
  ['that everything was proved', (r) => r.replace('"proofs":[]', '"proofs":[],"provedAt":1')],
  ['that the thief’s browser is the paired one', (r) => r.replace(/"jkt":"[\w-]+"/, '"jkt":"thief"')],
  ['that the conversation is somebody else’s', (r) => r.replaceAll('id-ada', 'id-grace')],
  ['that no try was used', (r) => r.replace(/"tries":\{[^}]*\}/, '"tries":{"totp":-99}')],
  ['that it never ends', (r) => r.replace(/"expiresAt":\d+/, '"expiresAt":9999999999999')],
  ['that another step of evidence is enough', (r) => r.replace('"band":"step-up"', '"band":"allow"')],
]

describe('whoever can write to the store', () => {
  test.each(wishes)('and has the record say %s, has it refused and alarmed', async (_, wish) => {
    const { town, page, store } = await proving()
    const flow = `flow:${page.flow}`
    const was = (await dump(store)).find(({ key }) => key === flow)
    if (was === undefined) throw new Error('no record of the conversation')
    const wished = wish(was.value)
    expect(wished).not.toBe(was.value)
    await changed(store, was, wished)
    await tries(page, 'new-password', 'Thief-Chosen-Password-9')
    expect(town.tampered).toContain(flow)
    expect(town.events('commit.intent')).toEqual([])
    expect(town.events('factor.accepted')).toEqual([])
  })

  test('and changes one sign of what a commit rests on, gets no password set', async () => {
    const { town, ada, page, store } = await proving()
    await ada.proves(page)
    const rests = (await dump(store)).filter(({ key }) => /^(flow|person|actor):/.test(key))
    expect(rests.length).toBeGreaterThanOrEqual(3)
    for (const was of rests) {
      const at = Math.floor(was.value.length / 2)
      const flipped = was.value.slice(0, at) + (was.value[at] === 'a' ? 'b' : 'a') + was.value.slice(at + 1)
      await changed(store, was, flipped)
      await tries(page, 'new-password', 'Thief-Chosen-Password-9')
      expect(town.events('commit.intent'), was.key).toEqual([])
      await changed(store, { ...was, value: flipped }, was.value)
    }
  })

  test('and puts one person’s enrolment in the place of another’s, makes nothing of it', async () => {
    const { town, ada, page, store } = await proving()
    const grace = await enrolled(town, 'grace')
    const records = await dump(store)
    const of = (id: string) => records.find(({ key }) => key === `person:${id}`)
    const [hers, thiefs] = [of(ada.id), of(grace.id)]
    if (hers === undefined || thiefs === undefined) throw new Error(`no ${records.map((r) => r.key).join()}`)
    await changed(store, hers, thiefs.value)
    await tries(page, 'totp', await grace.totp())
    expect(town.tampered).toContain(hers.key)
    expect(town.events('factor.accepted')).toEqual([])
  })
})
