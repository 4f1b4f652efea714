import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ChatEvent } from '../../../src/house/port.ts'
import { asking, good, say, waiting, type ChatAsk } from '../../../src/story/card.ts'
import { Fault } from '../../../src/story/errors.ts'
import type { SlackPerson } from '../../support/slack/person.ts'
import { Desk } from './desk.ts'

const start: ChatAsk = {
  kind: 'choice',
  name: 'start',
  options: [{ value: 'reset-password', label: say('desk.forgot'), style: 'primary' }],
}
const code: ChatAsk = { kind: 'code', name: 'pairing-code', label: say('hand-off.type-code'), digits: 6 }
const greeting = asking(say('desk.greeting'), [say('desk.greeting-line')], [start, code])
const bare = ({ place: { platform, channel } }: ChatEvent) => ({ platform, channel })
const about = { flow: 'f1', prompt: 'hand-off:3' }

let desk: Desk
let alice: SlackPerson
beforeEach(async () => {
  desk = await Desk.open()
  alice = desk.person('alice')
})
afterEach(async () => await desk.close())

const greets = (): void => {
  desk.house.script = async (event, adapter) => {
    await adapter.show({ card: greeting, ...about }, bare(event))
  }
}

describe('a talk through Bolt', () => {
  test('a message is answered in the direct message', async () => {
    greets()
    const sent = await alice.says('I can’t sign in')
    expect(sent.answer).toMatchObject({ status: 200, late: false, body: '' })
    await alice.willSee('Hello. I help you', 'I forgot it', 'Type the code')
    expect(desk.house.heard).toMatchObject([{ what: { kind: 'text', text: 'I can’t sign in' } }])
  })

  test('a press is an answer on the card it stood on, which is redrawn in place', async () => {
    greets()
    await alice.says('hello')
    await alice.willSee('I forgot it')
    desk.house.script = async ({ place }, adapter) => {
      await adapter.show({ card: waiting(say('desk.triage-title')), ...about }, place)
    }
    await alice.presses('I forgot it')
    const { messages } = await alice.willSee('Let’s get you back in.')
    expect(messages).toHaveLength(2)
    expect(desk.house.heard[1]?.what).toEqual({
      kind: 'answer',
      name: 'start',
      value: 'reset-password',
      ...about,
    })
  })

  test('a code goes through a form, which closes', async () => {
    greets()
    await alice.says('hello')
    await alice.willSee('Type the code')
    desk.house.script = async ({ what }, adapter) => {
      if (what.kind === 'open' && code.kind === 'code')
        await adapter.ask({ ask: code, title: greeting.title, lines: [], ...about }, what.trigger)
    }
    await alice.presses('Type the code')
    await alice.willSee('Latchkey', 'Send')
    const sent = await alice.fills({ 'Type the code': '123 456' })
    expect(sent.answer).toMatchObject({ status: 200, body: '' })
    expect(alice.sees().modal).toBeUndefined()
    await desk.heard(3)
    expect(desk.house.heard[2]?.what).toEqual({
      kind: 'answer',
      name: 'pairing-code',
      value: '123 456',
      ...about,
    })
  })

  test('the App Home is drawn where it is, and a press on it is answered in the direct message', async () => {
    desk.house.script = async (event, adapter) => {
      const card = event.what.kind === 'home' ? greeting : good(say('desk.help-title'))
      await adapter.show({ card }, event.place)
    }
    await alice.opensHome()
    await alice.willSee('Hello. I help you')
    expect(alice.sees().messages).toEqual([])
    await alice.presses('I forgot it')
    await alice.opensHome('messages')
    await alice.willSee('What I can do')
  })

  test('a command given in a channel is answered in private', async () => {
    greets()
    const room = desk.slack.platform.channel(desk.corp, 'general', [alice.account.id])
    const sent = await alice.slash('reset', '/latchkey', room)
    expect(JSON.parse(sent.answer?.body ?? '')).toEqual({
      response_type: 'ephemeral',
      text: 'I have answered you in our direct messages.',
    })
    await alice.willSee('Hello. I help you')
  })

  test('a link is never unfurled, and pressing it is acknowledged and no more', async () => {
    const url = 'https://latchkey.corp.example/h#v1.f1.s'
    desk.house.script = async (event, adapter) => {
      const link: ChatAsk = { kind: 'link', label: say('hand-off.open'), purpose: 'start' }
      await adapter.show({ card: asking(say('hand-off.title'), [], [link]), ...about, url }, bare(event))
    }
    await alice.says('reset')
    await alice.willSee('Open the page')
    expect(alice.link('Open the page')).toBe(url)
    const [call] = desk.slack.calls('chat.postMessage')
    expect(call?.args).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' })
    expect((await alice.presses('Open the page')).answer).toMatchObject({ status: 200 })
    expect(desk.house.order).toEqual(['accepted', 'heard'])
  })
})

