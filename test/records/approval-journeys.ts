import { minute } from '../../src/lib/clock.ts'
import { appointed, approves, longEnrolled, press } from '../flows/approving-scene.ts'
import { enrolled, Person } from '../support/talk.ts'
import type { Journey, Move } from './journeys.ts'
import type { Scene } from './scene.ts'

const fresh = 'Otter-Bridge-Candle-9'
const approvers = new WeakMap<Scene, Person>()

/** Who approves; brought back from a file she has her chat, and her passkey no more. */
const grace = (scene: Scene): Person => approvers.get(scene) ?? new Person(scene.town, 'grace')

const presses = (value: string) => async (scene: Scene) => void (await press(scene, grace(scene), value))

const flagged = {
  story: 'reset-password',
  directory: () => undefined,
  /** Her app alone: somebody has to vouch for her. */
  async before(scene: Scene) {
    scene.ada = await enrolled(scene.town, 'ada', ['totp'])
    const approver = await longEnrolled(scene.town, 'grace')
    approvers.set(scene, approver)
    await appointed(scene.town, approver)
  },
} as const

/** What becomes of a request that somebody must approve, after the moves that lead to it. */
export const approvalJourneys = (toThePage: readonly Move[], byApp: Move): readonly Journey[] => [
  {
    ...flagged,
    name: 'reset-password-denied',
    moves: [
      ...toThePage,
      byApp,
      ['an approver said that they would call', presses('call')],
      ['an approver had a door', presses('approve')],
      ['an approver said no', presses('deny')],
    ],
    outcome: 'denied',
  },
  {
    ...flagged,
    name: 'reset-password-unanswered',
    moves: [
      ...toThePage,
      byApp,
      ['waited for five minutes', ({ town }) => town.later(6 * minute)],
      ['waited for fifteen', ({ town }) => town.later(10 * minute)],
    ],
    outcome: 'no-one-answered',
  },
  {
    ...flagged,
    name: 'reset-password-approved',
    moves: [
      ...toThePage,
      byApp,
      ['an approver said yes', async (scene) => void (await approves(scene, grace(scene)))],
      ['chose a password', async ({ page }) => void (await page.types('new-password', fresh))],
      ['was told of it', ({ town }) => town.later(minute)],
    ],
    outcome: 'done',
    heldBack: true,
  },
]
