import { changeExpired } from '../../../flows/change-expired.ts'
import { enrolFactor } from '../../../flows/enrol-factor.ts'
import { beginning, disowningInChat } from '../../../flows/facts.ts'
import { notMe } from '../../../flows/not-me.ts'
import { resetPassword } from '../../../flows/reset-password.ts'
import { unfreeze } from '../../../flows/unfreeze.ts'
import { unlockAccount } from '../../../flows/unlock-account.ts'
import { withQuestions } from '../../../flows/with-questions.ts'
import type { World } from '../../../flows/world.ts'
import type { FactorType } from '../../../src/factors/port.ts'
import type { Standing } from '../../../src/freeze/port.ts'
import { unbound } from '../../../src/handoff/port.ts'
import { ada } from './walk-answers.ts'
import { seedChannel } from './walk-approvers.ts'
import type { WalkStore } from './walk-store.ts'
import type { Beginning } from './walk.ts'

const yesterday = Date.UTC(2026, 4, 31, 9)

export const profile = {
  actor: ada,
  displayName: 'Ada',
  kind: 'member',
  email: 'ada@corp.example',
  emailConfirmed: true,
} as const

export const holding =
  (types: readonly FactorType[], bound: boolean) =>
  async (world: World, store: WalkStore): Promise<void> => {
    const kept = await world.enrolments.of('id-ada')
    const factors = types.map((type) => ({ id: `f-${type}`, type, label: type, addedAt: 0, data: {} }))
    const next = { ...kept.value, factors, bindings: bound ? [{ actor: ada, at: 0 }] : [] }
    const changes = [world.enrolments.keep(kept, next)]
    const actor = await world.enrolments.boundTo(ada)
    if (bound) changes.push(world.enrolments.bind(ada, actor, { person: 'id-ada' }))
    await store.write(changes)
  }

const begins = (
  story: Beginning['story'],
  types: readonly FactorType[],
  mail = true,
  bound = true,
): Beginning => ({
  story,
  facts: beginning(ada, profile, unbound),
  mail,
  seed: holding(types, bound),
})

/** The same with self-service as it stands for the person. */
const standing = (from: Beginning, stands: Partial<Standing>): Beginning => ({
  ...from,
  async seed(world, store) {
    await from.seed(world, store)
    const kept = await world.freezes.of('id-ada')
    await store.write([world.freezes.keep(kept, { ...kept.value, ...stands })])
  },
})

/** "That wasn't me" in chat, while one conversation is on and another writes to the directory. */
const disowns = (bound = true, stands: Partial<Standing> = {}): Beginning => {
  const talks = [
    { flow: 'another', actor: ada, at: yesterday },
    { flow: 'writing', actor: ada, at: yesterday, acting: 'op' },
  ]
  const from = { ...begins(notMe, ['totp'], true, bound), facts: disowningInChat(ada, profile, unbound) }
  return standing(from, { talks, ...stands })
}

/** A reset an hour ago is a reason to look: approvers are asked, and the person is on their list as well. */
const flagged = (from: Beginning): Beginning => ({
  ...from,
  approvers: true,
  async seed(world, store) {
    await from.seed(world, store)
    await seedChannel(world, store)
    const kept = await world.enrolments.of('id-ada')
    const hourAgo = yesterday + 23 * 60 * 60_000
    const recent = { ...kept.value, lastResetAt: hourAgo, factorsChangedAt: hourAgo }
    await store.write([world.enrolments.keep(kept, recent)])
  },
})

/** Sign-ins are known, and the request looks unlike the person; somebody may approve. */
const questioned = (from: Beginning): Beginning => ({
  ...from,
  story: withQuestions([from.story])[0] ?? from.story,
  asks: true,
  approvers: true,
  async seed(world, store) {
    await from.seed(world, store)
    await seedChannel(world, store)
  },
})

/** Every walk: its name, where it begins, more records than this, fewer than that. */
export const walks: readonly (readonly [string, Beginning, number, number])[] = [
  ['reset with app and codes', begins(resetPassword, ['totp', 'recovery-codes']), 400, 800],
  [
    'reset with a code of the app in chat',
    { ...begins(resetPassword, ['totp', 'recovery-codes']), inChat: true },
    400,
    1600,
  ],
  ['reset with a passkey and one address', begins(resetPassword, ['webauthn'], false), 100, 250],
  ['change with an app', begins(changeExpired, ['totp']), 200, 900],
  ['unlock with an app', begins(unlockAccount, ['totp', 'recovery-codes']), 200, 600],
  ['unlock with a passkey and one address', begins(unlockAccount, ['webauthn'], false), 100, 250],
  ['reset that somebody must approve', flagged(begins(resetPassword, ['webauthn'])), 300, 3000],
  ['reset that two must approve', flagged(begins(resetPassword, ['totp'])), 300, 6000],
  ['unlock that somebody must approve', flagged(begins(unlockAccount, ['webauthn'], false)), 300, 3000],
  ['reset with questions', questioned(begins(resetPassword, ['webauthn'])), 300, 4000],
  ['set-up of somebody new', begins(enrolFactor, [], true, false), 250, 600],
  ['that was not me', disowns(), 5, 60],
  ['that was not me, unlinked', disowns(false), 5, 60],
  ['that was not me, soon after it was opened', disowns(true, { thawedAt: yesterday + 60_000 }), 5, 60],
  [
    'opening with a passkey',
    standing(begins(unfreeze, ['webauthn', 'totp']), { frozenAt: yesterday }),
    50,
    300,
  ],
  ['set-up of somebody who has an app', begins(enrolFactor, ['totp']), 1000, 2500],
]
