import { afterEach, describe, expect, inject, test } from 'vitest'
import type { Finding } from '../../src/directory/port.ts'
import { checkRedis } from '../../src/store/check-redis.ts'
import { startRedis, type PrivateRedis } from '../services/redis.ts'

let redis: PrivateRedis | undefined
afterEach(async () => {
  await redis?.stop()
  redis = undefined
})

const findings = async (
  flags: readonly string[],
  more: { acceptLoss?: boolean; signIn?: string } = {},
): Promise<(name: string) => Finding> => {
  redis = await startRedis(inject('runDir'), flags)
  const url = redis.url.replace('//', `//${more.signIn ?? ''}`)
  const found = await checkRedis({ url, log: () => {}, acceptLoss: more.acceptLoss ?? false })
  return (name) => found.find((f) => f.name === name)!
}

/** An ACL user who may do everything but what is named, as on a managed server. */
const signIn = 'service:Test-Only-2026@'
const limited = (...rules: string[]): string[] => [
  '--user',
  'service',
  'on',
  '>Test-Only-2026',
  '~*',
  '&*',
  '+@all',
  ...rules,
]

describe('a redis as we start it for ourselves', () => {
  test('fails nothing, and says that nobody has to sign in', async () => {
    const about = await findings([])
    for (const name of [
      'redis',
      'redis: one server',
      'redis: append-only file',
      'redis: eviction',
      'redis: encryption',
    ]) {
      expect(about(name)).toEqual({ name, ok: true, says: expect.any(String) })
    }
    expect(about('redis: credentials')).toMatchObject({
      ok: true,
      fix: expect.stringContaining('ACL SETUSER'),
    })
  })

  test('with a user of our own there is nothing to say', async () => {
    const about = await findings(limited(), { signIn })
    expect(about('redis: credentials')).toEqual({
      name: 'redis: credentials',
      ok: true,
      says: 'signs in as service',
    })
  })
})

describe('a redis that loses data', () => {
  test.each([
    ['without an append-only file', ['--appendonly', 'no'], 'redis: append-only file', 'appendonly yes'],
    ['that evicts', ['--maxmemory-policy', 'allkeys-lru'], 'redis: eviction', 'noeviction'],
  ])('%s fails, unless told otherwise, and says how to mend it', async (_what, flags, name, fix) => {
    expect((await findings(flags))(name)).toMatchObject({ ok: false, fix: expect.stringContaining(fix) })
    await redis?.stop()
    expect((await findings(flags, { acceptLoss: true }))(name)).toMatchObject({
      ok: true,
      fix: expect.stringContaining(fix),
    })
  })

  test('a second at most is a warning', async () => {
    const about = await findings(['--appendfsync', 'everysec'])
    expect(about('redis: append-only file')).toMatchObject({
      ok: true,
      says: expect.stringContaining('everysec'),
      fix: expect.any(String),
    })
  })
})

describe('a redis that does not let us look', () => {
  test('CONFIG forbidden: the file and the eviction are known, how often it is synced is not', async () => {
    const about = await findings(limited('-config'), { signIn })
    expect(about('redis: append-only file')).toMatchObject({
      ok: true,
      says: expect.stringContaining('CONFIG is forbidden'),
    })
    expect(about('redis: eviction')).toMatchObject({ ok: true })
  })

  test('INFO forbidden: what cannot be known is not taken for good', async () => {
    const about = await findings(limited('-info'), { signIn })
    for (const name of ['redis: append-only file', 'redis: eviction']) {
      expect(about(name)).toMatchObject({
        ok: false,
        says: 'cannot tell: INFO is forbidden',
        fix: expect.any(String),
      })
    }
  })

  test('away, or with the wrong password: one finding, with no word of the password', async () => {
    redis = await startRedis(inject('runDir'), limited())
    for (const url of ['redis://127.0.0.1:1', redis.url.replace('//', '//service:Wrong-Test-2026@')]) {
      const found = await checkRedis({ url, log: () => {}, deadlineMs: 500 })
      expect(found).toMatchObject([{ name: 'redis', ok: false, fix: expect.any(String) }])
      expect(JSON.stringify(found)).not.toContain('Wrong-Test')
    }
  })
})
