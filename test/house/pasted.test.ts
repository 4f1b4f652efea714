import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keptOfText } from '../../flows/kept-of-chat.ts'
import { understand } from '../../flows/front-desk.ts'
import { en } from '../../src/words/en.ts'
import { textOf } from '../support/phrases.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'
import { given, harmless } from '../flows/secret-corpus.ts'

/** Everything that was ever written, sealed values opened as well, and everything told or shown. */
const overheard = (town: Town): string[] => {
  const said: string[] = []
  const write = town.raw.write.bind(town.raw)
  town.raw.write = async (changes) => {
    said.push(JSON.stringify(changes))
    return await write(changes)
  }
  const seal = town.keyring.seal.bind(town.keyring)
  town.keyring.seal = (purpose, text, bound) => {
    said.push(text)
    return seal(purpose, text, bound)
  }
  return said
}

const everything = (town: Town, said: readonly string[]): string =>
  [
    ...said,
    JSON.stringify([town.journal, town.faults.map(String), town.chat.told, [...town.chat.rooms]]),
  ].join('\n')

describe('a password in the chat', () => {
  test('is not kept: its owner is told to delete it and to choose another', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('my password is Winter-Lake-2026')
    ada.sees(
      'pasted-password.title',
      'pasted.not-kept',
      'pasted.delete',
      'pasted-password.then',
      'helpdesk.both',
    )
    expect(textOf(ada.drawn.card)).not.toContain('Winter')
    expect(town.events('secret.refused').map(({ detail }) => detail)).toEqual([
      { what: 'password', ...ada.actor },
    ])
    await ada.presses('start', 'change-expired')
    ada.sees('hand-off.title')
  })

  test('leaves the conversation that is on as it was', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    const page = await ada.opens()
    await ada.says('Winter-Lake-2026')
    ada.sees('pasted-password.title')
    await ada.says(await page.code())
    await page.sees('prove.title')
  })

  test('is recognised by where it stands: any word, while the page asks for a password', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('monkeymonkey')
    ada.sees('desk.greeting')
    const page = await ada.getsToThePage()
    await ada.says('monkeymonkey')
    ada.sees('prove.chat-title')
    await ada.proves(page)
    await ada.says('monkeymonkey')
    ada.sees('pasted-password.title')
    await ada.says('what now?')
    ada.sees('password.chat-title')
  })

  test('typed into the field for a code is no wrong code', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await ada.says('I forgot my password')
    await ada.opens()
    await ada.fillsIn('pairing-code', 'Winter-Lake-2026')
    ada.sees('pasted-password.title')
    expect(town.events('pairing.refused')).toEqual([])
    expect(town.events('secret.refused')).toHaveLength(1)
  })

  test('told twice by the platform is refused once', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const event = ada.event({ kind: 'text', text: 'Winter-Lake-2026' })
    await ada.does(event)
    await ada.does(event)
    expect(town.events('secret.refused')).toHaveLength(1)
    expect(ada.messages).toHaveLength(1)
  })
})

test('a recovery code in the chat is refused as one, and new ones are offered', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  await ada.says(ada.codes[0] ?? '')
  ada.sees('pasted-code.title', 'pasted.delete', 'pasted-code.then')
  expect(town.events('secret.refused')[0]?.detail).toMatchObject({ what: 'recovery-code' })
  await ada.presses('start', 'enrol-factor')
  ada.sees('hand-off.title')
})

test('what is kept of a message is understood like the message', () => {
  for (const text of [...given, ...harmless, 'unlock', 'not me', 'cancel', 'why?', '123 456'])
    expect(understand(keptOfText(text)), text).toBe(understand(text))
})

describe('whatever is typed', () => {
  const typed = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 6, maxLength: 60 }),
    fc.string({ unit: 'grapheme-ascii', minLength: 6, maxLength: 60 }),
    fc.constantFrom(...given, ...harmless).map((text) => `${text} ${text}`),
    fc
      .tuple(fc.constantFrom('', 'my password is ', 'reset ', 'pw: '), fc.string({ minLength: 8 }))
      .map((it) => it.join('')),
  )
  const says = {
    'as a message': (ada: Person, text: string) => ada.says(text),
    'in a form': (ada: Person, text: string) =>
      ada.does(ada.event({ kind: 'answer', name: 'pairing-code', value: text, flow: ada.drawn.flow ?? '' })),
    'as the value of a button': (ada: Person, text: string) =>
      ada.does(ada.event({ kind: 'answer', name: 'start', value: text })),
    'as an answer to nothing': (ada: Person, text: string) =>
      ada.does(ada.event({ kind: 'answer', name: 'x', value: text })),
  }

  test.each(Object.entries(says))('%s, six signs of it in a row are nowhere afterwards', async (_, say) => {
    const silent = await left(say, 'hello')
    await fc.assert(
      fc.asyncProperty(typed, async (text) => {
        const found = await left(say, text)
        // What follows when only the intent's own word is typed are our words, not theirs.
        const ours = `${silent}${words}${await left(says['as a message'], keptOfText(text))}`
        const pieces = Array.from({ length: Math.max(0, text.length - 5) }, (__, n) => text.slice(n, n + 6))
        for (const piece of pieces)
          if (!ours.includes(piece) && !/^[\d\s-]+$/.test(piece))
            expect(found.includes(piece) ? piece : '').toBe('')
      }),
      { numRuns: 40 },
    )
  })
})

/** What our own words and cards say, whatever is typed. */
const words = JSON.stringify([en, [...harmless, ...given].map(keptOfText)])

const left = async (say: (ada: Person, text: string) => Promise<unknown>, text: string): Promise<string> => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  await ada.says('I forgot my password')
  const said = overheard(town)
  await say(ada, text)
  return everything(town, said)
}
