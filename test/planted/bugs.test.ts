import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bugs } from './bugs.ts'
import { Field } from './plant.ts'

const root = join(import.meta.dirname, '../..')

describe('every planted bug', () => {
  test.each(bugs)('can still be planted: $name', async ({ file, find, put }) => {
    const text = await readFile(join(root, file), 'utf8')
    expect(text.split(find).length - 1, `its text in ${file}`).toBe(1)
    expect(put).not.toBe(find)
  })

  test('has a name of its own', () => {
    expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length)
  })
})

describe('planting', () => {
  let field: Field
  beforeAll(async () => {
    field = await Field.open()
  })
  afterAll(() => field?.close())

  test('a bug that a test is for is seen', { timeout: 120_000 }, async () => {
    const bug = bugs.find(({ name }) => name === 'app-codes-good-twice')
    if (bug === undefined) throw new Error('no such bug')
    expect(await field.plant(bug)).toMatchObject({ kind: 'seen' })
  })

  test('what changes nothing is not', { timeout: 120_000 }, async () => {
    const harmless = {
      name: 'harmless',
      gives: 'nothing to anybody',
      file: 'src/factors/totp.ts',
      find: 'const asNothing',
      put: '',
      seenBy: ['test/factors/totp.test.ts'],
    }
    expect(await field.plant(harmless)).toEqual({ kind: 'unplantable', found: 0 })
    const find = "export const seedLabel = 'Authenticator app'"
    expect(await field.plant({ ...harmless, find, put: `${find} // as before` })).toEqual({ kind: 'unseen' })
  })

  test('what does not even load has been seen by nobody', { timeout: 120_000 }, async () => {
    const broken = {
      name: 'broken',
      gives: 'nothing to anybody',
      file: 'src/factors/totp.ts',
      find: "export const seedLabel = 'Authenticator app'",
      put: 'export const seedLabel = (',
      seenBy: ['test/factors/totp.test.ts'],
    }
    expect(await field.plant(broken)).toMatchObject({ kind: 'broken' })
  })
})