describe('what is not said to us', () => {
  test.each<readonly [string, () => Promise<unknown>]>([
    ['an edit', async () => (await alice.says('one'), await alice.edits('two'))],
    [
      'another bot',
      async () => {
        const bot = desk.slack.platform.account(desk.corp, 'other', 'bot')
        return await desk.slack.events.botMessage(alice.dm, bot, 'reset my password')
      },
    ],
    ['a file', async () => await desk.slack.events.subtype(alice.dm, alice.account, 'file_share', 'reset')],
    ['a closed tab', async () => await alice.opensHome('messages')],
  ])('%s', async (_what, happens) => {
    await happens()
    const said = desk.house.heard.filter(({ what }) => what.kind === 'text' && what.text !== 'one')
    expect(said).toEqual([])
  })
})

describe('before anything is acknowledged it is kept', () => {
  test('what cannot be kept is not acknowledged, and comes again', async () => {
    desk.house.acceptFails = new Fault('ERR_STORE', 'the store is away')
    const first = await alice.says('hello')
    expect(first.answer?.status).toBe(503)
    desk.house.acceptFails = undefined
    greets()
    const [retry] = await desk.slack.courier.retries(first, () => Promise.resolve())
    expect(retry?.answer?.status).toBe(200)
    await alice.willSee('Hello. I help you')
    expect(desk.house.order).toEqual(['accepted', 'heard'])
  })

  test('the answer comes in time though the house takes for ever', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    desk.house.script = () => promise
    const sent = await alice.says('hello')
    expect(sent.answer).toMatchObject({ status: 200, late: false })
    expect(desk.house.order).toEqual(['accepted', 'heard'])
    resolve()
  })

  test('a store that hangs is no answer, in time', async () => {
    desk.house.inbox.accept = () => new Promise(() => undefined)
    expect((await alice.says('hello')).answer).toMatchObject({ status: 503, late: false })
  })

  test('a house that fails is acknowledged all the same: the inbox has it', async () => {
    desk.house.script = () => Promise.reject(new Fault('ERR_STORE', 'secret-canary'))
    expect((await alice.says('hello')).answer?.status).toBe(200)
    await desk.heard(1)
    expect(desk.lines.join('')).not.toContain('canary')
  })
})

describe('the same thing again counts once', () => {
  test('under another event id, as a retry, and replayed', async () => {
    greets()
    const sent = await alice.says('hello')
    const again = [
      await desk.slack.events.underNewId(sent),
      await desk.slack.events.underNewId(sent, { retry: { number: 1, reason: 'http_timeout' } }),
      await desk.slack.courier.replay(sent),
    ]
    expect(again.map((s) => s.answer?.status)).toEqual([200, 200, 200])
    await alice.willSee('Hello. I help you')
    expect(desk.house.order).toEqual(['accepted', 'heard', 'dropped', 'dropped', 'dropped'])
    expect(alice.sees().messages).toHaveLength(2)
  })

  test('a press that is replayed', async () => {
    greets()
    await alice.says('hello')
    await alice.willSee('I forgot it')
    await desk.slack.courier.replay(await alice.presses('I forgot it'))
    await desk.heard(2)
    expect(desk.house.order.filter((o) => o === 'dropped')).toHaveLength(1)
  })

  test('two people who say the same are two', async () => {
    greets()
    await alice.says('hello')
    await desk.person('bob').says('hello')
    await desk.heard(2)
    expect(new Set(desk.house.heard.map((e) => e.actor.user)).size).toBe(2)
  })
})

describe('requests that are not Slack’s', () => {
  test.each([
    ['signed with another secret', { secret: 'x'.repeat(32) }, 401],
    ['unsigned', { unsigned: true }, 401],
    ['six minutes old', { skewSeconds: -360 }, 401],
    ['six minutes ahead', { skewSeconds: 360 }, 401],
    ['for another app', { app: 'A0OTHER' }, 403],
    ['from another workspace', { team: 'T0OTHER' }, 403],
    ['cut short', { truncateTo: 100 }, 401],
    ['of another kind', { contentType: 'text/plain' }, 403],
  ] as const)('%s', async (_how, twist, status) => {
    const { answer } = await alice.says('hello', twist)
    expect([answer?.status, answer?.body]).toEqual([status, ''])
    expect(desk.house.order).toEqual([])
    expect(desk.lines.join('')).toContain('slack.refused')
  })

  test('what is asked once at the beginning is answered', async () => {
    const { answer } = await desk.slack.events.urlVerification('abc')
    expect([answer?.status, answer?.body]).toEqual([200, '{"challenge":"abc"}'])
    const forged = await desk.slack.events.urlVerification('abc', { secret: 'x'.repeat(32) })
    expect(forged.answer).toMatchObject({ status: 401, body: '' })
    expect((await desk.slack.events.sslCheck()).answer).toMatchObject({ status: 200, body: '' })
  })

  test('nothing of what people say, and no token, is in the log', async () => {
    await alice.says('my-password-canary')
    await alice.says('my-password-canary', { secret: 'x'.repeat(32) })
    desk.house.script = () => Promise.reject(new Error('my-password-canary'))
    await alice.slash('my-password-canary')
    await desk.heard(2)
    const log = desk.lines.join('')
    expect(log).not.toMatch(/canary|xoxb|trigger|actions\//)
  })

  test('other doors are closed', async () => {
    const { status } = await fetch(`${desk.origin}/slack/install`)
    expect(status).toBe(404)
    expect((await fetch(`${desk.origin}/slack/events`)).status).toBe(404)
  })
})
