import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import { hour, minute, second } from '../../src/lib/clock.ts'
import { textOf } from '../support/phrases.ts'
import { enrolled, type Person } from '../support/talk.ts'
import type { Browser } from '../support/browser.ts'
import { Town } from '../support/world.ts'

/** Everything a chat session and a browser can ask for without a single proof; `n` says which it is this time. */
const bombs = async (town: Town, person: Person, n: number): Promise<void> => {
  town.clock.forward(3 * second)
  switch (n % 6) {
    case 0:
      return await person.says('I forgot my password')
    case 1:
      return await refused(await opened(person), person)
    case 2:
      return await guessesTheCode(await opened(person), person)
    case 3:
      return await presses(person, 'not-me', 'yes')
    case 4:
      await opened(person)
      await opened(person)
      return await presses(person, 'not-me', 'not-me')
    default:
      return await person.says(n % 2 ? 'unlock my account' : 'help')
  }
}

const opened = async (person: Person): Promise<Browser | undefined> => {
  await person.says('I forgot my password')
  return person.drawn.url === undefined ? undefined : await person.opens()
}

const refused = async (page: Browser | undefined, person: Person): Promise<void> => {
  if ((await page?.page()) === undefined || page === undefined) return
  await person.says(await page.code())
  for (let k = 0; k < 5; k++) await page.types('totp', '000000')
}

const guessesTheCode = async (page: Browser | undefined, person: Person): Promise<void> => {
  if (page === undefined) return
  for (const guess of ['000000', '000001', '000002']) await person.says(guess)
}

const presses = async (person: Person, name: string, value: string): Promise<void> => {
  if (name === 'not-me' && value === 'yes') await person.says('that wasn’t me')
  const there = person.drawn.card.asks.some(
    (ask) => ask.kind === 'choice' && ask.name === name && ask.options.some((o) => o.value === value),
  )
  if (there) await person.presses(name, value)
}

const company = async (town: Town, size: number): Promise<readonly Person[]> => {
  const people: Person[] = []
  for (let n = 0; n < size; n++) {
    const name = `person-${n}`
    town.directory.add({
      id: `id-${name}`,
      account: name,
      displayName: `Person ${n}`,
      mail: `${name}@corp.example`,
      password: new Secret('Winter-Lake-2026'),
    })
    people.push(await enrolled(town, name, ['totp']))
  }
  return people
}

/** Mails and direct messages to one person that they did not ask for, but for those that tell of a change. */
const unasked = (town: Town, person: Person): readonly string[] => [
  ...person.told.filter((title) => title !== 'told.frozen'),
  ...town.mails
    .filter(({ to, key }) => to.startsWith(`${person.id.slice(3)}@`) && !key.includes(':frozen'))
    .map(({ key }) => key),
]

/** What stands in the alert channel, card by card. */
const cards = (town: Town): readonly string[] =>
  (town.chat.rooms.get('alerts') ?? []).flatMap(({ drawings }) =>
    drawings.slice(-1).map(({ card }) => textOf(card)),
  )

const isAlarm = (card: string): boolean =>
  card.includes('says “that wasn’t me”') || card.includes('Alarms about')

/** Three cards at most; of many people's chats three, and as many again of those in whose name "that wasn't me" was said. */
const isQuiet = (town: Town, people: readonly Person[]): void => {
  const [requests, alarms] = [cards(town).filter((card) => !isAlarm(card)), cards(town).filter(isAlarm)]
  expect(cards(town).length).toBeGreaterThan(0)
  expect(cards(town).length).toBeLessThanOrEqual(people.length > 1 ? 6 : 3)
  expect(Math.max(requests.length, alarms.length)).toBeLessThanOrEqual(3)
  for (const person of people) {
    expect(unasked(town, person).length).toBeLessThanOrEqual(1)
    expect(person.told.length).toBeLessThanOrEqual(1)
  }
  expect(town.faults).toEqual([])
  expect(town.events('commit.intent')).toEqual([])
}

