import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { consoleChat } from '../../../adapters/console/index.ts'
import type { Drawn } from '../../../src/house/port.ts'
import { asking, good, say, waiting } from '../../../src/story/card.ts'
import { Fault } from '../../../src/story/errors.ts'
import { inWords } from '../../../src/words/render.ts'
import { fakeDemo } from '../../support/fake-demo.ts'
import { FakeHouse, type Script } from '../../support/fake-house.ts'

const code = { kind: 'code', name: 'pairing-code', label: say('hand-off.type-code'), digits: 6 } as const
const link: Drawn = {
  card: asking(
    say('hand-off.title'),
    [say('hand-off.line')],
    [
      { kind: 'link', label: say('hand-off.open'), purpose: 'start' },
      code,
      { kind: 'choice', name: 'disown', options: [{ value: 'yes', label: say('hand-off.not-me') }] },
    ],
  ),
  flow: 'flow-1',
  prompt: 'hand-off:2',
  url: 'http://localhost:9/h#v1.flow.secret',
}

const bot: Script = async ({ what, place }, chat) => {
  if (what.kind === 'text') await chat.show(link, { platform: place.platform, channel: place.channel })
  else if (what.kind === 'open') {
    await chat.ask({ ask: code, title: say('hand-off.type-title'), lines: [], flow: 'flow-1' }, what.trigger)
  } else await chat.show({ card: waiting(say('prove.chat-title')) }, place)
}

/** Types these lines, piped, and answers all that was printed. */
const talk = async (lines: readonly string[], script: Script = bot) => {
  const printed: string[] = []
  const input = new PassThrough()
  const { people } = fakeDemo().demo
  const chat = consoleChat({
    name: 'console',
    tenant: 'company',
    people,
    words: inWords,
    input,
    write: (line) => printed.push(line),
  })
  const house = new FakeHouse(chat)
  house.script = script
  const stop = await chat.start(house)
  input.end(lines.map((line) => `${line}\n`).join(''))
  await chat.ended
  await stop()
  return { printed, text: printed.join('\n'), house, chat }
}

test('it says who you are and what to try', async () => {
  const { text } = await talk([])
  expect(text).toContain('You are Ada Kempe.')
  expect(text).toContain('Locked out.')
})

test('words are heard, a card is drawn in lines with its link and its numbers', async () => {
  const { text, house } = await talk(['I am locked out', ''])
  expect(house.order).toEqual(['accepted', 'heard'])
  expect(house.heard[0]).toMatchObject({
    actor: { platform: 'console', tenant: 'company', user: 'U-ADA' },
    what: { kind: 'text', text: 'I am locked out' },
  })
  expect(text).toContain('Continue on a secure page')
  expect(text).toContain('  Open the page: http://localhost:9/h#v1.flow.secret')
  expect(text).toContain('  1) Type the code\n  2) Not my browser')
})

test('a number presses what it stands for, on the card it was drawn on', async () => {
  const { house } = await talk(['hello', '2'])
  expect(house.heard[1]).toMatchObject({
    place: { platform: 'console', channel: 'U-ADA' },
    what: { kind: 'answer', name: 'disown', value: 'yes', flow: 'flow-1', prompt: 'hand-off:2' },
  })
  expect(house.heard[1]?.place.message).toBeDefined()
})

test('a form asks for one line; what is typed next answers it', async () => {
  const { text, house } = await talk(['hello', '1', '123456', 'thanks'])
  expect(text).toContain('Type the code:')
  expect(house.heard[2]?.what).toEqual({
    kind: 'answer',
    name: 'pairing-code',
    value: '123456',
    flow: 'flow-1',
  })
  expect(house.heard[3]?.what).toEqual({ kind: 'text', text: 'thanks' })
})

test('a form opens on the live trigger only', async () => {
  const { text } = await talk(['hello', '1'], (event, chat) =>
    event.what.kind === 'open'
      ? chat.ask({ ask: code, title: say('hand-off.type-title'), lines: [] }, 'another')
      : bot(event, chat),
  )
  expect(text).toContain('(ERR_CHAT)')
  expect(text).not.toContain('Type the code:')
})

test('a code typed as a plain message is a message, and so is a number that means nothing', async () => {
  const { house } = await talk(['hello', '123456', '7'])
  expect(house.heard.map((e) => e.what.kind)).toEqual(['text', 'text', 'text'])
})

test('“me grace” makes you Grace; nobody else’s numbers are yours', async () => {
  const { text, house } = await talk(['hello', 'me grace', '2', 'me nobody'])
  expect(text).toContain('You are Grace Okoro.')
  expect(text).toContain('Nobody here is called nobody.')
  expect(house.heard[1]).toMatchObject({ actor: { user: 'U-GRACE' }, what: { kind: 'text', text: '2' } })
})

test('an unchanged card is not printed again, a changed one is', async () => {
  const { printed } = await talk(['hello'], async ({ place }, chat) => {
    const at = await chat.show(link, place)
    await chat.show(link, at)
    await chat.show({ card: good(say('ended.done.reset')) }, at)
  })
  expect(printed.filter((l) => l === 'Continue on a secure page')).toHaveLength(1)
  expect(printed).toContain('Your password is set')
})

test('told messages are printed once, for people it knows', async () => {
  const { chat, printed } = await talk([])
  const card = good(say('ended.done.reset'))
  const ada = { platform: 'console', tenant: 'company', user: 'U-ADA' }
  expect(await chat.tell({ card }, ada, 'k')).toEqual({ kind: 'sent' })
  await chat.tell({ card }, ada, 'k')
  await chat.tell({ card }, 'alerts', 'k')
  expect(await chat.tell({ card }, { ...ada, user: 'U-X' }, 'k')).toMatchObject({ kind: 'refused' })
  expect(printed.filter((l) => l === 'Your password is set')).toHaveLength(2)
  expect(printed).toContain('[alert channel]')
  expect(await chat.whoIs(ada)).toMatchObject({ displayName: 'Ada Kempe', kind: 'member' })
  expect(await chat.whoIs({ ...ada, tenant: 'other' })).toBeUndefined()
})

test('a fault is told and the talk goes on; a trigger opens one form', async () => {
  const { text, house, chat } = await talk(['hello', 'again'], () =>
    Promise.reject(new Fault('ERR_STORE', 'the store is down')),
  )
  expect(text).toContain('(ERR_STORE)')
  expect(house.heard).toHaveLength(2)
  await expect(chat.ask({ ask: code, title: say('hand-off.title'), lines: [] }, 'old')).rejects.toMatchObject(
    {
      code: 'ERR_CHAT',
    },
  )
})
