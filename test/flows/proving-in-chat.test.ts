import { describe, expect, test } from 'vitest'
import { minute, second } from '../../src/lib/clock.ts'
import { enrolled, type Person } from '../support/talk.ts'
import type { Browser } from '../support/browser.ts'
import { Town } from '../support/world.ts'

const fresh = 'Otter-Bridge-Candle-9'

const town = (totpInChat: boolean): Town => {
  const made = new Town()
  made.totpInChat = totpInChat
  made.at = made.machine()
  return made
}

const onThePage = async (
  allowed = true,
  types: Parameters<typeof enrolled>[2] = ['totp', 'recovery-codes'],
): Promise<{ town: Town; ada: Person; page: Browser }> => {
  const place = town(allowed)
  const ada = await enrolled(place, 'ada', types)
  return { town: place, ada, page: await ada.getsToThePage() }
}

const asks = (ada: Person): readonly string[] =>
  ada.drawn.card.asks.map((ask) => ('name' in ask ? ask.name : ask.kind))

describe('the code of the app in a chat form', () => {
  test('is not asked for unless the operator allows it, nor heard', async () => {
    const { town, ada, page } = await onThePage(false)
    expect(asks(ada)).toEqual(['link', 'cancel', 'aside'])
    const { flow, prompt } = ada.drawn
    const value = await ada.totp()
    await ada.does(
      ada.event({ kind: 'answer', name: 'totp-in-chat', value, flow: flow ?? '', prompt: prompt ?? '' }),
    )
    expect(town.events('factor.accepted')).toEqual([])
    await page.sees('prove.first')
  })

  test('beside a recovery code on the page it opens the way', async () => {
    const { town, ada, page } = await onThePage()
    ada.sees('prove.in-chat', 'factor.totp.in-chat')
    await ada.fillsIn('totp-in-chat', await ada.totp())
    expect(asks(ada)).toEqual(['link', 'cancel', 'aside'])
    await page.sees('prove.next', 'factor.recovery-codes.prove')
    await page.types('recovery-codes', ada.codes.shift() ?? '')
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
    expect(town.events('factor.accepted').map((e) => e.detail?.['evidence'])).toEqual([
      'totp-in-chat',
      'recovery-code',
    ])
  })

  test('is nothing by itself: the page asks on', async () => {
    const { town, ada, page } = await onThePage()
    await ada.fillsIn('totp-in-chat', await ada.totp())
    await page.sees('prove.title')
    await page.types('new-password', fresh)
    expect(town.events('commit.intent')).toEqual([])
  })

  test('typed as a plain message it is no code of the app, and is not spent', async () => {
    const { town, ada } = await onThePage()
    await ada.says(await ada.totp())
    expect(town.events('factor.accepted')).toEqual([])
    await ada.fillsIn('totp-in-chat', await ada.totp())
    expect(town.events('factor.accepted')).toHaveLength(1)
  })

  test('and the same code on the page are one code: good once', async () => {
    const { ada, page } = await onThePage()
    const code = await ada.totp()
    await ada.fillsIn('totp-in-chat', code)
    await page.types('totp', code)
    await page.sees('prove.next')
    await ada.says('I forgot my password')
    const again = await ada.opens()
    await ada.says(await again.code())
    await again.types('totp', code)
    await again.sees('prove.refused.replayed')
  })

  test('wrong codes count with those of the page, and close the app for this conversation', async () => {
    const { ada, page } = await onThePage(true, ['webauthn', 'totp', 'recovery-codes'])
    for (let n = 0; n < 3; n++) await ada.fillsIn('totp-in-chat', '000000')
    for (let n = 0; n < 2; n++) await page.types('totp', '000000')
    expect(asks(ada)).toEqual(['link', 'cancel', 'aside'])
    const left = (await page.page())?.card.asks.map((ask) => ('name' in ask ? ask.name : ask.kind))
    expect(left).toEqual(['webauthn', 'cancel'])
  })

  test('renews nothing: old evidence of the browser is made fresh in the browser', async () => {
    const { town, ada, page } = await onThePage()
    await ada.fillsIn('totp-in-chat', await ada.totp())
    await page.types('recovery-codes', ada.codes.shift() ?? '')
    await town.later(10 * minute + second)
    await page.types('new-password', fresh)
    await page.sees('prove.renew')
    expect(asks(ada)).toEqual(['link', 'cancel', 'aside'])
    await page.types('totp', await ada.totp())
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
  })

  test('of somebody else’s chat is not heard', async () => {
    const { town, ada } = await onThePage()
    const { flow, prompt } = ada.drawn
    const value = await ada.totp()
    const event = ada.event({
      kind: 'answer',
      name: 'totp-in-chat',
      value,
      flow: flow ?? '',
      prompt: prompt ?? '',
    })
    const mallory = { ...event.actor, user: 'U-MALLORY' }
    await ada.does({ ...event, ids: [town.id()], actor: mallory, place: { ...event.place, channel: 'D-X' } })
    expect(town.events('factor.accepted')).toEqual([])
  })
})
