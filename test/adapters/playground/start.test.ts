import { expect, test } from 'vitest'
import { isLoopback } from '../../../adapters/playground/loopback.ts'
import { playground } from '../../../adapters/playground/index.ts'
import { Fault } from '../../../src/story/errors.ts'
import { inWords } from '../../../src/words/render.ts'
import { fakeDemo } from '../../support/fake-demo.ts'

const { demo, clock } = fakeDemo()
const open = (baseUrl: string, port: typeof demo | undefined = demo) =>
  playground({ demo: port, words: inWords, baseUrl, clock })

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run()
    return undefined
  } catch (fault) {
    return fault instanceof Fault ? fault.code : 'not a Fault'
  }
}

test.each(['http://localhost:8080', 'http://127.0.0.1', 'http://127.9.8.7:80', 'http://[::1]:8080'])(
  'it starts on this machine: %s',
  (url) => {
    expect(open(url).name).toBe('playground')
  },
)

test.each([
  'https://latchkey.example',
  'http://0.0.0.0:8080',
  'http://192.168.1.4',
  'http://localhost.example',
  'http://127.0.0.1.example',
  'ftp://localhost',
  'localhost:8080',
  '',
])('it refuses to exist anywhere else: %s', (url) => {
  expect(codeOf(() => open(url))).toBe('ERR_CONFIG')
})

test('it refuses to exist outside a demonstration', () => {
  expect(
    codeOf(() => playground({ demo: undefined, words: inWords, baseUrl: 'http://localhost', clock })),
  ).toBe('ERR_CONFIG')
})

test('an address that only looks like this machine is not', () => {
  expect(['127.0.0.1', '::1', '::ffff:127.0.0.1', 'localhost', '127.255.0.1'].every(isLoopback)).toBe(true)
  expect(['10.0.0.1', '::2', '1127.0.0.1', '127.0.0', 'localhost.', ''].some(isLoopback)).toBe(false)
})
