import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { en } from '../../src/words/en.ts'
import { Besieged, type StolenChat } from './besieged.ts'

const many = 1000
/** So many at once, as a script would. */
const atOnce = 8

let it: Besieged
beforeAll(async () => {
  it = await Besieged.open(new URL('/57', inject('redisUrl')).href, 202)
})
afterAll(async () => await it.close())

/** The alarm of a wave, which no crowd of requests takes along. */
const wave = '⚠️ Far more people than usual are beginning conversations here.'

const isAlarm = (card: string): boolean =>
  card.includes('says “that wasn’t me”') || card.includes('Alarms about') || card.startsWith(wave)

/** What tells somebody of something done to their account, unasked. */
const unasked = (chat: StolenChat): readonly string[] => {
  const notices = Object.entries(en)
    .filter(([id]) => id.startsWith('told.') && !['told.at', 'told.not-you', 'told.disown'].includes(id))
    .map(([, text]) => text.replace('{account}', chat.account).split('{')[0] ?? text)
  return chat.said().filter((message) => notices.some((words) => message.includes(words)))
}

const inBatches = async <T>(all: readonly T[], does: (one: T) => Promise<void>): Promise<void> => {
  for (let n = 0; n < all.length; n += atOnce) await Promise.all(all.slice(n, n + atOnce).map(does))
}

/** Opens the link that stands in the chat, where there is one, so that there is a code to be guessed. */
const opens = async (chat: StolenChat): Promise<void> => {
  const url = chat.link(en['hand-off.open'])
  if (url !== undefined) await (await it.browser()).opens(url)
}

const guesses = ['000000', '000001', '000002'] as const

/** What was tried again later is no fault: two events of one chat at once, and a chat that takes no more for a second. */
const broken = (): readonly string[] => it.logged.filter((line) => !/ERR_STORE_CONFLICT|ERR_CHAT/.test(line))

const staysQuiet = async (): Promise<void> => {
  await it.rests()
  for (const cards of [it.cards.slack, it.cards.teams]) {
    const requests = cards.filter((card) => !isAlarm(card))
    expect(requests.length).toBeGreaterThan(0)
    expect(requests.length).toBeLessThanOrEqual(3)
  }
  expect(it.directoryWrites).toEqual([])
  expect(broken()).toEqual([])
  const [one = 0, other = 0] = it.shares
  expect(Math.abs(one - other)).toBeLessThanOrEqual(1)
}

describe('a thousand requests to two replicas', () => {
  /** Everything that a stolen chat can ask for without a single proof, until it says of itself that it was not them. */
  const besieges = async (chat: StolenChat): Promise<void> => {
    for (let round = 0; round < 3; round++) {
      await chat.says('I forgot my password')
      await it.rests()
      await opens(chat)
      for (const guess of guesses) await chat.says(guess)
    }
    const words = ['I forgot my password', 'unlock my account', 'help', 'why can’t I get in?', 'cancel']
    for (let n = 0; n < many; n++) await chat.says(words[n % words.length] ?? '')
    await chat.says('that wasn’t me')
    // Its card waits for the chat, which takes no more than so many messages a second.
    const pressed = async (): Promise<boolean> => {
      await it.rests()
      return await chat.presses(en['not-me.yes'])
    }
    await expect.poll(pressed, { timeout: 60_000 }).toBe(true)
  }

  test('from one chat in Slack and one in Teams leave a card and an alarm of each, and one notice to each owner', async () => {
    const chats = it.chats.slice(0, 2)
    await Promise.all(chats.map(besieges))
    await staysQuiet()
    for (const cards of [it.cards.slack, it.cards.teams])
      for (const { account } of chats) {
        const own = cards.filter((card) => card.includes(`(${account})`))
        expect(own.filter(isAlarm)).toHaveLength(1)
        expect(own).toHaveLength(2)
      }
    for (const chat of chats) {
      expect(unasked(chat).length).toBeLessThanOrEqual(1)
      const mails = it.mails.filter(({ to }) => to.startsWith(`${chat.account}@`))
      expect(mails).toHaveLength(1)
    }
  })

  test('from two hundred chats leave a card and the alarm of a wave, and no notice to anybody', async () => {
    const chats = it.chats.slice(2)
    const before = it.cards
    await inBatches(chats, (chat) => chat.says('I forgot my password'))
    await it.rests()
    await inBatches(chats, opens)
    for (const guess of guesses) await inBatches(chats, (chat) => chat.says(guess))
    await staysQuiet()
    for (const [cards, were] of [
      [it.cards.slack, before.slack],
      [it.cards.teams, before.teams],
    ] as const) {
      const fresh = cards.slice(were.length)
      expect(fresh.filter((card) => card.startsWith(wave))).toHaveLength(1)
      expect(fresh).toHaveLength(2)
      expect(fresh.find((card) => !isAlarm(card))).toMatch(
        /Requests about (1\d\d|200\+) people, too many for a card each/,
      )
    }
    expect(chats.flatMap(unasked)).toEqual([])
    expect(it.mails.filter(({ to }) => !/^person-[01]@/.test(to))).toEqual([])
  })
})
