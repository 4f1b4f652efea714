import { describe, expect, test } from 'vitest'
import { Browser } from '../support/browser.ts'
import { origin } from '../support/world.ts'
import { candidates, dump, place, type Place } from './store-dump.ts'

/** Every value of the store, presented wherever something secret is asked for. */
const presents = async ({ town, ada, store }: Place, flow: string): Promise<void> => {
  const known = candidates(await dump(store))
  expect(known.length).toBeGreaterThan(20)
  const thief = await Browser.make(town)
  for (const value of known) {
    thief.address = `203.0.113.${known.indexOf(value) % 250}`
    const opened = await thief.opens(`${origin}/h#v1.${flow}.${value.replaceAll('.', '')}`)
    expect(opened, 'as a link').toEqual({ kind: 'refused', why: 'gone' })
    thief.cookie = `${flow}.${value.replaceAll('.', '')}`
    expect(await thief.page(), 'as a cookie').toBeUndefined()
    thief.cookie = value
    expect(await thief.page(), 'as a whole cookie').toBeUndefined()
    const nonce = await thief.signed('/h/resume', { flow }, { flow, nonce: value })
    expect(await town.at.handoff.resume(nonce, flow), 'as a nonce').toMatchObject({ kind: 'refused' })
  }
  const codes = known.filter((value) => /^\d{6}$/.test(value))
  for (const code of codes) await ada.says(code)
}

describe('whoever can read the store, at every moment of a reset', () => {
  test('with a link handed out: gets in by nothing that stands there', async () => {
    const it = await place()
    await it.ada.says('I forgot my password')
    await presents(it, it.ada.drawn.flow ?? '')
    const page = await it.ada.opens()
    await it.ada.says(await page.code())
    await page.sees('prove.title')
  })

  test('with a browser waiting for its code: the code is not in it', async () => {
    const it = await place()
    await it.ada.says('I forgot my password')
    const page = await it.ada.opens()
    const code = await page.code()
    expect(candidates(await dump(it.store)).filter((value) => value.includes(code))).toEqual([])
    await presents(it, page.flow)
    expect(it.town.events('pairing.accepted')).toEqual([])
    await it.ada.says(code)
    await page.sees('prove.title')
  })

  test('with a browser paired and proved: neither cookie, seed nor recovery code is in it', async () => {
    const it = await place()
    const page = await it.ada.getsToThePage()
    await it.ada.proves(page)
    const known = candidates(await dump(it.store))
    const secrets = [it.ada.seed, ...it.ada.codes, page.cookie ?? '', (page.cookie ?? '').split('.')[1] ?? '']
    for (const secret of secrets) {
      expect(secret).not.toBe('')
      expect(known.filter((value) => value.includes(secret))).toEqual([])
    }
    await presents(it, page.flow)
    expect(it.town.events('commit.intent')).toEqual([])
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    await page.sees('ended.done.reset')
  })
})
