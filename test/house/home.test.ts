import { expect, describe, test } from 'vitest'
import { hour } from '../../src/lib/clock.ts'
import type { Drawn } from '../../src/house/port.ts'
import { inWords } from '../../src/words/render.ts'
import { expectOn } from '../support/phrases.ts'
import { enrolled, Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

/** What somebody finds on the bot's own page when they open it. */
const opens = async (town: Town, person: Person): Promise<Drawn> => {
  const place = { platform: town.chat.name, channel: `home-${person.actor.user}`, message: 'home' }
  await person.does({ ...person.event({ kind: 'home' }), place })
  const drawn = town.chat.rooms.get(place.channel)?.at(-1)?.drawings.at(-1)
  if (drawn === undefined) throw new Error('no page was drawn')
  return drawn
}

const buttons = ({ card }: Drawn): readonly string[] =>
  card.asks.flatMap((ask) => (ask.kind === 'choice' ? ask.options.map(({ value }) => value) : []))

const inText = ({ card, reader }: Drawn): readonly string[] =>
  [card.title, ...card.lines].map((phrase) => inWords(phrase, reader))

describe('the bot’s own page', () => {
  test('says how an account stands and how its owner is set up, in words', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn', 'totp', 'recovery-codes'])
    ada.profile({ timeZone: 'Europe/London' })
    const page = await opens(town, ada)
    expect(inText(page)).toMatchInlineSnapshot(`
      [
        "Nothing is wrong with your account",
        "I help you back into your own account when you are locked out.",
        "It is open, and its password is valid. If you are not let in, the password you type is another one.",
        "Check Caps Lock and the keyboard language, and devices that still try an old password.",
        "Passkeys and security keys: 1. The newest was added on Monday 1 June at 09:59 BST.",
        "Authenticator apps: 1. The newest was added on Monday 1 June at 09:59 BST.",
        "Sets of recovery codes: 1. The newest was made on Monday 1 June at 09:59 BST.",
        "Helpdesk: +44 20 7946 0000 or https://help.corp.example",
      ]
    `)
    expect(buttons(page)).toEqual(['reset-password', 'enrol-factor', 'help'])
    await ada.does(ada.event({ kind: 'answer', name: 'start', value: 'reset-password' }))
    ada.sees('hand-off.title')
  })

  test('is drawn again when it is opened again: a lock, and the button that helps first', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    expectOn((await opens(town, ada)).card, ['why.open'])
    town.directory.lock(ada.id)
    const page = await opens(town, ada)
    expectOn(page.card, ['why.locked', 'home.have.totp', 'home.have.recovery-codes', 'helpdesk.both'])
    expect(buttons(page)[0]).toBe('unlock-account')
    expect(town.events('account.explained')).toHaveLength(2)
  })

  test('says from when on a method that was just added counts', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const { enrolments } = town.at.world
    const kept = await enrolments.of(ada.id)
    const next = { ...kept.value, factorsChangedAt: town.clock.now() - hour }
    await town.at.store.write([enrolments.keep(kept, next)])
    expectOn((await opens(town, ada)).card, ['home.cooling'])
    await town.later(72 * hour)
    expect(JSON.stringify((await opens(town, ada)).card)).not.toContain('home.cooling')
  })

  test('says so when the directory is down, or the platform does not know its user', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    town.directory.down(true)
    expectOn((await opens(town, ada)).card, ['why.directory-down', 'home.have.totp'])
    town.directory.down(false)
    town.chat.profiles.delete(ada.actor.user)
    expectOn((await opens(town, ada)).card, ['desk.unavailable'])
  })

  test.each([
    [
      'a chat that was never linked',
      'why.unlinked',
      (town: Town) => Promise.resolve(new Person(town, 'ada')),
    ],
    [
      'a guest',
      'why.guest',
      async (town: Town) => {
        const ada = await enrolled(town, 'ada')
        ada.profile({ kind: 'guest' })
        return ada
      },
    ],
    [
      'a chat whose profile changed, reported or not',
      'why.suspended',
      async (town: Town) => {
        const ada = await enrolled(town, 'ada')
        ada.profile({ email: 'mallory@corp.example' })
        return ada
      },
    ],
  ])('tells nothing of anybody to %s', async (_, title, make) => {
    const cards = new Set<string>()
    for (const change of [{}, { disabled: true }, { mustChange: true }, 'locked', 'gone'] as const) {
      const town = new Town()
      const ada = await make(town)
      if (change === 'locked') town.directory.lock('id-ada')
      else if (change === 'gone') town.directory.remove('id-ada')
      else town.directory.change('id-ada', change)
      const page = await opens(town, ada)
      expectOn(page.card, [title, 'helpdesk.both'])
      expect(JSON.stringify(page.card)).not.toMatch(/home\.have|home\.none/)
      cards.add(JSON.stringify(page.card))
    }
    expect(cards.size).toBe(1)
  })
})
