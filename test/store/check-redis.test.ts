import { expect, test } from 'vitest'
import { encryption } from '../../src/store/check-redis.ts'

test('a clear-text way to another machine is warned of', () => {
  expect(encryption(new URL('redis://cache.example'))).toMatchObject({
    ok: true,
    fix: expect.stringContaining('rediss'),
  })
  expect(encryption(new URL('rediss://cache.example')).fix).toBeUndefined()
  expect(encryption(new URL('redis://[::1]:6379')).fix).toBeUndefined()
  expect(encryption(new URL('redis://127.0.0.1.example')).fix).toBeDefined()
  const tls = new URL('rediss://master')
  expect(encryption(tls, [new URL('rediss://s1.example'), new URL('redis://s2.example')]).fix).toBeDefined()
  expect(encryption(tls, [new URL('rediss://s1.example')]).fix).toBeUndefined()
})
