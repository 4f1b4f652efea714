import { describe, expect, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import { approves, flagged, press } from '../flows/approving-scene.ts'
import type { Browser } from '../support/browser.ts'
import { enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'

/** Comes back again and again, with the proof of its own key; how often it was let in. */
const reloads = async (page: Browser, times: number): Promise<number> => {
  let letIn = 0
  for (let n = 0; n < times; n++) {
    const { kind } = await page.opens(`https://reset.corp.example/h#v1.${page.flow}`)
    letIn += kind === 'ok' ? 1 : 0
  }
  return letIn
}

describe('a browser that comes back without end', () => {
  test('does not have the approvers’ card drawn without end, nor keeps them from deciding', async () => {
    const scene = await flagged()
    const { town, page, grace, flow } = scene
    const before = town.chat.alerted.length
    expect(await reloads(page, 500)).toBeLessThan(200)
    expect(town.chat.alerted.length - before).toBeLessThan(200)
    const shown = (await town.at.engine.view(flow))?.prompt
    await reloads(page, 20)
    expect(await press(scene, grace, 'call', shown)).toMatchObject({ verdict: 'taken' })
    expect(await approves(scene, grace)).toMatchObject({ kind: 'approved' })
  })

  test('nor a page that answers nonsense its person’s card; both go on ten minutes later', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn'])
    const page = await ada.getsToThePage()
    const drawings = () => ada.messages.reduce((sum, one) => sum + one.drawings.length, 0)
    const before = drawings()
    for (let n = 0; n < 500; n++) await page.says('nonsense', 'x')
    expect(drawings() - before).toBeLessThan(200)
    expect(await page.says('nonsense', 'x')).toEqual({ kind: 'refused', why: 'unavailable' })
    await town.later(10 * minute)
    await page.passkey(ada.device)
    await page.sees('password.title')
  })

  test('nor costs another browser anything', async () => {
    const town = new Town()
    const [ada, grace] = [
      await enrolled(town, 'ada', ['webauthn']),
      await enrolled(town, 'grace', ['webauthn']),
    ]
    const page = await ada.getsToThePage()
    for (let n = 0; n < 500; n++) await page.says('nonsense', 'x')
    const other = await grace.getsToThePage()
    await other.passkey(grace.device)
    await other.sees('password.title')
  })
})
