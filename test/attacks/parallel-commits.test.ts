import { expect, test } from 'vitest'
import { enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'

test('a thousand commits at once, each signed for itself, set one password', async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const page = await ada.getsToThePage()
  await ada.proves(page)
  const { commit } = town.directory
  const written: string[] = []
  const write = commit.commit.bind(commit)
  commit.commit = async (order) => {
    written.push(order.password.reveal())
    await new Promise((resolve) => setTimeout(resolve, 5))
    return await write(order)
  }
  const passwords = Array.from({ length: 1000 }, (_, n) => `Parallel-Candle-Number-${n}`)
  const answers = await Promise.all(passwords.map((password) => page.types('new-password', password)))
  expect(written).toHaveLength(1)
  expect(town.events('commit.intent')).toHaveLength(1)
  expect(town.events('commit.committed')).toHaveLength(1)
  expect(town.directory.signIn('ada', written[0] ?? '')).toBe('ok')
  expect(answers).toHaveLength(1000)
  await page.sees('ended.done.reset')
  expect(town.faults).toEqual([])
})
