import { describe, expect, test } from 'vitest'
import { day, minute } from '../../src/lib/clock.ts'
import { alerted, lastAlert, pressIn } from '../support/notices.ts'
import { inWords } from '../../src/words/render.ts'
import { enrolled, Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const old = 'Winter-Lake-2026'
const fresh = 'Otter-Bridge-Candle-9'

const standingOf = async (town: Town, { id }: Person) => (await town.at.world.freezes.of(id)).value

/** "That wasn't me" on the newest card, and yes. */
const disowns = async (town: Town, person: Person): Promise<void> => {
  await person.presses('aside', 'not-me')
  await person.presses('not-me', 'yes')
  await town.at.rest()
}

const provedTown = async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const page = await ada.getsToThePage()
  await ada.proves(page)
  return { town, ada, page }
}

describe('“that wasn’t me” in chat', () => {
  test('asks once; no lets everything go on', async () => {
    const { town, ada, page } = await provedTown()
    await ada.presses('aside', 'not-me')
    ada.sees('not-me.title', 'not-me.yes', 'not-me.no')
    await ada.presses('not-me', 'no')
    ada.sees('ended.cancelled', 'not-me.kept')
    await page.types('new-password', fresh)
    expect(town.directory.signIn('ada', fresh)).toBe('ok')
    expect((await standingOf(town, ada)).frozenAt).toBeUndefined()
    expect(alerted(town, 'alert.frozen')).toBe(0)
  })

  test('stops what was proved already, tells the helpdesk, and tells the person how to go on', async () => {
    const { town, ada, page } = await provedTown()
    await disowns(town, ada)
    ada.sees('ended.frozen', 'frozen.how', 'helpdesk.both', 'frozen.unfreeze')
    await page.types('new-password', fresh)
    await page.sees('ended.frozen')
    expect(town.directory.signIn('ada', old)).toBe('ok')
    expect(lastAlert(town)).toEqual([
      'alert.frozen',
      'alert.not-me.chat',
      'alert.not-me.about',
      'password.chat-title',
      'alert.reference',
      'alert.not-me.ended',
      'alert.do.alarm',
      'alert.reference',
    ])
    const [event] = town.events('self-service.frozen')
    expect(event?.detail).toMatchObject({ person: ada.id, via: 'chat', user: ada.actor.user })
  })

  test('the stopped conversation says so by itself, in chat and on its page', async () => {
    const { town, ada, page } = await provedTown()
    const cards = ada.messages.length
    await disowns(town, ada)
    expect(ada.messages[cards - 1]?.drawings.at(-1)?.card.title.id).toBe('ended.frozen')
    await page.sees('ended.frozen')
  })

  test('both addresses hear of it', async () => {
    const { town, ada } = await provedTown()
    await disowns(town, ada)
    expect(ada.told).toContain('told.frozen')
    expect(town.mails.map((m) => m.subject)).toContain('Self-service for ada is frozen')
  })

  test.each([
    ['I forgot my password', 'ended.frozen'],
    ['set up recovery', 'ended.frozen'],
  ])('then nothing begins any more: %s', async (text, title) => {
    const { town, ada } = await provedTown()
    await disowns(town, ada)
    const before = await standingOf(town, ada)
    await ada.says(text)
    ada.sees(title, 'frozen.how', 'helpdesk.both', 'frozen.unfreeze')
    expect(await standingOf(town, ada), 'it was refused, not begun and stopped').toEqual(before)
    expect(town.directory.signIn('ada', old)).toBe('ok')
  })

  test('typed, it is understood as well', async () => {
    const { ada } = await provedTown()
    await ada.says('That wasn’t me!')
    ada.sees('not-me.title')
  })

  test('again while frozen it changes nothing and alarms nobody', async () => {
    const { town, ada } = await provedTown()
    await disowns(town, ada)
    const before = await standingOf(town, ada)
    await town.later(10 * minute)
    await ada.says('that was not me')
    await ada.presses('not-me', 'yes')
    ada.sees('ended.frozen')
    expect(await standingOf(town, ada)).toEqual(before)
    expect(alerted(town, 'alert.frozen')).toBe(1)
    expect(ada.told.filter((t) => t === 'told.frozen')).toHaveLength(1)
  })

  test('a directory that is down does not keep it from happening', async () => {
    const { town, ada } = await provedTown()
    town.directory.down(true)
    await disowns(town, ada)
    expect((await standingOf(town, ada)).frozenAt).toBeDefined()
    expect(alerted(town, 'alert.frozen')).toBe(1)
    expect(ada.told).not.toContain('told.frozen')
    town.directory.down(false)
    await town.later(minute)
    expect(ada.told).toContain('told.frozen')
  })

  test('on the notice of a change the day after', async () => {
    const { town, ada, page } = await provedTown()
    await page.types('new-password', fresh)
    await town.later(day / 2)
    const notice = town.chat.told.findLast((t) => t.drawn.card.title.id === 'told.password-changed')?.drawn
    await ada.presses('aside', 'not-me', notice)
    await ada.presses('not-me', 'yes')
    await town.at.rest()
    expect(lastAlert(town)).toContain('ended.done.reset')
    expect((await standingOf(town, ada)).frozenAt).toBeDefined()
    expect(town.directory.signIn('ada', fresh), 'the account is not touched').toBe('ok')
  })

  test('a stranger gets the same answers, and nothing happens', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const stranger = new Person(town, 'nobody')
    await stranger.says('that was not me')
    await stranger.presses('not-me', 'yes')
    stranger.sees('ended.frozen', 'frozen.how', 'frozen.unfreeze')
    expect(town.chat.told).toEqual([])
    expect(town.events('self-service.frozen')).toEqual([])
    expect((await standingOf(town, ada)).frozenAt).toBeUndefined()
  })

  test('somebody else’s button is nobody’s: it freezes who presses it', async () => {
    const { town, ada } = await provedTown()
    const grace = await enrolled(town, 'grace')
    await grace.presses('aside', 'not-me', ada.drawn)
    await grace.presses('not-me', 'yes')
    await town.at.rest()
    expect((await standingOf(town, grace)).frozenAt).toBeDefined()
    expect((await standingOf(town, ada)).frozenAt).toBeUndefined()
    expect(lastAlert(town), 'what is Ada’s is not told').not.toContain('alert.not-me.about')
  })

  test('a yes of somebody else is not heard', async () => {
    const { town, ada } = await provedTown()
    const grace = await enrolled(town, 'grace')
    await ada.presses('aside', 'not-me')
    await grace.presses('not-me', 'yes', ada.drawn)
    expect((await standingOf(town, ada)).frozenAt).toBeUndefined()
    expect((await standingOf(town, grace)).frozenAt).toBeUndefined()
  })

  test('delivered twice it is one question', async () => {
    const { ada } = await provedTown()
    const event = ada.event({ kind: 'text', text: 'that was not me' })
    await ada.does(event)
    const cards = ada.messages.length
    await ada.does({ ...event, ids: [...event.ids] })
    expect(ada.messages).toHaveLength(cards)
  })
})

