import { describe, expect, test } from 'vitest'
import { readsAt } from './approver-in-slack.ts'
import { demonstration, graceWithPasskey } from './demonstration.ts'
import { Playground, type Portal } from './playground.ts'

const reason = 'The password was already reset in the last day.'

describe('the demonstration, in a real browser', () => {
  const it = demonstration()

  /** `used`: a code of the app counts once, so another is waited for. */
  const proves = async (ada: Playground, used = ''): Promise<{ portal: Portal; code: string }> => {
    await ada.be('U-ADA')
    await ada.says('I forgot my password')
    const portal = await ada.opens()
    await portal.continues()
    await ada.types(await portal.code())
    await portal.at('prove-identity')
    await expect.poll(() => ada.totp(), { timeout: 60_000 }).not.toBe(used)
    const code = await ada.totp()
    await portal.answers('totp', code)
    await portal.answers('recovery-codes', await ada.recoveryCode())
    await portal.kept()
    return { portal, code }
  }

  test('J6 Ada forgets it twice in a day: Grace reads why, signs, and Ada goes on', async () => {
    const [adas, graces] = [await it.browser.newContext(), await it.browser.newContext()]
    for (const context of [adas, graces]) context.setDefaultTimeout(30_000)
    const grace = await Playground.open(graces, it.demo.baseUrl)
    const { portal: signing } = await graceWithPasskey(grace)
    const ada = await Playground.open(adas, it.demo.baseUrl)
    const { portal: first, code } = await proves(ada)
    await first.at('set-password')
    await first.answers('new-password', 'Quiet-Harbour-Kettle-48')
    await first.ends('done')

    const { portal: second } = await proves(ada, code)
    await second.at('await-approval')
    await grace.helpdeskSees(reason)
    await grace.decides('approve')
    const link =
      (await grace.page.getByRole('link', { name: 'Read and sign' }).last().getAttribute('href')) ?? ''
    await readsAt(signing.page, link)
    await signing.page.locator('[data-ask=sign]').click()
    await signing.page.locator('[data-when=done]:not([hidden])').waitFor()
    await second.at('set-password')
    await second.answers('new-password', 'Early-Garden-Lantern-57')
    await second.ends('done')
    await grace.helpdeskSees('It was approved and carried out.')
    await grace.recorded('approval.granted')
    expect(await ada.page.locator('#thread').innerText()).not.toContain(reason)
  })
})
