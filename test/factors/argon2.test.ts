import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { hashed, matches } from '../../src/factors/argon2.ts'

const cost = { memory: 4096, passes: 1 }

test('a crowd of hashes leaves room for the disk', async () => {
  let ready = 0
  const crowd = Array.from({ length: 60 }, async () => {
    await hashed('a code', cost)
    ready += 1
  })
  await readFile(import.meta.filename)
  expect(ready).toBeLessThan(30)
  await Promise.all(crowd)
  expect(ready).toBe(60)
})

test('one that fails holds nobody up', async () => {
  await expect(hashed('a code', { memory: 1, passes: 1 })).rejects.toThrow()
  await expect(hashed('a code', { memory: 1, passes: 1 })).rejects.toThrow()
  expect(await matches('a code', await hashed('a code', cost))).toBe(true)
})
