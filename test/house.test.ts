import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { en } from '../src/words/en.ts'
import { brokenReferences } from './rules/documents.ts'
import { dependencyFaults, trespasses } from './rules/floors.ts'
import { phraseFaults } from './rules/phrases.ts'
import { badNames, foreignPlaces, hiddenChance, tooLong, unexplainedFolders } from './rules/shape.ts'
import { projectFiles, type SourceFile } from './rules/source-file.ts'

const file = (path: string, text = ''): SourceFile => ({ path, text })
const scripts = Object.keys(packageJson.scripts)
const declared = Object.keys(packageJson.dependencies)

describe('the house as it stands', () => {
  const files = projectFiles(join(import.meta.dirname, '..'))

  test('there is something to look at', () => {
    expect(files.length).toBeGreaterThan(100)
  })

  test.each<[string, () => readonly string[]]>([
    ['everybody stays on their floor', () => trespasses(files)],
    ['what is imported is declared, what is declared is imported', () => dependencyFaults(files, declared)],
    ['no file is too long', () => tooLong(files)],
    ['names say something', () => badNames(files)],
    ['every folder says what lives there', () => unexplainedFolders(files)],
    ['time and chance come in as arguments', () => hiddenChance(files)],
    ['no file names somebody’s machine or a registry', () => foreignPlaces(files)],
    ['documents name what is there', () => brokenReferences(files, scripts)],
    ['every phrase is said somewhere', () => phraseFaults(Object.keys(en), files)],
  ])('%s', (_rule, faults) => {
    expect(faults()).toEqual([])
  })
})

