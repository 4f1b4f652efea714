import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { en } from '../../src/words/en.ts'
import { Besieged, type StolenChat } from './besieged.ts'

/** So many at once, as a script would. */
const atOnce = 8

let it: Besieged
beforeAll(async () => {
  it = await Besieged.open(new URL('/57', inject('redisUrl')).href, 200)
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

describe('requests without end to two replicas', () => {
  test('from two hundred chats leave three cards and the alarm of a wave, and no notice to anybody', async () => {
    const { chats } = it
    await inBatches(chats, (chat) => chat.says('I forgot my password'))
    await it.rests()
    await inBatches(chats, opens)
    for (const guess of guesses) await inBatches(chats, (chat) => chat.says(guess))
    await staysQuiet()
    for (const fresh of [it.cards.slack, it.cards.teams]) {
      expect(fresh.filter((card) => card.startsWith(wave))).toHaveLength(1)
      expect(fresh.length).toBeLessThanOrEqual(4)
      expect(fresh.filter((card) => !isAlarm(card)).at(-1)).toMatch(
        /Requests about (1\d\d|200\+) people, too many for a card each/,
      )
    }
    expect(chats.flatMap(unasked)).toEqual([])
    expect(it.mails).toEqual([])
  })
})
