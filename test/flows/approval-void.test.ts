import { describe, expect, test } from 'vitest'
import { digestOf } from '../../flows/approving.ts'
import type { Shown } from '../../flows/approval-facts.ts'
import type { Facts } from '../../flows/facts.ts'
import { keepRoster, roster } from '../../src/approval/roster.ts'
import { disowned } from '../../src/freeze/port.ts'
import { approvalChallenge } from '../../src/factors/webauthn-approving.ts'
import { minute, second } from '../../src/lib/clock.ts'
import { sha256 } from '../../src/lib/ids.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { FlowRecord } from '../../src/story/record.ts'
import type { Person } from '../support/talk.ts'
import {
  approves,
  changed,
  doorOf,
  flagged,
  flaggedForTwo,
  open,
  press,
  tokenOf,
  type Scene,
} from './approving-scene.ts'

const fresh = 'Otter-Bridge-Candle-9'

/** As if it had come about by itself: the record with other facts. */
const bent = async ({ town, flow }: Scene, bend: (facts: Facts) => Partial<Facts>): Promise<void> => {
  const key = `flow:${flow}`
  const stored = await town.at.store.read(key)
  const record: FlowRecord<Facts> = JSON.parse(stored?.value ?? '')
  const next = { ...record, facts: { ...record.facts, ...bend(record.facts) } }
  await town.at.store.write([{ key, rev: stored?.rev ?? 0, value: JSON.stringify(next) }])
}

const elsewhere =
  (origin: NonNullable<NonNullable<Facts['binding']['paired']>['context']['origin']>) =>
  async (scene: Scene) =>
    await bent(scene, ({ binding: { paired, ...binding } }) => ({
      binding: {
        ...binding,
        ...(paired && { paired: { ...paired, context: { ...paired.context, origin } } }),
      },
    }))

const frozen = async ({ town }: Scene, { id }: Person): Promise<void> => {
  const { freezes } = town.at.world
  const kept = await freezes.of(id)
  const { next } = disowned(kept.value, { via: 'mail', now: town.clock.now() })
  if (next !== undefined) await town.at.store.write([freezes.keep(kept, next)])
}

/** What happens between the yes and the new password, and why it then counts no more. */
const voids: readonly (readonly [string, (scene: Scene) => Promise<unknown>, string])[] = [
  ['the page is in another country', elsewhere({ network: { country: 'PT' } }), 'other-country'],
  [
    'the browser has another key',
    async (scene) =>
      await bent(scene, ({ approval }) =>
        approval === undefined ? {} : { approval: shownAs(scene, approval, { jkt: 'another' }) },
      ),
    'other-browser',
  ],
  [
    'it is judged more gravely',
    async (scene) =>
      await bent(scene, ({ approval }) =>
        approval === undefined ? {} : { approval: shownAs(scene, approval, { band: 'step-up' }) },
      ),
    'higher-band',
  ],
  [
    'the policy is another one',
    async (scene) => {
      scene.town.totpInChat = true
      scene.town.at = scene.town.machine()
    },
    'other-policy',
  ],
  [
    'what was shown is rewritten under the signature',
    async (scene) =>
      await bent(scene, ({ approval }) =>
        approval === undefined
          ? {}
          : { approval: { ...approval, shown: { ...approval.shown, reasons: [], said: [] } } },
      ),
    'tampered',
  ],
  [
    'the signature was over something else',
    async (scene) =>
      await bent(scene, ({ approval }) =>
        approval === undefined
          ? {}
          : { approval: { ...approval, given: approval.given.map((one) => ({ ...one, digest: 'x' })) } },
      ),
    'tampered',
  ],
  ['the approver says “that wasn’t me”', async (scene) => await frozen(scene, scene.grace), 'approver'],
  [
    'the approver’s account is disabled',
    async ({ town, grace }) => town.directory.change(grace.id, { disabled: true }),
    'approver',
  ],
  [
    'the approver has lost the right',
    async ({ town }) => {
      const list = await roster(town.at.store)
      await town.at.store.write([keepRoster(list, { appointed: ['id-joan'] })])
    },
    'approver',
  ],
  [
    'the passkey that signed was removed',
    async ({ town, grace }) => await changed(town, grace, { factors: [] }),
    'approver',
  ],
]

/** As if other things had been shown, and signed. */
const shownAs = (
  { town }: Scene,
  approval: NonNullable<Facts['approval']>,
  change: Partial<Shown>,
): NonNullable<Facts['approval']> => {
  const shown = { ...approval.shown, ...change }
  const digest = digestOf(shown, town.at.world)
  return { ...approval, shown, digest, given: approval.given.map((one) => ({ ...one, digest })) }
}

