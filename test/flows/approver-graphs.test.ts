import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ApproverRights } from '../../src/approval/port.ts'
import { presses } from '../../src/approval/port.ts'
import type { Actor } from '../../src/story/story.ts'
import type { Person } from '../support/talk.ts'
import { approves, flaggedForTwo, press } from './approving-scene.ts'

const people = ['ada', 'grace', 'joan'] as const
type Name = (typeof people)[number]

/** Who is behind each of five more chat accounts, who has the right, and what is done in which order. */
const graphs = fc.record({
  accounts: fc.array(fc.option(fc.constantFrom(...people)), { minLength: 5, maxLength: 5 }),
  entitled: fc.subarray([...people]),
  deeds: fc.array(
    fc.record({
      account: fc.integer({ min: 0, max: 7 }),
      deed: fc.constantFrom('approves', 'approves', ...presses),
      /** Whose passkey is at hand, whoever's chat it is. */
      passkey: fc.constantFrom(...people),
    }),
    { minLength: 1, maxLength: 8 },
  ),
})

const bothAgree = {
  accounts: [null, null, null, null, null],
  entitled: [...people],
  deeds: (['ada', 'grace', 'joan'] as const).map((passkey, account) => ({
    account,
    deed: 'approves' as const,
    passkey,
  })),
}

test('whoever is linked and entitled however: two others agreed, or nothing was written', async () => {
  let writes = 0
  await fc.assert(
    fc.asyncProperty(graphs, async ({ accounts, entitled, deeds }) => {
      const scene = await flaggedForTwo()
      const { town, page, flow } = scene
      const known: Readonly<Record<Name, Person>> = { ada: scene.ada, grace: scene.grace, joan: scene.joan }
      // As careless as an operator can be: the person may be on the list as well.
      const rights: ApproverRights = {
        mayApprove: async (one) => entitled.some((name) => known[name].id === one),
        approversFor: async () => 2,
      }
      Object.assign(town.at.world.approvals.rights, rights)
      const own = people.map((name) => known[name].actor)
      const more = accounts.map((_name, n): Actor => ({ ...scene.ada.actor, user: `U-MORE-${n}` }))
      const { enrolments } = town.at.world
      for (const [n, name] of accounts.entries()) {
        const actor = more[n]
        if (name === null || actor === undefined) continue
        const bound = await enrolments.boundTo(actor)
        await town.at.store.write([enrolments.bind(actor, bound, { person: known[name].id })])
      }
      for (const { account, deed, passkey } of deeds) {
        const actor = [...own, ...more][account]
        if (actor === undefined) continue
        if (deed !== 'approves') await press(scene, { actor }, deed)
        else await approves({ town, flow }, { actor, device: known[passkey].device }).catch(() => undefined)
      }
      await page.types('new-password', 'Otter-Bridge-Candle-9')
      const { facts } = (await town.at.engine.view(flow)) ?? {}
      const givers = (facts?.approval?.given ?? []).map(({ by }) => by.id)
      expect(new Set(givers).size).toBe(givers.length)
      expect(givers).not.toContain(scene.ada.id)
      expect(givers.every((id) => entitled.some((name) => known[name].id === id))).toBe(true)
      const written = town.directory.signIn('ada', 'Otter-Bridge-Candle-9') === 'ok'
      writes += written ? 1 : 0
      expect(written).toBe(givers.length === 2)
      expect(town.events('commit.intent')).toHaveLength(written ? 1 : 0)
    }),
    { numRuns: 60, examples: [[bothAgree]] },
  )
  expect(writes).toBeGreaterThan(0)
})
