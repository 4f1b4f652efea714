import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import type { CommitOrder, Directory, Witness } from '../../src/directory/port.ts'
import { named, type DirectoryBench, type PersonState } from './directory-bench.ts'
import { changeContract } from './directory-change.ts'

export type { Added, DirectoryBench, PersonState } from './directory-bench.ts'

const fresh = new Secret('Autumn-River-2026')
const another = new Secret('Summer-Field-2027')
const wrong = new Secret('Not-The-Password-1')

/** The promises every directory keeps. Policy for `plain`: at least 12 characters, complexity, history, a lock at 5. */
export const directoryContract = (name: string, open: () => Promise<DirectoryBench>): void => {
  describe(`${name} keeps the directory's promises`, () => {
    let bench: DirectoryBench
    let d: Directory
    beforeAll(async () => {
      bench = await open()
      d = bench.directory
    })
    afterAll(async () => {
      await d.close()
      await bench.close()
    })

    const witnessOf = async (id: string): Promise<Witness> => {
      const prepared = await d.commit.prepare(id)
      if ('refused' in prepared) throw new Error(`prepare refused: ${prepared.refused} ${prepared.detail}`)
      return prepared.witness
    }
    const orderFor = async (
      id: string,
      password = fresh,
      plus: Partial<CommitOrder> = {},
    ): Promise<CommitOrder> => ({
      op: randomUUID(),
      person: id,
      password,
      witness: await witnessOf(id),
      mustChange: false,
      ...plus,
    })
    const statusOf = async (id: string) => {
      const status = await d.people.status(id)
      if (status === undefined) throw new Error('no status')
      return status
    }

    describe('people', () => {
      test('are found by what they sign in with and by mail, in any case', async () => {
        const ada = await bench.add('plain')
        expect(await d.people.find('account', ada.account)).toMatchObject({
          id: ada.id,
          account: ada.account,
          mail: ada.mail,
        })
        expect((await d.people.find('mail', ada.mail.toUpperCase()))?.id).toBe(ada.id)
      })

      test('are nobody when nobody, or more than one, matches', async () => {
        expect(await d.people.find('account', 'nobody.at-all')).toBeUndefined()
        expect(await d.people.find('mail', '')).toBeUndefined()
        const mail = `shared-${randomUUID()}@corp.example`
        await bench.add('plain', { mail })
        expect(await d.people.find('mail', mail)).toBeDefined()
        for (let n = 2; n <= 4; n++) {
          await bench.add('plain', { mail })
          expect(await d.people.find('mail', mail)).toBeUndefined()
        }
      })

      test.each(['*', 'a*', '*)(objectClass=*', ')(|(cn=*', '\\2a', 'x\u0000', '\\', '(', 'é'.repeat(4000)])(
        'cannot be fished for with %j',
        async (bait) => {
          for (const by of ['account', 'mail', 'userPrincipalName', 'employeeID'] as const) {
            expect(await d.people.find(by, bait)).toBeUndefined()
          }
        },
      )

      test('are gone when gone', async () => {
        const ada = await bench.add('plain')
        const witness = await witnessOf(ada.id)
        await bench.remove(ada.id)
        expect(await d.people.status(ada.id)).toBeUndefined()
        expect(await d.people.status('not-an-id')).toBeUndefined()
        expect(await d.people.verify(ada.id, ada.password)).toBe('no')
        expect(await d.commit.prepare(ada.id)).toMatchObject({ refused: 'gone' })
        const order = { op: randomUUID(), person: ada.id, password: fresh, witness, mustChange: false }
        expect(await d.commit.commit(order)).toMatchObject({ kind: 'refused', reason: 'gone' })
      })

      test('have a status that tells the states apart', async () => {
        const clear = {
          locked: false,
          lockedByAdmin: false,
          disabled: false,
          accountExpired: false,
          passwordExpired: false,
          mustChange: false,
        }
        const seen = async (state: PersonState) => statusOf((await bench.add(state)).id)
        const plain = await seen('plain')
        expect(plain).toMatchObject({ ...clear, badPasswords: 0 })
        expect(plain.protected).toBeUndefined()
        expect(plain.passwordSetAt).toBeTypeOf('number')
        expect(await seen('disabled')).toMatchObject(
          bench.lacks?.disabled ? { ...clear, lockedByAdmin: true } : { ...clear, disabled: true },
        )
        expect(await seen('accountExpired')).toMatchObject({ ...clear, accountExpired: true })
        expect(await seen('passwordExpired')).toMatchObject({ ...clear, passwordExpired: true })
        expect(await seen('mustChange')).toMatchObject({ ...clear, mustChange: true })
        expect(await seen('locked')).toMatchObject({ ...clear, locked: true })
        expect((await seen('privileged')).protected).toBeDefined()
        expect((await seen('outOfScope')).protected?.reason).toBe('outOfScope')
      })

      test('tell when somebody last signed in, and not that they did who only failed to', async () => {
        const ada = await bench.add('plain')
        await d.people.verify(ada.id, fresh)
        expect(await statusOf(ada.id)).not.toHaveProperty('signedInAt')
        expect(await d.people.verify(ada.id, ada.password)).toBe('ok')
        expect((await statusOf(ada.id)).signedInAt).toBeTypeOf('number')
      })

      test('tell since when and until when they are locked, as far as the directory tells', async () => {
        const ada = await bench.add('plain')
        expect(await statusOf(ada.id)).not.toHaveProperty('lockedSince')
        await bench.lock(ada.id)
        const { lockedSince, lockedUntil, policy } = await statusOf(ada.id)
        if (typeof lockedSince === 'number' && typeof policy.lockoutMs === 'number')
          expect(lockedUntil).toBe(policy.lockoutMs === 0 ? 0 : lockedSince + policy.lockoutMs)
        await d.commit.unlock(ada.id)
        expect(await statusOf(ada.id)).not.toHaveProperty('lockedSince')
        expect(await statusOf(ada.id)).not.toHaveProperty('lockedUntil')
      })

      test('show where they are, and which of the groups that were asked for hold them at any depth', async () => {
        const ada = await bench.add('plain')
        const before = await statusOf(ada.id)
        expect(before.dn).toMatch(/=/)
        expect(before.groups).toEqual([])
        await bench.nested.join(ada.id)
        expect((await statusOf(ada.id)).groups).toEqual([bench.nested.outer])
        expect((await statusOf((await bench.add('plain')).id)).groups).toEqual([])
      })

      test('are in groups unknown, never in none, where a group that was asked for is not there', async () => {
        const ada = await bench.add('plain')
        for (const astray of bench.astray())
          try {
            expect((await astray.people.status(ada.id))?.groups).toBe('unknown')
          } finally {
            if (astray !== d) await astray.close()
          }
      })

      test('have the policy in force for them, each their own', async () => {
        const plain = await statusOf((await bench.add('plain')).id)
        expect(plain.policy).toMatchObject({
          minLength: 12,
          complexity: bench.lacks?.complexity !== true,
          lockoutThreshold: 5,
          source: 'default',
        })
        expect(plain.policy.history).toBeGreaterThan(0)
        const strict = await statusOf((await bench.add('strict')).id)
        expect(strict.policy.minLength).toBe(20)
        expect(strict.policy.source).not.toBe('default')
      })
    })

    describe('the check of a password', () => {
      test('says yes, no, and nothing about a locked one', async () => {
        const ada = await bench.add('plain')
        expect(await d.people.verify(ada.id, ada.password)).toBe('ok')
        expect(await d.people.verify(ada.id, wrong)).toBe('no')
        expect((await statusOf(ada.id)).badPasswords).toBe(1)
        await bench.lock(ada.id)
        expect(await d.people.verify(ada.id, ada.password)).toBe('locked')
        expect(await d.people.verify(ada.id, wrong)).toBe('locked')
      })

      test.each(['disabled', 'accountExpired', 'passwordExpired', 'mustChange'] as const)(
        'knows a right one of a %s person',
        async (state) => {
          const ada = await bench.add(state)
          const hidden = bench.lacks?.disabled && ['disabled', 'accountExpired'].includes(state)
          expect(await d.people.verify(ada.id, ada.password)).toBe(hidden ? 'locked' : 'okButBlocked')
          expect(await d.people.verify(ada.id, wrong)).toBe(hidden ? 'locked' : 'no')
        },
      )

      test('never asks the directory about an empty one', async () => {
        const ada = await bench.add('plain')
        expect(await d.people.verify(ada.id, new Secret(''))).toBe('no')
        expect((await statusOf(ada.id)).badPasswords).toBe(0)
      })
    })

    describe('a reset', () => {
      test('sets the password, lifts the lock and writes exactly as often as it said', async () => {
        const ada = await bench.add('locked')
        const order = await orderFor(ada.id)
        const before = await bench.writes(ada.id)
        expect(await d.commit.commit(order)).toEqual({ kind: 'committed' })
        expect(await bench.writes(ada.id)).toBe(before + order.witness.writes)
        expect(await bench.signsIn(ada, fresh)).toBe(true)
        expect(await statusOf(ada.id)).toMatchObject({ locked: false, mustChange: false })
      })

      test.each(['passwordExpired', 'mustChange'] as const)(
        'helps a person whose state is %s',
        async (state) => {
          const ada = await bench.add(state)
          expect(await d.commit.commit(await orderFor(ada.id))).toEqual({ kind: 'committed' })
          expect(await bench.signsIn(ada, fresh)).toBe(true)
        },
      )

      test('can make the person choose again', async () => {
        const ada = await bench.add('plain')
        expect(await d.commit.commit(await orderFor(ada.id, fresh, { mustChange: true }))).toEqual({
          kind: 'committed',
        })
        expect((await statusOf(ada.id)).mustChange).toBe(true)
        expect(await d.people.verify(ada.id, fresh)).toBe('okButBlocked')
      })

      test.each(['ünï-Ćode-✓-pass', 'Quote"Inside\\Slash 1', ` Space-around-1 `])(
        'keeps every byte of %j',
        async (text) => {
          const ada = await bench.add('plain')
          expect(await d.commit.commit(await orderFor(ada.id, new Secret(text)))).toEqual({
            kind: 'committed',
          })
          expect(await bench.signsIn(ada, new Secret(text))).toBe(true)
          expect(await bench.signsIn(ada, new Secret(text.trim().slice(0, -1)))).toBe(false)
        },
      )

      test('is refused by the rules in force, with the reason, and changes nothing', async () => {
        const ada = await bench.add('plain')
        const before = await bench.writes(ada.id)
        const tell = async (password: string) => d.commit.commit(await orderFor(ada.id, new Secret(password)))
        expect(await tell('Short-1x')).toMatchObject({ kind: 'refused', reason: 'tooShort' })
        if (bench.lacks?.complexity !== true)
          expect(await tell('alllowercaseletters')).toMatchObject({ kind: 'refused', reason: 'tooSimple' })
        expect(await bench.writes(ada.id)).toBe(before)
        expect(await bench.signsIn(ada, ada.password)).toBe(true)
        const judy = await bench.add('strict')
        expect(await d.commit.commit(await orderFor(judy.id, fresh))).toMatchObject({
          kind: 'refused',
          reason: 'tooShort',
        })
      })

      test('never sets a password of the history', async () => {
        const ada = await bench.add('plain')
        expect(await d.commit.commit(await orderFor(ada.id, fresh))).toEqual({ kind: 'committed' })
        expect(await d.commit.commit(await orderFor(ada.id, another))).toEqual({ kind: 'committed' })
        const reused = await d.commit.commit(await orderFor(ada.id, fresh))
        expect(reused).toMatchObject({ reason: 'inHistory' })
        expect(['refused', 'halfway']).toContain(reused.kind)
        expect(await bench.signsIn(ada, fresh)).toBe(false)
        // Whatever state that left, another password mends it.
        expect(await d.commit.commit(await orderFor(ada.id, new Secret('Spring-Meadow-2028')))).toEqual({
          kind: 'committed',
        })
        expect(await bench.signsIn(ada, new Secret('Spring-Meadow-2028'))).toBe(true)
      })

      test.each([
        ['disabled', 'disabled'],
        ['accountExpired', 'accountExpired'],
        ['privileged', 'protected'],
        ['outOfScope', 'protected'],
      ] as const)('is refused before it begins for a %s person', async (state, reason) => {
        const { id } = await bench.add(state)
        const why = named(reason, bench)
        expect(await d.commit.prepare(id)).toMatchObject({ refused: why })
        expect(await d.commit.unlock(id)).toMatchObject({ kind: 'refused', reason: why })
      })

      test('looks again itself: disabled or promoted meanwhile is refused', async () => {
        const [ada, bob] = [await bench.add('plain'), await bench.add('plain')]
        const orders = [await orderFor(ada.id), await orderFor(bob.id)] as const
        const before = [await bench.writes(ada.id), await bench.writes(bob.id)]
        await bench.disable(ada.id)
        await bench.promote(bob.id)
        expect(await d.commit.commit(orders[0])).toMatchObject({
          kind: 'refused',
          reason: named('disabled', bench),
        })
        expect(await d.commit.commit(orders[1])).toMatchObject({ kind: 'refused', reason: 'protected' })
        expect([await bench.writes(ada.id), await bench.writes(bob.id)]).toEqual(before)
      })

      test('yields to somebody else who was faster', async () => {
        const ada = await bench.add('plain')
        const order = await orderFor(ada.id)
        await bench.resetByHelpdesk(ada.id, another)
        const before = await bench.writes(ada.id)
        expect((await d.commit.commit(order)).kind).toBe('foreign')
        expect(await bench.writes(ada.id)).toBe(before)
        expect(await bench.signsIn(ada, another)).toBe(true)
      })

      test('of one person cannot be spent on another', async () => {
        const [ada, bob] = [await bench.add('mustChange'), await bench.add('mustChange')]
        const order = { ...(await orderFor(ada.id)), person: bob.id }
        const before = await bench.writes(bob.id)
        expect((await d.commit.commit(order)).kind).not.toBe('committed')
        expect(await bench.writes(bob.id)).toBe(before)
      })

      test.each(['plain', 'mustChange'] as const)(
        'sent eight times at once for a %s person happens once',
        async (state) => {
          const ada = await bench.add(state)
          const order = await orderFor(ada.id)
          const before = await bench.writes(ada.id)
          const results = await Promise.all(Array.from({ length: 8 }, () => d.commit.commit(order)))
          const kinds = results.map((r) => r.kind).sort()
          expect(kinds).toEqual(['committed', ...Array.from({ length: 7 }, () => 'foreign')])
          expect(await bench.writes(ada.id)).toBe(before + order.witness.writes)
        },
      )
    })

    changeContract(() => bench)

    describe('after a crash', () => {
      test('an order that was never sent is not committed', async () => {
        const ada = await bench.add('plain')
        const order = await orderFor(ada.id)
        expect(await d.commit.resolve(order.witness, order.op)).toBe('notCommitted')
      })

      test('an order that was carried out on a locked person is committed', async () => {
        const ada = await bench.add('locked')
        const order = await orderFor(ada.id)
        await d.commit.commit(order)
        expect(await d.commit.resolve(order.witness, order.op)).toBe('committed')
      })

      test("a helpdesk's reset is never ours, be it instead of ours or after it", async () => {
        const [ada, bob] = [await bench.add('locked'), await bench.add('locked')]
        const orders = [await orderFor(ada.id), await orderFor(bob.id)] as const
        await bench.resetByHelpdesk(ada.id, another)
        expect(await d.commit.resolve(orders[0].witness, orders[0].op)).not.toBe('committed')
        await d.commit.commit(orders[1])
        await bench.resetByHelpdesk(bob.id, another)
        expect(await d.commit.resolve(orders[1].witness, orders[1].op)).toBe('foreign')
      })
    })

    describe('an unlock', () => {
      test('lifts the lock, keeps the password, and may be asked twice', async () => {
        const ada = await bench.add('locked')
        const before = await bench.writes(ada.id)
        expect(await d.commit.unlock(ada.id)).toEqual({ kind: 'unlocked' })
        expect(await d.commit.unlock(ada.id)).toEqual({ kind: 'unlocked' })
        expect((await statusOf(ada.id)).locked).toBe(false)
        expect(await bench.signsIn(ada, ada.password)).toBe(true)
        expect(await bench.writes(ada.id)).toBe(before)
      })
    })

    describe('the watch', () => {
      test('tells of a lock once, and of nothing that was before', async () => {
        const early = await bench.add('locked')
        const start = await d.watch.lockouts()
        expect(start.events).toEqual([])
        const ada = await bench.add('plain')
        await bench.lock(ada.id)
        const next = await d.watch.lockouts(start.cursor)
        expect(next.events.map((e) => e.person)).toEqual([ada.id])
        expect(next.events[0]?.at).toBeTypeOf('number')
        expect((await d.watch.lockouts(next.cursor)).events).toEqual([])
        expect(early.id).not.toBe(ada.id)
      })
    })

    test('says what it can do', async () => {
      const can = await d.people.capabilities()
      expect(can.server).not.toBe('')
      expect(can.vendor).not.toBe('')
      expect(can.historyOnReset).not.toBe('none')
      expect(can.compareAndSwap).toBe(true)
    })
  })
}