describe('a yes is void when', () => {
  test.each(voids)('%s', async (_what, happens, why) => {
    const scene = await flagged()
    const { town, page, grace, joan } = scene
    await approves(scene, grace)
    await happens(scene)
    await page.types('new-password', fresh)
    expect(town.directory.signIn('ada', fresh)).not.toBe('ok')
    expect(town.events('commit.intent')).toHaveLength(0)
    expect(town.events('approval.voided').map(({ detail }) => detail)).toEqual([{ why }])
    await page.sees('approval.wait-title')
    expect(await approves(scene, joan)).toMatchObject({ kind: 'approved', complete: true })
    await page.types('new-password', fresh)
    expect(town.directory.signIn('ada', fresh)).toBe('ok')
  })

  test('it is older than fifteen minutes, whatever was renewed', async () => {
    const scene = await flagged()
    const { town, ada, page, grace } = scene
    await approves(scene, grace)
    await town.later(14 * minute)
    await page.types('new-password', fresh)
    await page.sees('prove.renew')
    await bent(scene, ({ approval }) =>
      approval === undefined
        ? {}
        : {
            approval: {
              ...approval,
              given: approval.given.map((one) => ({ ...one, at: one.at - 2 * minute })),
            },
          },
    )
    await page.passkey(ada.device)
    await page.sees('approval.wait-title')
    expect(town.events('approval.voided').map(({ detail }) => detail)).toEqual([{ why: 'expired' }])
  })
})

describe('a yes still counts when', () => {
  test('the person renews their evidence with a touch', async () => {
    const scene = await flagged()
    const { town, ada, page, grace } = scene
    await town.later(4 * minute)
    await approves(scene, grace)
    await town.later(8 * minute)
    await page.types('new-password', fresh)
    await page.sees('prove.renew')
    await page.passkey(ada.device)
    await page.types('new-password', fresh)
    expect(town.directory.signIn('ada', fresh)).toBe('ok')
    expect(town.events('approval.voided')).toHaveLength(0)
    expect(town.events('approval.requested')).toHaveLength(1)
  })

  test('their page comes out of another network of the same country', async () => {
    const scene = await flagged()
    const { town, page, grace } = scene
    await elsewhere({ network: { country: 'PT', asn: 1, prefix: 'a' } })(scene)
    await press(scene, grace, 'call')
    const anew = await flagged()
    expect(anew.flow).not.toBe(scene.flow)
    await bent(scene, ({ approval }) =>
      approval === undefined ? {} : { approval: shownAs(scene, approval, { country: 'PT' }) },
    )
    await approves(scene, grace)
    await elsewhere({ network: { country: 'PT', asn: 2, prefix: 'b' } })(scene)
    await page.types('new-password', fresh)
    expect(town.directory.signIn('ada', fresh)).toBe('ok')
  })
})

describe('a signature is good for one thing, once', () => {
  test('not a second time, and not for two approvers', async () => {
    const scene = await flaggedForTwo()
    const { town, flow, grace, joan } = scene
    const { token, opened } = await doorOf(scene, grace)
    const { options, nonce } = open(opened)
    const assertion = { nonce, response: grace.device.get({ options }) }
    expect(await town.at.approver.sign(flow, token, assertion)).toMatchObject({ complete: false })
    expect(await town.at.approver.sign(flow, token, assertion)).toEqual({ kind: 'void' })
    const hers = tokenOf(await press(scene, joan, 'approve'))
    expect(await town.at.approver.sign(flow, hers, assertion)).toMatchObject({
      kind: 'refused',
      says: [{ id: 'approval.no.signature' }],
    })
    await scene.page.sees('approval.wait-title')
  })

  test.each<[string, (scene: Scene, other: Scene) => Promise<Readonly<Record<string, unknown>>>]>([
    [
      'over another digest',
      async (scene, other) => {
        const { nonce, options, snapshot } = open((await doorOf(scene, scene.grace)).opened)
        const { digest } = open((await doorOf(other, other.grace)).opened).snapshot
        expect(digest).not.toBe(snapshot.digest)
        const challenge = approvalChallenge(digest, nonce)
        return { nonce, response: scene.grace.device.get({ options }, { challenge }) }
      },
    ],
    [
      'by somebody else’s passkey',
      async (scene) => {
        const { opened } = await doorOf(scene, scene.joan)
        return { nonce: open(opened).nonce, response: scene.joan.device.get(open(opened)) }
      },
    ],
    [
      'by a passkey that did not ask who touches it',
      async (scene) => {
        const { opened } = await doorOf(scene, scene.grace)
        return { nonce: open(opened).nonce, response: scene.grace.device.get(open(opened), { uv: false }) }
      },
    ],
    [
      'on another site',
      async (scene) => {
        const { opened } = await doorOf(scene, scene.grace)
        const response = scene.grace.device.get(open(opened), { origin: 'https://reset.corp.example.evil' })
        return { nonce: open(opened).nonce, response }
      },
    ],
    ['that is none', async () => ({ nonce: 'x', response: {} })],
    [
      'that proved who somebody is',
      async (scene) => {
        const factor = scene.town.at.world.factors.find(({ type }) => type === 'webauthn')
        const { factors, handle } = (await scene.town.at.world.enrolments.of(scene.grace.id)).value
        const whose = { id: scene.grace.id, account: 'grace', displayName: 'Grace', handle }
        const now = scene.town.clock.now()
        const ceremony = { flow: scene.flow, ver: 1, jkt: 'k', now, person: whose }
        const shown = (await factor?.challenge?.(factors, ceremony)) ?? {}
        return { nonce: shown['nonce'], response: scene.grace.device.get(shown) }
      },
    ],
  ])('not %s', async (_what, made) => {
    const scene = await flagged()
    const other = await flagged()
    const assertion = await made(scene, other)
    const { token } = await doorOf(scene, scene.grace)
    expect(await scene.town.at.approver.sign(scene.flow, token, assertion)).toMatchObject({ kind: 'refused' })
    expect(scene.town.events('approval.granted')).toHaveLength(0)
    expect(scene.town.events('approval.refused').at(-1)?.detail).toMatchObject({ why: 'signature' })
  })
})