describe('a thousand requests within the hour', () => {
  test('from one stolen chat session leave three cards at most, and one message to the owner', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    for (let n = 0; n < 1000; n++) await bombs(town, ada, n)
    await town.later(minute)
    isQuiet(town, [ada])
    expect((await town.directory.people.status(ada.id))?.locked).toBe(false)
    // Each is in the trail and counted on a card.
    expect(town.events('notice.collected').length).toBeGreaterThan(0)
  })

  test('from two hundred chat accounts leave three cards and three alarms at most, and one message to each of them', async () => {
    const town = new Town()
    const people = await company(town, 200)
    for (let n = 0; n < 1000; n++) {
      const person = people[n % people.length]
      // Each does another thing at each of its five turns.
      if (person !== undefined) await bombs(town, person, n + Math.floor(n / people.length))
    }
    await town.later(minute)
    isQuiet(town, people)
    expect(town.events('notice.collected').length).toBeGreaterThan(100)
    expect(cards(town).join('\n')).toMatch(/Requests about 1\d\d people, too many for a card each/)
    // Whoever said it is frozen, on whatever card they are.
    const frozen = town.events('self-service.frozen').length
    expect(frozen).toBeGreaterThan(50)
    expect(cards(town).join('\n')).toContain(`Alarms about ${frozen - 2} more people`)
  })

  test('hide nobody who says in the midst of it that it was not them', async () => {
    const town = new Town()
    const people = await company(town, 10)
    for (let n = 0; n < 50; n++) {
      const kind = [0, 1, 2, 4, 5][(n + Math.floor(n / people.length)) % 5] ?? 0
      const person = people[n % people.length]
      if (person !== undefined) await bombs(town, person, kind)
    }
    isQuiet(town, people)
    expect(cards(town)).toHaveLength(3)
    expect(cards(town).filter(isAlarm)).toEqual([])
    const grace = await enrolled(town, 'grace')
    await presses(grace, 'not-me', 'yes')
    expect(town.events('self-service.frozen')).toHaveLength(1)
    expect(cards(town)).toHaveLength(4)
    expect(cards(town).at(-1)).toMatch(/Grace .*says “that wasn’t me”/)
  })

  test('from both at once leave no more; an hour later the channel hears again', async () => {
    const town = new Town()
    const [ada, people] = [await enrolled(town, 'ada'), await company(town, 10)]
    for (let n = 0; n < 150; n++) {
      await bombs(town, ada, n)
      const person = people[n % people.length]
      if (person !== undefined) await bombs(town, person, n + Math.floor(n / people.length))
    }
    isQuiet(town, [ada, ...people])
    const before = cards(town).length
    await town.later(2 * hour)
    const grace = await enrolled(town, 'grace')
    await guessesTheCode(await opened(grace), grace)
    expect(cards(town)).toHaveLength(before + 1)
    expect(cards(town).at(-1)).toContain('Grace')
  })
})

describe('whoever burns every limit of a stolen chat', () => {
  const burnt = async (): Promise<{ readonly town: Town; readonly ada: Person }> => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn', 'totp', 'recovery-codes'])
    for (let n = 0; n < 100; n++) {
      town.clock.forward(second)
      // No freeze: that is another matter, and the owner's passkey opens it.
      const kind = [0, 1, 2, 5][n % 4] ?? 0
      await bombs(town, ada, kind + 6 * (n % 2))
      if (n % 7 === 0) await ada.says('cancel')
    }
    return { town, ada }
  }

  test('leaves the owner, within the minute, the way of the passkey', async () => {
    const { town, ada } = await burnt()
    town.clock.forward(minute)
    const page = await ada.getsToThePage()
    await page.passkey(ada.device)
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    await page.sees('ended.done.reset')
  })

  test('and in that minute the owner is told when, and whom to call', async () => {
    const { town, ada } = await burnt()
    town.clock.forward(minute)
    const since = ada.messages.length
    for (let n = 0; n < 5; n++) {
      town.clock.forward(second)
      await ada.says('I forgot my password')
      await ada.says('cancel')
    }
    const said = ada.messages.slice(since).flatMap(({ drawings }) => drawings.map(({ card }) => card))
    const told = said.filter(({ title }) => title.id === 'limit.title')
    expect(told).toHaveLength(1)
    expect(told[0]?.lines.map(({ id }) => id)).toEqual(['limit.line', 'limit.not-you', 'helpdesk.both'])
    const until = Number(told[0]?.lines[0]?.with?.['until']?.slice(1))
    expect(until).toBeGreaterThan(town.clock.now() - 10 * second)
    expect(until).toBeLessThanOrEqual(town.clock.now() + minute)
    expect(town.events('limit.reached').length).toBeGreaterThan(0)
  })

  test('and an owner without a passkey is told when the next start is heard; then it is', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    for (let n = 0; n < 6; n++) {
      await ada.getsToThePage()
      await ada.says('cancel')
      town.clock.forward(minute)
    }
    await ada.getsToThePage()
    ada.sees('ended.too-many', 'ended.too-many.until', 'helpdesk.both')
    const at = Number(ada.drawn.card.lines[0]?.with?.['at']?.slice(1))
    town.clock.forward(at - town.clock.now())
    const page = await ada.getsToThePage()
    await ada.proves(page)
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    await page.sees('ended.done.reset')
  })
})
