import { expect, test } from 'vitest'
import { Lane } from '../../src/story/lane.ts'

const nameOf = (key: string): string => key.split('-')[0] ?? ''

/** Due keys as a store has them: the longest due first, fifty more than are known. */
const laneOver = (keys: string[], work: (key: string) => Promise<void>): Lane =>
  new Lane({
    due: async (besides) => keys.slice(0, 50 + besides),
    work: async (key) => {
      await work(key)
      keys.splice(keys.indexOf(key), 1)
    },
    inOrderOf: nameOf,
    atOnce: 8,
  })
const many = (name: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${name}-${i}`)

test.each([60, 300, 5000])('one who left %i to do, and hangs, keeps nobody else waiting', async (n) => {
  const hanging = Promise.withResolvers<void>()
  const done = Promise.withResolvers<void>()
  const lane = laneOver([...many('eve', n), 'bob-1'], async (key) => {
    if (key === 'bob-1') done.resolve()
    else await hanging.promise
  })
  await lane.look()
  await done.promise
  hanging.resolve()
  await lane.close()
})

test('all of one name is worked off at one look, in its order', async () => {
  const done: string[] = []
  const lane = laneOver(many('eve', 130), async (key) => void done.push(key))
  await lane.worked()
  expect(done).toEqual(many('eve', 130))
})
