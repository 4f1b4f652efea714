import { expect, test } from 'vitest'
import { secretIn } from '../../flows/secret-in-chat.ts'
import { given, harmless } from './secret-corpus.ts'

test('passwords and recovery codes are taken for what they are', () => {
  expect(given.filter((text) => secretIn(text) === undefined)).toEqual([])
  expect(given.filter((text) => secretIn(text) === 'recovery-code')).toHaveLength(5)
  expect(given.length).toBeGreaterThanOrEqual(60)
})

test('what people write to a help desk is not', () => {
  expect(harmless.filter((text) => secretIn(text) !== undefined)).toEqual([])
  expect(harmless.length).toBeGreaterThanOrEqual(60)
})
