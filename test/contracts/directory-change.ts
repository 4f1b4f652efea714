import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import type { CommitOrder } from '../../src/directory/port.ts'
import { named, type DirectoryBench } from './directory-bench.ts'

const fresh = new Secret('Autumn-River-2026')
const another = new Secret('Summer-Field-2027')
const wrong = new Secret('Not-The-Password-1')

/** The promises of a change: the directory itself verifies the old password, and every one of its rules holds. */
export const changeContract = (opened: () => DirectoryBench): void => {
  const port = () => opened().directory.commit

  const changeFor = async (
    { id, password }: { readonly id: string; readonly password: Secret },
    plus: Partial<CommitOrder> = {},
  ): Promise<CommitOrder> => {
    const prepared = await port().prepare(id, 'change')
    if ('refused' in prepared) throw new Error(`prepare refused: ${prepared.refused} ${prepared.detail}`)
    const { witness } = prepared
    return {
      op: randomUUID(),
      person: id,
      password: fresh,
      current: password,
      witness,
      mustChange: false,
      ...plus,
    }
  }
  const wrongOnes = async (id: string) => (await opened().directory.people.status(id))?.badPasswords

  describe('a change by somebody who knows the old password', () => {
    test.each(['passwordExpired', 'mustChange'] as const)(
      'helps a person whose state is %s, with one write',
      async (state) => {
        const ada = await opened().add(state)
        const before = await opened().writes(ada.id)
        const order = await changeFor(ada)
        expect(order.witness).toMatchObject({ writes: 1, change: true })
        expect(await port().commit(order)).toEqual({ kind: 'committed' })
        expect(await opened().writes(ada.id)).toBe(before + 1)
        expect(await opened().signsIn(ada, fresh)).toBe(true)
        expect(await opened().directory.people.status(ada.id)).toMatchObject({
          mustChange: false,
          passwordExpired: false,
        })
      },
    )

    test('with a wrong old one is refused, changes nothing, and counts as one wrong password', async () => {
      const ada = await opened().add('mustChange')
      const before = await opened().writes(ada.id)
      expect(await port().commit(await changeFor(ada, { current: wrong }))).toMatchObject({
        kind: 'refused',
        reason: 'wrongPassword',
      })
      expect(await wrongOnes(ada.id)).toBe(1)
      expect(await opened().writes(ada.id)).toBe(before)
      expect(await port().commit(await changeFor(ada))).toEqual({ kind: 'committed' })
    })

    test('never asks the directory about an empty one', async () => {
      const ada = await opened().add('mustChange')
      expect(await port().commit(await changeFor(ada, { current: new Secret('') }))).toMatchObject({
        reason: 'wrongPassword',
      })
      expect(await wrongOnes(ada.id)).toBe(0)
    })

    test('keeps to the history and to the rules', async () => {
      const ada = await opened().add('mustChange')
      const before = await opened().writes(ada.id)
      const tell = async (password: Secret) => port().commit(await changeFor(ada, { password }))
      expect(await tell(ada.password)).toMatchObject({ kind: 'refused', reason: 'inHistory' })
      expect(await tell(new Secret('Short-1x'))).toMatchObject({ kind: 'refused', reason: 'tooShort' })
      if (opened().lacks?.complexity !== true)
        expect(await tell(new Secret('alllowercaseletters'))).toMatchObject({
          kind: 'refused',
          reason: 'tooSimple',
        })
      expect(await opened().writes(ada.id)).toBe(before)
      expect(await opened().directory.people.verify(ada.id, ada.password)).toBe('okButBlocked')
    })

    test('keeps to the minimum age', async () => {
      const ada = await opened().add('young')
      expect(await port().commit(await changeFor(ada))).toMatchObject({
        kind: 'refused',
        reason: 'tooYoung',
      })
      expect(await opened().signsIn(ada, ada.password)).toBe(true)
    })

    test('of a locked person is refused, whatever the password, before and at the write', async () => {
      const ada = await opened().add('locked')
      expect(await port().prepare(ada.id, 'change')).toMatchObject({ refused: 'locked' })
      const bob = await opened().add('mustChange')
      const order = await changeFor(bob)
      await opened().lock(bob.id)
      const before = await opened().writes(bob.id)
      expect(await port().commit(order)).toMatchObject({ kind: 'refused', reason: 'locked' })
      expect(await opened().writes(bob.id)).toBe(before)
      expect(await opened().directory.people.status(bob.id)).toMatchObject({ locked: true })
    })

    test.each([
      ['disabled', 'disabled'],
      ['accountExpired', 'accountExpired'],
      ['privileged', 'protected'],
      ['outOfScope', 'protected'],
    ] as const)('is refused before it begins for a %s person', async (state, reason) => {
      const { id } = await opened().add(state)
      expect(await port().prepare(id, 'change')).toMatchObject({ refused: named(reason, opened()) })
    })

    test('looks again itself: disabled or promoted meanwhile is refused', async () => {
      const [ada, bob] = [await opened().add('mustChange'), await opened().add('mustChange')]
      const orders = [await changeFor(ada), await changeFor(bob)] as const
      await opened().disable(ada.id)
      await opened().promote(bob.id)
      expect(await port().commit(orders[0])).toMatchObject({
        kind: 'refused',
        reason: named('disabled', opened()),
      })
      expect(await port().commit(orders[1])).toMatchObject({ kind: 'refused', reason: 'protected' })
    })

    test('yields to somebody else who was faster, without a wrong password', async () => {
      const ada = await opened().add('mustChange')
      const order = await changeFor(ada)
      await opened().resetByHelpdesk(ada.id, another)
      expect((await port().commit(order)).kind).toBe('foreign')
      expect(await wrongOnes(ada.id)).toBe(0)
    })

    test('sent eight times at once happens once, and locks nobody', async () => {
      const ada = await opened().add('mustChange')
      const order = await changeFor(ada)
      const before = await opened().writes(ada.id)
      const results = await Promise.all(Array.from({ length: 8 }, () => port().commit(order)))
      const kinds = results.map((r) => r.kind).sort()
      expect(kinds).toEqual(['committed', ...Array.from({ length: 7 }, () => 'foreign')])
      expect(await opened().writes(ada.id)).toBe(before + 1)
      expect(await opened().directory.people.status(ada.id)).toMatchObject({ locked: false, badPasswords: 0 })
    })

    test('cannot become a reset, nor a reset a change', async () => {
      const ada = await opened().add('mustChange')
      const { current, ...bare } = await changeFor(ada)
      const reset = await port().prepare(ada.id)
      if ('refused' in reset) throw new Error(reset.detail)
      const malformed = { kind: 'refused', reason: 'malformed' }
      const before = await opened().writes(ada.id)
      expect(await port().commit(bare)).toMatchObject(malformed)
      expect(await port().commit({ ...bare, current: ada.password, mustChange: true })).toMatchObject(
        malformed,
      )
      expect(await port().commit({ ...bare, current: ada.password, witness: reset.witness })).toMatchObject(
        malformed,
      )
      expect(await opened().writes(ada.id)).toBe(before)
      expect(current?.reveal()).toBe(ada.password.reveal())
    })

    test('is never taken for ours when a helpdesk wrote instead of it or after it', async () => {
      const [ada, bob, eve] = [
        await opened().add('mustChange'),
        await opened().add('mustChange'),
        await opened().add('mustChange'),
      ]
      const orders = [await changeFor(ada), await changeFor(bob), await changeFor(eve)] as const
      expect(await port().resolve(orders[0].witness, orders[0].op)).toBe('notCommitted')
      await opened().resetByHelpdesk(ada.id, another)
      expect(await port().resolve(orders[0].witness, orders[0].op)).not.toBe('committed')
      await port().commit(orders[1])
      await opened().resetByHelpdesk(bob.id, another)
      expect(await port().resolve(orders[1].witness, orders[1].op)).toBe('foreign')
      await port().commit(orders[2])
      expect(['committed', 'unknown']).toContain(await port().resolve(orders[2].witness, orders[2].op))
    })
  })
}
