import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { logger } from '../../src/lib/log.ts'
import { logEvents } from '../../src/lib/log-events.ts'
import { Secret } from '../../src/lib/secret.ts'
import { Fault } from '../../src/story/errors.ts'

const listen = (level?: string) => {
  const lines: string[] = []
  return { lines, log: logger({ write: (line) => lines.push(line) }, level) }
}

const said = (lines: readonly string[]): Record<string, unknown> => JSON.parse(lines[0] ?? '{}')

/** Everything a library might do with a secret that it was given. */
const careless = (secret: string): Error => {
  const inner = new TypeError(`bad value ${secret}\n    at ${secret} (src/lib/${secret}.ts:1:1)`)
  Object.assign(inner, { code: secret, input: secret, response: { body: secret } })
  class LeakyError extends Error {
    readonly password = secret
    override name = `Leaky ${secret}`
  }
  return new LeakyError(`cannot bind with ${secret}`, {
    cause: new AggregateError([inner, secret], `all failed: ${secret}`, { cause: secret }),
  })
}

describe('a log line', () => {
  test('is JSON with time, level, event and the fields of that event', () => {
    const { lines, log } = listen()
    log('service.ready', { baseUrl: 'https://latchkey.corp.example', host: '127.0.0.1', port: 8080 })
    expect(lines).toHaveLength(1)
    expect(said(lines)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      event: 'service.ready',
      baseUrl: 'https://latchkey.corp.example',
      host: '127.0.0.1',
      port: 8080,
    })
  })

  test('tells of a fault its code, its causes’ classes and codes, and our own places', () => {
    const { lines, log } = listen()
    const reset = Object.assign(new Error('read ECONNRESET at 10.0.0.7'), { code: 'ECONNRESET' })
    const fault = new Fault('ERR_STORE', 'Redis did not answer', { cause: reset })
    fault.stack =
      'Fault: Redis did not answer\n    at RedisStore.read (file:///opt/latchkey/src/store/redis.ts:12:9)'
    log('web.fault', { path: '/h', fault })
    expect(said(lines)['fault']).toEqual([
      { kind: 'Fault', code: 'ERR_STORE', at: ['src/store/redis.ts:12:9'] },
      { kind: 'Error', code: 'ECONNRESET' },
    ])
  })

  test('keeps nothing of what a careless library put into its errors', () => {
    for (const secret of ['Winter-Lake-2026', 'harbourbell', 'HARBOUR_BELL']) {
      const { lines, log } = listen('trace')
      log('service.fault', { where: 'main', fault: careless(secret) })
      log('service.fault', { where: 'main', fault: secret })
      log('service.fault', { where: 'main', fault: { message: secret } })
      log('service.fault', { where: `a sentence with ${secret}`, fault: new Secret(secret) })
      expect(lines).toHaveLength(4)
      expect(lines.join('')).not.toContain(secret)
      expect(inspect(careless(secret), { depth: 9 })).toContain(secret)
    }
  })

  test('drops fields that are not the event’s own, and masks values of another kind', () => {
    const { lines, log } = listen()
    const fields = {
      password: 'Winter-Lake-2026',
      port: 'Winter-Lake-2026',
      host: new Secret('Winter-Lake-2026'),
    }
    log('service.ready', Object.assign<object, object>({}, fields))
    expect(said(lines)).toMatchObject({ port: '[odd]', host: '[odd]' })
    expect(lines.join('')).not.toContain('Winter')
  })

  test('is silent below the level that was asked for', () => {
    const count = (level?: string) => {
      const { lines, log } = listen(level)
      log('sweep.done', { kind: 'flow', count: 3 })
      log('store.back', {})
      log('store.away', { fault: new Fault('ERR_STORE', 'away') })
      return lines.length
    }
    expect([count('debug'), count('info'), count('error'), count('silent')]).toEqual([3, 2, 1, 0])
    expect([count(), count('loud'), count('')]).toEqual([2, 2, 2])
  })

  test('follows errors that cause themselves only so far', () => {
    const { lines, log } = listen()
    const loop = new Error('round')
    loop.cause = loop
    log('service.fault', { fault: loop })
    expect(said(lines)['fault']).toHaveLength(5)
  })
})

test('every event has a name of two words', () => {
  expect(Object.keys(logEvents).filter((name) => !/^[a-z]+\.[a-z]+$/.test(name))).toEqual([])
})