describe('“that wasn’t me” in a mail', () => {
  const resetTown = async () => {
    const { town, ada, page } = await provedTown()
    await page.types('new-password', fresh)
    await town.at.rest()
    return { town, ada }
  }

  test('freezes without a sign-in, and says what it was about', async () => {
    const { town, ada } = await resetTown()
    expect(await pressIn(town, 'The password of ada')).toBe('frozen')
    expect((await standingOf(town, ada)).frozenAt).toBeDefined()
    expect(lastAlert(town)).toEqual([
      'alert.frozen',
      'alert.not-me.mail',
      'alert.not-me.about',
      'told.password-changed',
      'alert.reference',
      'alert.do.alarm',
      'alert.reference',
    ])
    expect(ada.told).toContain('told.frozen')
    expect(town.directory.signIn('ada', fresh), 'the account is not touched').toBe('ok')
    await ada.says('I forgot my password')
    ada.sees('ended.frozen')
  })

  test('names the finished reset it is about, and does not call it under way and stopped', async () => {
    const { town, ada } = await resetTown()
    const reset = ada.drawn.flow ?? ''
    expect((await standingOf(town, ada)).talks).toEqual([])
    await pressIn(town, 'The password of ada')
    const card = town.chat.alerted.at(-1)?.card
    const lines = (card?.lines ?? []).map((line) => inWords(line))
    expect(lines.filter((line) => line.includes('under way'))).toEqual([])
    expect(lines.filter((line) => line.includes(reset))).toHaveLength(1)
  })

  test('works once', async () => {
    const { town } = await resetTown()
    await pressIn(town, 'The password of ada')
    expect(await pressIn(town, 'The password of ada')).toBe('void')
    expect(alerted(town, 'alert.frozen')).toBe(1)
  })

  test('and by many presses at once it freezes once', async () => {
    const { town } = await resetTown()
    const came = await Promise.all(Array.from({ length: 20 }, () => pressIn(town, 'The password of ada')))
    expect(came.filter((c) => c === 'frozen')).toHaveLength(1)
    expect(alerted(town, 'alert.frozen')).toBe(1)
  })

  test('lives a week', async () => {
    const { town, ada } = await resetTown()
    town.clock.forward(7 * day)
    expect(await pressIn(town, 'The password of ada')).toBe('void')
    expect((await standingOf(town, ada)).frozenAt).toBeUndefined()
  })

  test('nothing of it is in the store but a hash', async () => {
    const written: string[] = []
    const town = new Town()
    const write = town.raw.write.bind(town.raw)
    town.raw.write = (changes) => {
      written.push(...changes.map((c) => `${c.key} ${c.value ?? ''}`))
      return write(changes)
    }
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage()
    await ada.proves(page)
    await page.types('new-password', fresh)
    await town.at.rest()
    const [, token = 'none'] = /notme#v1\.[\w-]+\.([\w-]+)/.exec(town.mails[0]?.text ?? '') ?? []
    expect(written.join('\n')).toContain('notice:')
    expect(written.join('\n')).not.toContain(token)
    expect(JSON.stringify(town.journal)).not.toContain(token)
  })
})
