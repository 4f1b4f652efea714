import { expect, test } from 'vitest'
import { say } from '../../src/story/card.ts'
import { inWords } from '../../src/words/render.ts'

const from = (country: string): string =>
  inWords(say('approval.from-country', { browser: 'Firefox', country }))

test('a country is told by its name, and what is none as it stands', () => {
  expect(from('BR')).toBe('The page is open in Firefox, in this country: Brazil.')
  expect(from('DE')).toContain('Germany')
  for (const odd of ['ZZZ', 'Q9', 'b', 'xx']) expect(from(odd)).toContain(`country: ${odd}.`)
})

test('two letters in any other slot are somebody’s', () => {
  expect(inWords(say('approval.from', { browser: 'DE' }))).toContain('DE.')
})
