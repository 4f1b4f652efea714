import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noteFailure, type Enrolment } from '../../src/enrolment/port.ts'
import { day, minute, second } from '../../src/lib/clock.ts'
import { newKeyFile } from '../../src/keys/new-key-file.ts'
import { enrolled, Person } from '../support/talk.ts'
import type { Town } from '../support/world.ts'
import { movedTo, ring, site, wholeOf, type Open, type Site } from './restoring.ts'

/** Runs with stores of its own, each `open` another one, and closes them. */
export type WithStores = (run: (open: () => Promise<Open>) => Promise<void>) => Promise<void>

const word = 'Otter-Bridge-Candle-9'

const kept = async (town: Town, person: Person): Promise<Enrolment> =>
  (await town.at.world.enrolments.of(person.id)).value
const change = async (town: Town, person: Person, next: (was: Enrolment) => Enrolment): Promise<void> => {
  const read = await town.at.world.enrolments.of(person.id)
  expect(await town.at.store.write([town.at.world.enrolments.keep(read, next(read.value))])).toBe(true)
}
const resets = async (town: Town, person: Person): Promise<void> => {
  const page = await person.getsToThePage()
  await person.proves(page)
  await page.types('new-password', word)
  await page.sees('ended.done.reset')
  expect(town.directory.signIn(person.id.slice(3), word)).toBe('ok')
}