describe('a planted trespass is reported', () => {
  test.each([
    ['flows/steps/x.ts', `import { createClient } from 'redis'`],
    ['flows/steps/x.ts', `import { launch } from '../../adapters/web/server.ts'`],
    ['flows/steps/x.ts', `import { readFile } from 'node:fs/promises'`],
    ['flows/steps/x.ts', `import { systemClock } from '../../src/lib/clock.ts'`],
    ['flows/steps/x.ts', `import { memoryDirectory } from '../../src/directory/memory.ts'`],
    ['flows/steps/x.ts', `export type { Pool } from '../../src/directory/pool.ts'`],
    ['src/story/x.ts', `import { current } from '../../flows/index.ts'`],
    ['src/story/x.ts', `import { z } from 'zod'`],
    ['src/story/x.ts', `import { createHash } from 'node:crypto'`],
    ['src/story/x.ts', `import { en } from '../words/en.ts'`],
    ['src/story/x.ts', `import type { CommitPort } from '../directory/port.ts'`],
    ['src/words/x.ts', `import type { PeoplePort } from '../directory/port.ts'`],
    ['src/lib/x.ts', `import { memoryStore } from '../store/memory.ts'`],
    ['src/factors/x.ts', `import { guard } from '../directory/guarded-client.ts'`],
    ['src/factors/x.ts', `const { guard } = await import('../directory/guarded-client.ts')`],
    ['src/factors/x.ts', `const other = await import(name)`],
    ['src/factors/x.ts', `let guard: import('../directory/guarded-client.ts').Guard`],
    ['src/factors/x.ts', `export * from '../../adapters/web/server.ts'`],
    ['src/store/x.ts', `import { assemble } from '../assemble.ts'`],
    ['adapters/slack/x.ts', `import { page } from '../web/show.ts'`],
    ['adapters/slack/x.ts', `import { resetPassword } from '../../flows/reset-password.ts'`],
    ['adapters/slack/x.ts', `import { memoryStore } from '../../src/store/memory.ts'`],
    ['adapters/slack/x.ts', `import { launch } from '../../test/services/chromium.ts'`],
    ['manifest/slack.ts', `import { say } from '../src/story/card.ts'`],
    ['src/main.ts', `import { launch } from '../test/services/chromium.ts'`],
    ['src/odds-and-ends.ts', `import { say } from './story/card.ts'`],
    ['scripts/x.ts', ''],
  ])('%s: %s', (path, text) => {
    expect(trespasses([file(path, text)])).toHaveLength(1)
  })

  test('an npm package in two folders, be it as a type', () => {
    const both = [
      file('src/store/x.ts', `import 'redis'`),
      file('src/audit/x.ts', `import type { A } from 'redis'`),
    ]
    expect(trespasses(both)).toEqual(['npm:redis is imported in several folders: src/audit, src/store'])
  })

  test.each([
    ['flows/steps/x.ts', `import type { PeoplePort } from '../../src/directory/port.ts'`],
    ['src/story/x.ts', `import type { PhraseId } from '../words/en.ts'`],
    [
      'src/store/x.ts',
      `import type { Finding } from '../directory/port.ts'; import { a } from './deeper/a.ts'`,
    ],
    ['adapters/web/page/x.js', `import { key } from './key.js'`],
    [
      'src/assemble.ts',
      `import { a } from '../flows/index.ts'; import { b } from '../adapters/web/index.ts'`,
    ],
    ['test/store/x.ts', `import { a } from '../../src/store/redis.ts'`],
  ])('and what is allowed is not: %s: %s', (path, text) => {
    expect(trespasses([file(path, text)])).toEqual([])
  })

  test('a dependency that nobody imports, and one that nobody declared', () => {
    const files = [file('src/store/x.ts', `import '@redis/json/lib'`), file('test/x.ts', `import 'vitest'`)]
    expect(dependencyFaults(files, ['left-over'])).toEqual([
      'npm:@redis/json is imported and not declared',
      'package.json: nobody imports left-over',
    ])
  })

  test('a file too long', () => {
    const lines = (n: number): string => 'x\n'.repeat(n)
    const files = [file('src/a.ts', lines(251)), file('src/b.ts', lines(250)), file('test/a.ts', lines(401))]
    expect(tooLong([...files, file('test/b.ts', lines(400))])).toHaveLength(2)
  })

  test.each([
    'src/lib/utils.ts',
    'src/helpers/a.ts',
    'src/store/key-manager.ts',
    'flows/common.ts',
    'src/story/CardView.ts',
  ])('a name that says nothing: %s', (path) => {
    expect(badNames([file(path)])).toHaveLength(1)
  })

  test('a folder without a README, and a README too long', () => {
    const files = [file('src/store/a.ts'), file('flows/README.md', 'x\n'.repeat(26)), file('manifest/a.json')]
    expect(unexplainedFolders(files)).toHaveLength(3)
  })

  test.each(['Date.now()', 'Math.random()', 'crypto.randomUUID()', 'new Date()'])(
    'hidden chance: %s',
    (call) => {
      expect(hiddenChance([file('flows/a.ts', `const a = ${call}`)])).toHaveLength(1)
      expect(hiddenChance([file('src/lib/clock.ts', call), file('test/a.ts', call)])).toEqual([])
    },
  )

  test.each([
    ['', 'work', 'main'].join('/'),
    ['', 'tmp', 'x'].join('/'),
    ['registry', 'example', 'org'].join('.'),
  ])('a place that is only here: %s', (place) => {
    expect(foreignPlaces([file('README.md', `see ${place}`)])).toHaveLength(1)
  })

  test('a lock file that says where a package came from', () => {
    expect(foreignPlaces([file('package-lock.json', `{ "resolved": "" }`)])).toHaveLength(1)
  })

  test.each([
    'see `src/gone.ts`',
    'see `src/gone/`',
    'see `GONE.md`',
    'run npm run gone',
    'here is `gone.ts`',
  ])('a document that names what is not there: %s', (text) => {
    expect(brokenReferences([file('src/README.md', text)], ['test'])).toHaveLength(1)
  })

  test('and one that names what is', () => {
    const text =
      'see `src/store/redis.ts`, `src/store/`, `redis.ts`, `src/NAME/port.ts`; npm test, npm run test:fast'
    const files = [file('src/store/README.md', text), file('src/store/redis.ts')]
    expect(brokenReferences(files, ['test', 'test:fast'])).toEqual([])
  })

  test('a phrase that nobody says, and one of no area', () => {
    const files = [
      file('flows/a.ts', "say('ask.cancel'); say(`refusal.${reason}`)"),
      file('src/words/en.ts', "'ask.gone'"),
    ]
    expect(phraseFaults(['ask.cancel', 'refusal.tooShort', 'ask.gone'], files)).toEqual([
      'phrase ask.gone: nobody says it',
    ])
    expect(phraseFaults(['Ask'], [file('flows/a.ts', "say('Ask')")])).toHaveLength(1)
  })
})
