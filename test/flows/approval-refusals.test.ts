import { describe, expect, test } from 'vitest'
import { approverOf } from '../../flows/approver.ts'
import type { World } from '../../flows/world.ts'
import { keepRoster, roster } from '../../src/approval/roster.ts'
import { day, hour, minute } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Actor } from '../../src/story/story.ts'
import { disowned } from '../../src/freeze/port.ts'
import {
  answered,
  appointed,
  approves,
  changed,
  flagged,
  longEnrolled,
  press,
  type Scene,
} from './approving-scene.ts'

const refused = async (
  scene: Scene,
  who: { readonly actor: Actor },
  press_: string,
): Promise<string | undefined> => answered(await press(scene, who, press_))[0]

/** What has happened to Grace before she presses; what she is told of a yes, and of a no. */
const situations: readonly (readonly [
  string,
  (scene: Scene) => Promise<unknown>,
  string | undefined,
  string | undefined,
])[] = [
  ['nothing', async () => {}, undefined, 'approval.you-denied'],
  [
    'her link is suspended',
    async ({ town, grace }) => await town.at.house.bindings.suspend(grace.actor, 'email'),
    'approval.no.suspended',
    'approval.no.suspended',
  ],
  [
    'her link was removed',
    async ({ town, grace }) => await town.at.house.bindings.remove(grace.actor, 'gone'),
    'approval.no.not-linked',
    'approval.no.not-linked',
  ],
  [
    'she froze self-service for herself',
    async ({ town, grace }) => {
      const { freezes } = town.at.world
      const kept = await freezes.of(grace.id)
      const { next } = disowned(kept.value, { via: 'mail', now: town.clock.now() })
      if (next !== undefined) await town.at.store.write([freezes.keep(kept, next)])
    },
    'approval.no.frozen',
    'approval.no.frozen',
  ],
  [
    'her account is disabled',
    async ({ town, grace }) => town.directory.change(grace.id, { disabled: true }),
    'approval.no.account',
    'approval.no.account',
  ],
  [
    'she is an approver no more',
    async ({ town }) => {
      const list = await roster(town.at.store)
      await town.at.store.write([keepRoster(list, { appointed: ['id-joan'] })])
    },
    'approval.no.no-right',
    'approval.no.no-right',
  ],
  [
    'she added a sign-in method an hour less than three days ago',
    async ({ town, grace }) => await changed(town, grace, { factorsChangedAt: town.clock.now() - 71 * hour }),
    'approval.no.resting',
    'approval.you-denied',
  ],
  [
    'she did so three days ago',
    async ({ town, grace }) => await changed(town, grace, { factorsChangedAt: town.clock.now() - 72 * hour }),
    undefined,
    'approval.you-denied',
  ],
  [
    'her chat was linked yesterday',
    async ({ town, grace }) =>
      await changed(town, grace, { bindings: [{ actor: grace.actor, at: town.clock.now() - day }] }),
    'approval.no.resting',
    'approval.you-denied',
  ],
  [
    'she has no passkey',
    async ({ town, grace }) => await changed(town, grace, { factors: [] }),
    'approval.no.no-passkey',
    'approval.you-denied',
  ],
  [
    'Joan is calling',
    async (scene) => await press(scene, scene.joan, 'call'),
    'approval.no.claimed',
    'approval.you-denied',
  ],
  [
    'Joan said five minutes ago that she would call',
    async (scene) => {
      await press(scene, scene.joan, 'call')
      await scene.town.later(5 * minute)
    },
    undefined,
    'approval.you-denied',
  ],
  [
    'Joan left it to others',
    async (scene) => {
      await press(scene, scene.joan, 'call')
      await press(scene, scene.joan, 'release')
    },
    undefined,
    'approval.you-denied',
  ],
  [
    'she has three others in hand',
    async ({ town, grace }) => {
      const { standings } = town.at.world.approvals
      const kept = await standings.of(grace.id)
      const pending = ['a', 'b', 'c'].map((flow) => ({ flow, until: town.clock.now() + minute }))
      await town.at.store.write([standings.keep(kept, { ...kept.value, pending })])
    },
    'approval.no.too-many',
    'approval.you-denied',
  ],
]

