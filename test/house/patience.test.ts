import { describe, expect, test } from 'vitest'
import { minute, second } from '../../src/lib/clock.ts'
import { enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const titles = (messages: readonly { drawings: readonly { card: { title: { id: string } } }[] }[]) =>
  messages.map(({ drawings }) => drawings.at(-1)?.card.title.id)

describe('a chat user who asks too often', () => {
  test('is shown the conversation that waits for a browser again, instead of one more; its link is good', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    for (let n = 0; n < 10; n++) await ada.says('I forgot my password')
    const { flow } = ada.drawn
    town.clock.forward(minute)
    await ada.says('I forgot my password')
    expect(ada.drawn.flow).toBe(flow)
    const page = await ada.opens()
    await ada.says(await page.code())
    await ada.proves(page)
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    await page.sees('ended.done.reset')
  })

  test('is not flooded: forty requests at once leave a dozen messages, not forty', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    for (let n = 0; n < 40; n++) await ada.says('I forgot my password')
    expect(ada.messages.length).toBeLessThanOrEqual(12)
  })

  test('is told the time in their own zone, once a minute, and afterwards is heard again', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    ada.profile({ timeZone: 'Asia/Tokyo' })
    for (let n = 0; n < 30; n++) await ada.says('help')
    const before = ada.messages.length
    for (let n = 0; n < 20; n++) await ada.says('help')
    expect(titles(ada.messages.slice(before))).toEqual(['limit.title'])
    expect(ada.drawn.reader).toEqual({ timeZone: 'Asia/Tokyo' })
    expect(town.events('limit.reached')).toMatchObject([{ detail: { limit: 'answers', user: 'U-ADA' } }])
    const until = Number(ada.drawn.card.lines[0]?.with?.['until']?.slice(1))
    town.clock.forward(until - town.clock.now())
    await ada.says('help')
    ada.sees('desk.help-title')
  })

  test('can still say “that wasn’t me” when somebody used up the resets, and the other way round', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    for (let n = 0; n < 40; n++) await ada.says('I forgot my password')
    await ada.says('that wasn’t me')
    ada.sees('not-me.title')
    const grace = await enrolled(town, 'grace')
    for (let n = 0; n < 40; n++) await grace.says('that wasn’t me')
    expect(grace.messages.length).toBeLessThanOrEqual(12)
    await grace.says('I forgot my password')
    grace.sees('hand-off.title')
  })

  test('gets no more forms, and types the code instead', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const page = await ada.opens()
    const { flow = '', prompt = '' } = ada.drawn
    for (let n = 0; n < 40; n++) {
      const trigger = town.id()
      await ada.does(ada.event({ kind: 'open', name: 'pairing-code', trigger, flow, prompt }))
    }
    expect(town.chat.forms).toHaveLength(30)
    await ada.says(await page.code())
    ada.sees('prove.chat-title')
  })

  test('is one chat user on every replica', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const replicas = [town.at, town.machine()]
    for (let n = 0; n < 40; n++) {
      town.at = replicas[n % 2] ?? town.at
      await ada.says('help')
    }
    expect(titles(ada.messages).filter((title) => title === 'desk.help-title')).toHaveLength(30)
  })

  test('while the limits’ store is down is counted by each replica, and not shut out', async () => {
    const town = new Town()
    const down = () => Promise.reject(new Error('down'))
    town.windows = { take: down, look: down }
    town.at = town.machine()
    const ada = await enrolled(town, 'ada', ['webauthn'])
    for (let n = 0; n < 40; n++) await ada.says('I forgot my password')
    expect(ada.messages.length).toBeLessThanOrEqual(12)
    town.clock.forward(minute + second)
    const page = await ada.getsToThePage()
    await page.passkey(ada.device)
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    await page.sees('ended.done.reset')
  })

  test('is no other chat user', async () => {
    const town = new Town()
    const [ada, grace] = [await enrolled(town, 'ada'), await enrolled(town, 'grace')]
    for (let n = 0; n < 40; n++) await ada.says('help')
    await grace.says('help')
    grace.sees('desk.help-title')
  })
})