describe('a door', () => {
  const isShut = async ({ town, flow }: Scene, token: Secret): Promise<void> => {
    expect(await town.at.approver.open(flow, token)).toEqual({ kind: 'void' })
    expect(await town.at.approver.sign(flow, token, {})).toEqual({ kind: 'void' })
  }

  test('is good for five minutes, and only the newest of an approver', async () => {
    const scene = await flagged()
    const first = tokenOf(await press(scene, scene.grace, 'approve'))
    const second_ = tokenOf(await press(scene, scene.grace, 'approve'))
    await isShut(scene, first)
    await scene.town.later(5 * minute - second)
    expect(await scene.town.at.approver.open(scene.flow, second_)).toMatchObject({ kind: 'open' })
    await scene.town.later(second)
    await isShut(scene, second_)
    // Shut by the conversation itself, whoever stands before it.
    const value = { door: sha256(second_.reveal()) }
    const asked = { from: 'approver', name: 'approval-options', value, eventId: 'late' } as const
    expect((await scene.town.at.engine.hear(scene.flow, asked)).reveal).toEqual({ kind: 'void' })
  })

  test('is shut to guesses, in another flow, and once all is over', async () => {
    const scene = await flagged()
    const other = await flagged()
    const token = tokenOf(await press(scene, scene.grace, 'approve'))
    await isShut(scene, new Secret('guess'))
    await isShut({ ...scene, flow: 'nothing' }, token)
    await isShut(other, token)
    await press(scene, scene.joan, 'deny')
    await isShut(scene, token)
  })

  test('is shut to whoever lost the right behind it', async () => {
    const scene = await flagged()
    const { token, opened } = await doorOf(scene, scene.grace)
    await frozen(scene, scene.grace)
    const { options, nonce } = open(opened)
    const assertion = { nonce, response: scene.grace.device.get({ options }) }
    expect(await scene.town.at.approver.open(scene.flow, token)).toMatchObject({ kind: 'refused' })
    expect(await scene.town.at.approver.sign(scene.flow, token, assertion)).toMatchObject({
      says: [{ id: 'approval.no.frozen' }],
    })
  })

  test('leaves nothing of its secret in the store', async () => {
    const scene = await flagged()
    const token = tokenOf(await press(scene, scene.grace, 'approve')).reveal()
    const record = await scene.town.at.store.read(`flow:${scene.flow}`)
    expect(record?.value).not.toContain(token)
    expect(JSON.stringify(scene.town.journal)).not.toContain(token)
  })
})

test('every single thing that is decided or shown changes the digest', async () => {
  const { town, flow } = await flagged()
  const shown = (await town.at.engine.view(flow))?.facts.approval?.shown
  if (shown === undefined) throw new Error('nobody was asked')
  const changes: readonly Partial<Shown>[] = [
    { flow: 'x' },
    { person: { ...shown.person, id: 'x' } },
    { person: { ...shown.person, displayName: 'x' } },
    { purpose: 'unlock' },
    { band: 'deny' },
    { reasons: [] },
    { said: [] },
    { evidence: ['totp'] },
    { jkt: 'x' },
    { browser: 'x' },
    { country: 'PT' },
    { policy: 'x' },
    { rule: 'x' },
    { phone: '1' },
    { needed: 2 },
    { askedAt: 1 },
  ]
  const digests = [shown, ...changes.map((change) => ({ ...shown, ...change }))].map((one) =>
    digestOf(one, town.at.world),
  )
  expect(new Set(digests).size).toBe(changes.length + 1)
})