describe('an approver presses when', () => {
  test.each(situations)('%s', async (_what, happens, approve, deny) => {
    for (const [value, says] of [
      ['approve', approve],
      ['deny', deny],
    ] as const) {
      const scene = await flagged()
      await happens(scene)
      const before = scene.town.events('approval.refused').length
      const heard = await press(scene, scene.grace, value)
      expect(answered(heard)[0]).toBe(says)
      expect(typeof heard.reveal?.['token']).toBe(
        value === 'approve' && approve === undefined ? 'string' : 'undefined',
      )
      const told = says?.startsWith('approval.no.') === true ? 1 : 0
      expect(scene.town.events('approval.refused').length - before).toBe(told)
    }
  })
})

describe('nobody decides about themselves', () => {
  test('not the person, in the chat they asked from or in another of theirs', async () => {
    const scene = await flagged()
    const { town, ada, page } = scene
    const other: Actor = { ...ada.actor, user: 'U-ADA-2' }
    const { world, store } = town.at
    const bound = await world.enrolments.boundTo(other)
    await store.write([world.enrolments.bind(other, bound, { person: ada.id })])
    for (const actor of [ada.actor, other])
      for (const value of ['approve', 'deny', 'call', 'release'])
        expect(await refused(scene, { actor }, value)).toBe('approval.no.yourself')
    await page.sees('approval.wait-title')
  })

  test('also where whoever grants rights is careless', async () => {
    const { town, ada } = await flagged()
    const { approvals } = town.at.world
    const rights = { ...approvals.rights, mayApprove: async () => true }
    const world: World = { ...town.at.world, approvals: { ...approvals, rights } }
    const { facts } = (await town.at.engine.view((await ada.getsToThePage()).flow)) ?? {}
    if (facts === undefined) throw new Error('no flow')
    const other: Actor = { ...ada.actor, user: 'U-ADA-2' }
    const bound = await world.enrolments.boundTo(other)
    await town.at.store.write([world.enrolments.bind(other, bound, { person: ada.id })])
    expect(await approverOf(ada.actor, facts, world)).toMatchObject({ no: 'yourself' })
    expect(await approverOf(other, facts, world)).toMatchObject({ no: 'yourself' })
  })

  test('not a stranger in the channel, and not with nobody’s name', async () => {
    const scene = await flagged()
    const stranger = { ...scene.ada.actor, user: 'U-WHO' }
    expect(await refused(scene, { actor: stranger }, 'approve')).toBe('approval.no.not-linked')
    const grace = { ...scene.grace.actor, tenant: 'T2' }
    expect(await refused(scene, { actor: grace }, 'approve')).toBe('approval.no.not-linked')
    const nobody = await scene.town.at.engine.hear(scene.flow, {
      from: 'approver',
      name: 'approval',
      value: 'deny',
      eventId: scene.town.id(),
    })
    expect(nobody.verdict).toBe('unheard')
  })
})

test('whoever an operator appointed need not rest for what they had then, but for what they add', async () => {
  const scene = await flagged()
  const { town } = scene
  const password = new Secret('Winter-Lake-2026')
  town.directory.add({ id: 'id-mary', account: 'mary', displayName: 'Mary Somerville', password })
  const mary = await longEnrolled(town, 'mary')
  await appointed(town, mary)
  const now = town.clock.now()
  await changed(town, mary, { factorsChangedAt: now - hour })
  expect(await refused(scene, mary, 'approve')).toBe('approval.no.resting')
  const { standings } = town.at.world.approvals
  const kept = await standings.of(mary.id)
  await town.at.store.write([standings.keep(kept, { ...kept.value, appointedAt: now })])
  expect(await approves(scene, mary)).toMatchObject({ kind: 'approved' })
})

test('a word of a friend for a friend, the third time in a month, is looked into', async () => {
  const scene = await flagged()
  const { town, grace, ada } = scene
  const { standings } = town.at.world.approvals
  const kept = await standings.of(grace.id)
  const often = [20, 10].map((days) => ({ subject: ada.id, at: town.clock.now() - days * day }))
  await town.at.store.write([standings.keep(kept, { ...kept.value, granted: often })])
  await approves(scene, grace)
  expect(town.events('approval.collusion')).toHaveLength(1)
  expect(town.chat.told.map(({ drawn }) => drawn.card.title.id)).toContain('alert.approval-pair')
})

test('what an approver has done with is not in their hands any more', async () => {
  for (const last of ['deny', 'release'] as const) {
    const scene = await flagged()
    const pending = async () =>
      (await scene.town.at.world.approvals.standings.of(scene.grace.id)).value.pending.map(({ flow }) => flow)
    await press(scene, scene.grace, 'call')
    expect(await pending()).toEqual([scene.flow])
    await press(scene, scene.grace, last)
    expect(await pending()).toEqual([])
  }
})
