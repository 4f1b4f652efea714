import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scene } from './claim.ts'
import { kept, keptFor } from './kept.ts'
import { targets } from './targets/index.ts'
import { watch } from './watch.ts'

/** The same values at each run; `npm run fuzz` tries others, for as long as one likes. */
const brief = { seed: 20_260_601, runs: 200 }

describe.each(targets)('$name', (target) => {
  const { name } = target
  let scene: Scene
  const said = new Set<string>()
  beforeAll(async () => {
    scene = await target.open()
  })
  afterAll(async () => scene.close?.())

  test('holds what it claims', async () => {
    const watched = watch()
    for (const one of scene.claims) {
      said.add(one.says)
      const tries = (says: string): void => watched.tries(`${name}: ${says}`)
      const { broken } = await one.check({ ...brief, kept: keptFor(name, one.says), tries })
      expect(broken?.how, `${one.says}: ${broken?.value}`).toBeUndefined()
    }
    await watched.stop()
    expect(watched.rejections).toEqual([])
    expect(watched.stalls).toEqual([])
  })

  test('every value that was kept is of one of its claims', () => {
    expect(kept.filter((s) => s.target === name && !said.has(s.claim))).toEqual([])
  })
})

test('every value that was kept is of a target', () => {
  const names = new Set(targets.map(({ name }) => name))
  expect(kept.filter((s) => !names.has(s.target))).toEqual([])
})