/** The same on every store. */
export const restoringSuite = (withStores: WithStores): void => {
  let dir: string
  let files = 0
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-restore-'))
  })
  afterAll(async () => await rm(dir, { recursive: true, force: true }))
  const fresh = (): string => join(dir, `${(files += 1)}.backup`)

  const inTwoPlaces = async (
    run: (old: Site, next: Site, ada: Person, file: string) => Promise<void>,
    keys: readonly [string, string] = ['k1', 'k1'],
  ): Promise<void> =>
    withStores(async (open) => {
      const old = site(await open(), ring(keys[0]))
      const ada = await enrolled(old.town, 'ada')
      await run(old, site(await open(), ring(keys[1])), ada, fresh())
    })

  describe('into an empty store', () => {
    test('under other keys than before: after the rest, app and recovery code reset a password', async () => {
      await inTwoPlaces(
        async (old, next, ada, file) => {
          const own = join(dir, 'backup-key')
          newKeyFile(own)
          expect(await old.backUp(file, own)).toBe(true)
          expect(await readFile(file, 'utf8')).not.toContain(ada.seed)
          await expect(next.restore(file)).rejects.toThrow(/made under key backup-key/)
          expect(await next.restore(file, { key: own })).toBe(true)
          expect(next.said).toMatch(/^restored: 1$/m)
          const there = movedTo(next.town, ada)
          await there.getsToThePage()
          there.sees('ended.too-soon')
          await next.town.later(3 * day + minute)
          await resets(next.town, there)
          expect(next.town.tampered).toEqual([])
          expect(next.town.faults).toEqual([])
        },
        ['k1', 'k9'],
      )
    })

    test('vouched for as the newest state: at once, and yet no code shown before counts', async () => {
      await inTwoPlaces(async (old, next, ada, file) => {
        await old.backUp(file)
        const there = movedTo(next.town, ada)
        next.town.clock.forward(10 * second)
        const shown = await there.totp()
        await next.restore(file, { cooling: false })
        const page = await there.getsToThePage()
        await page.types('totp', shown)
        await page.sees('prove.refused.replayed')
        next.town.clock.forward(30 * second)
        await there.proves(page)
        await page.types('new-password', word)
        await page.sees('ended.done.reset')
      })
    })

    test('a factor that was disabled by wrong tries, and a link that was suspended, come back as they were', async () => {
      await inTwoPlaces(async (old, next, ada, file) => {
        await change(old.town, ada, (was) => ({ ...was, liveFlow: 'gone', consecutive: { totp: 100 } }))
        await old.town.at.house.bindings.suspend(ada.actor, 'renamed')
        await old.backUp(file)
        await next.restore(file)
        const { consecutive, bindings, liveFlow } = await kept(next.town, ada)
        expect({ consecutive, liveFlow }).toEqual({ consecutive: { totp: 100 }, liveFlow: undefined })
        expect(bindings).toMatchObject([{ suspended: 'renamed' }])
        const bound = await next.town.at.world.enrolments.boundTo(ada.actor)
        expect(bound.value).toEqual({ person: ada.id, suspended: 'renamed' })
      })
    })

    test('a freeze comes back with its person, who opens it with a passkey only after the rest', async () => {
      await withStores(async (open) => {
        const old = site(await open(), ring('k1'))
        const next = site(await open(), ring('k1'))
        const ada = await enrolled(old.town, 'ada', ['webauthn'])
        const file = fresh()
        await change(old.town, ada, (was) => ({
          ...was,
          factors: was.factors.map((f) => ({ ...f, addedAt: f.addedAt - 30 * day })),
        }))
        await ada.says('that was not me')
        await ada.presses('not-me', 'yes')
        await old.backUp(file)
        await next.restore(file)
        const there = movedTo(next.town, ada)
        await there.says('I forgot my password')
        there.sees('ended.frozen')
        await there.presses('start', 'unfreeze')
        there.sees('ended.no-passkey')
        await next.town.later(3 * day + minute)
        await there.says('unfreeze')
        there.sees('hand-off.title')
      })
    })

    test('a freeze of somebody who never enrolled comes back as well', async () => {
      await withStores(async (open) => {
        const old = site(await open(), ring('k1'))
        const next = site(await open(), ring('k1'))
        const ada = new Person(old.town, 'ada')
        const file = fresh()
        await ada.says('that was not me')
        await ada.presses('not-me', 'yes')
        await old.backUp(file)
        expect(old.said).toContain('1 people')
        await next.restore(file)
        const there = movedTo(next.town, ada)
        await there.says('set up recovery')
        there.sees('ended.frozen')
      })
    })

    test('somebody who was only frozen then keeps what they have enrolled since', async () => {
      await withStores(async (open) => {
        const old = site(await open(), ring('k1'))
        const next = site(await open(), ring('k1'))
        const ada = new Person(old.town, 'ada')
        const file = fresh()
        await ada.says('that was not me')
        await ada.presses('not-me', 'yes')
        await old.backUp(file)
        await enrolled(next.town, 'ada')
        await next.restore(file, { replace: true })
        expect((await kept(next.town, ada)).factors).toHaveLength(2)
      })
    })

    test('twice is the same as once', async () => {
      await inTwoPlaces(async (old, next, _ada, file) => {
        await old.backUp(file)
        await next.restore(file)
        const before = await wholeOf(next.store)
        await next.restore(file)
        expect(next.said).toMatch(/^already: 1$/m)
        await next.restore(file, { replace: true })
        expect(next.said).toMatch(/^already: 1$/m)
        expect(await wholeOf(next.store)).toEqual(before)
      })
    })

    test('a dry run says the same and changes nothing', async () => {
      await inTwoPlaces(async (old, next, _ada, file) => {
        await old.backUp(file)
        await next.restore(file, { dryRun: true })
        expect(next.said).toMatch(/dry run: nothing was changed[\s\S]*^restored: 1$/m)
        expect(await wholeOf(next.store)).toEqual({})
        expect(next.trail.map(({ event }) => event)).toEqual(['enrolments.restoring', 'enrolments.restored'])
      })
    })
  })

  describe('into a store where people are', () => {
    test('what is there stays, unless asked otherwise', async () => {
      await inTwoPlaces(async (old, next, ada, file) => {
        await old.backUp(file)
        const other = await enrolled(next.town, 'ada')
        const before = await wholeOf(next.store)
        await next.restore(file)
        expect(next.said).toMatch(/^kept: 1$/m)
        expect(next.said).toContain('--replace')
        const after = await wholeOf(next.store)
        for (const name of Object.keys(before)) expect(after[name]).toBe(before[name])
        await next.restore(file, { replace: true, cooling: false })
        expect(next.said).toMatch(/^replaced: 1$/m)
        expect(next.trail).toContainEqual(
          expect.objectContaining({
            detail: expect.objectContaining({ person: ada.id, outcome: 'replaced' }),
          }),
        )
        next.town.clock.forward(minute)
        await expect(resets(next.town, other)).rejects.toThrow()
        next.town.clock.forward(minute)
        await resets(next.town, movedTo(next.town, ada))
      })
    })

    test('somebody who only tried something since is restored, counters and freeze of now included', async () => {
      await inTwoPlaces(async (old, next, ada, file) => {
        await old.backUp(file)
        const now = next.town.clock.now()
        const extra: Partial<Enrolment> = { liveFlow: 'now', lastResetAt: now }
        await change(next.town, ada, (was) => ({ ...noteFailure(was, 'totp', now), ...extra }))
        await next.restore(file)
        expect(next.said).toMatch(/^restored: 1$/m)
        expect(await kept(next.town, ada)).toMatchObject({
          ...extra,
          failures: { totp: [now] },
          consecutive: { totp: 1 },
        })
        expect((await kept(next.town, ada)).factors).toHaveLength(2)
      })
    })

    test('who removed every factor is not given them back', async () => {
      await inTwoPlaces(async (old, _next, ada, file) => {
        await old.backUp(file)
        await change(old.town, ada, (was) => ({ ...was, factors: [], bindings: [] }))
        await old.restore(file)
        expect(old.said).toMatch(/^kept: 1$/m)
        expect((await kept(old.town, ada)).factors).toEqual([])
      })
    })

    test('a used code stays used even when the backup replaces what is there', async () => {
      await inTwoPlaces(async (old, _next, ada, file) => {
        await old.backUp(file)
        const [code = ''] = ada.codes
        await resets(old.town, ada)
        await old.restore(file, { replace: true, cooling: false })
        expect(old.said).toMatch(/^replaced: 1$/m)
        await old.town.later(2 * day)
        ada.codes = [code]
        const page = await ada.getsToThePage()
        await ada.proves(page)
        await page.sees('prove.refused.wrong')
      })
    })

    test('a chat identity that leads to somebody else by now is not taken away', async () => {
      await inTwoPlaces(async (old, next, ada, file) => {
        await old.backUp(file)
        const bound = await next.town.at.world.enrolments.boundTo(ada.actor)
        await next.town.at.store.write([
          next.town.at.world.enrolments.bind(ada.actor, bound, { person: 'id-joan' }),
        ])
        await next.restore(file, { replace: true })
        expect((await next.town.at.world.enrolments.boundTo(ada.actor)).value).toEqual({ person: 'id-joan' })
        expect((await kept(next.town, ada)).bindings).toEqual([])
      })
    })

    test('a chat identity linked after the backup leads nowhere once the backup replaced the person', async () => {
      await inTwoPlaces(async (old, _next, ada, file) => {
        await old.backUp(file)
        const thief = { ...ada.actor, user: 'U-THIEF' }
        const { world, store } = old.town.at
        const bound = await world.enrolments.boundTo(thief)
        const read = await world.enrolments.of(ada.id)
        const bindings = [...read.value.bindings, { actor: thief, at: 1 }]
        await store.write([
          world.enrolments.bind(thief, bound, { person: ada.id }),
          world.enrolments.keep(read, { ...read.value, bindings }),
        ])
        await old.restore(file, { replace: true })
        expect((await world.enrolments.boundTo(thief)).value).toBeUndefined()
        expect((await kept(old.town, ada)).bindings.map(({ actor }) => actor)).toEqual([ada.actor])
      })
    })
  })

  test('a damaged file changes nothing', async () => {
    await inTwoPlaces(async (old, next, _ada, file) => {
      await enrolled(old.town, 'grace')
      await old.backUp(file)
      const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
      await writeFile(file, `${lines.slice(0, -1).join('\n')}\n`)
      await expect(next.restore(file, { replace: true })).rejects.toThrow(/cut off/)
      expect(await wholeOf(next.store)).toEqual({})
      expect(next.trail).toEqual([])
    })
  })

  test('a record that cannot be read is named, and neither backed up nor written over', async () => {
    await inTwoPlaces(async (old, _next, ada, file) => {
      await enrolled(old.town, 'grace')
      const stored = (await old.store.read(`person:${ada.id}`))!
      await old.store.replace(stored, { rev: stored.rev, value: stored.value.replace('"totp"', '"tot"') })
      expect(await old.backUp(file)).toBe(false)
      expect(old.said).toMatch(/^1 people written[\s\S]*not in it: person:id-ada/m)
      const whole = fresh()
      await old.store.replace({ ...stored, value: stored.value.replace('"totp"', '"tot"') }, stored)
      expect(await old.backUp(whole)).toBe(true)
      await old.store.replace(stored, { rev: stored.rev, value: 'k9.AAAA {}' })
      expect(await old.restore(whole, { replace: true })).toBe(false)
      expect(old.said).toMatch(/^refused: 1$/m)
      expect((await old.store.read(`person:${ada.id}`))?.value).toBe('k9.AAAA {}')
    })
  })
}
