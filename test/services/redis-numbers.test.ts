import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { realDirectories } from '../journeys/real-directories.ts'
import { projectFiles } from '../rules/source-file.ts'

/**
 * Where a suite names its database on the one Redis of the tests: `'/21'`, the third argument of `serviceFile`, the argument of
 * a `Flagged…` service, a directory's own, or the first of one for each real directory.
 */
const named =
  /'\/(\d{1,2})'|serviceFile\([^;]*?,\s*(\d{1,2})[,)]|Flagged\w+\.open\((\d{1,2})\)|database: (\d{1,2}),|(\d{1,2}) \+ realDirectories\b/g

test('no two suites share a database of the test Redis: one would find the other’s keys', () => {
  const root = join(import.meta.dirname, '../..')
  const suites = projectFiles(root).filter(
    ({ path }) => path.startsWith('test/') && !path.includes('/bench/'),
  )
  const users = new Map<string, Set<string>>()
  for (const { path } of suites) {
    if (!path.endsWith('.ts') || path.includes('redis-numbers')) continue
    for (const [, ...found] of readFileSync(join(root, path), 'utf8').matchAll(named)) {
      const first = found.find((one) => one !== undefined) ?? ''
      const many = found.at(-1) === undefined ? 1 : realDirectories.length
      for (let n = 0; n < many; n++) {
        const number = String(Number(first) + n)
        users.set(number, (users.get(number) ?? new Set()).add(path))
      }
    }
  }
  expect(users.size).toBeGreaterThan(15)
  expect([...users].filter(([, by]) => by.size > 1).map(([n, by]) => `${n}: ${[...by].join(', ')}`)).toEqual(
    [],
  )
})
