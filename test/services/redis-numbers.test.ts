import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFiles } from '../rules/source-file.ts'

/** Where a suite names its database on the one Redis of the tests: `'/21'`, or the third argument of `serviceFile`. */
const named = /'\/(\d{1,2})'|serviceFile\([^;]*?,\s*(\d{1,2})[,)]/g

test('no two suites share a database of the test Redis: one would find the other’s keys', () => {
  const root = join(import.meta.dirname, '../..')
  const suites = projectFiles(root).filter(
    ({ path }) => path.startsWith('test/') && !path.includes('/bench/'),
  )
  const users = new Map<string, Set<string>>()
  for (const { path } of suites) {
    if (!path.endsWith('.ts') || path.includes('redis-numbers')) continue
    for (const [, a, b] of readFileSync(join(root, path), 'utf8').matchAll(named)) {
      const number = a ?? b ?? ''
      users.set(number, (users.get(number) ?? new Set()).add(path))
    }
  }
  expect(users.size).toBeGreaterThan(15)
  expect([...users].filter(([, by]) => by.size > 1).map(([n, by]) => `${n}: ${[...by].join(', ')}`)).toEqual(
    [],
  )
})
