import { keepRoster, roster } from '../../src/approval/roster.ts'
import type { Binding, EnrolmentsPort } from '../../src/enrolment/port.ts'
import type { EnrolledFactor } from '../../src/factors/port.ts'
import { day } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Store } from '../../src/story/record.ts'
import type { Actor } from '../../src/story/story.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { morning, Town } from '../support/world.ts'

/** Whose hand is on a passkey: two approvers, the owner of the account, who is one as well, and the attacker. */
export type Seat = 'grace' | 'hedy' | 'victim' | 'attacker'

/** Chat accounts that presses may come from, and whose they are by the directory. */
export const accounts = {
  grace: { user: 'U-GRACE', of: 'grace' },
  'grace again': { user: 'U-GRACE-2', of: 'grace' },
  hedy: { user: 'U-HEDY', of: 'hedy' },
  victim: { user: 'U-ADA', of: 'victim' },
  'victim again': { user: 'U-ADA-2', of: 'victim' },
  attacker: { user: 'U-JOAN', of: 'attacker' },
  'attacker again': { user: 'U-JOAN-2', of: 'attacker' },
  /** Linked to Grace by the attacker, once he has taken her account over. */
  'grace, taken over': { user: 'U-EVE', of: 'grace' },
} as const satisfies Readonly<Record<string, { readonly user: string; readonly of: Seat }>>
export type Account = keyof typeof accounts
export const accountNames = Object.keys(accounts).filter((name): name is Account => name in accounts)

export const idOf: Readonly<Record<Seat, string>> = {
  grace: 'id-grace',
  hedy: 'id-hedy',
  victim: 'id-ada',
  attacker: 'id-joan',
}

export const actorOf = (account: Account): Actor => ({
  platform: 'test',
  tenant: 'T1',
  user: accounts[account].user,
})

/** The two who do nothing but approve, as they come into the world that is searched. */
export interface Approvers {
  readonly grace: Person
  readonly hedy: Person
  /** A passkey of the attacker's own, made for Grace's account. */
  readonly planted: { readonly device: Person['device']; readonly factor: EnrolledFactor }
}

/** Two approvers with passkeys, and the one that the attacker will add. */
export const approversOf = async (town: Town): Promise<Approvers> => {
  town.directory.add({
    id: 'id-hedy',
    account: 'hedy',
    displayName: 'Hedy',
    password: new Secret('Winter-Lake-2026'),
  })
  const eve = await enrolled(town, 'grace', ['webauthn'])
  const [factor] = (await town.at.world.enrolments.of('id-grace')).value.factors
  if (factor === undefined) throw new Error('no passkey was set up')
  const grace = await enrolled(town, 'grace', ['webauthn'])
  const hedy = await enrolled(town, 'hedy', ['webauthn'])
  return { grace, hedy, planted: { device: eve.device, factor } }
}

const longAgo = morning - 30 * day
type Kept = { readonly store: Store; readonly enrolments: EnrolmentsPort }

/** Everybody long set up, with both chat accounts linked; the owner of the account on the list of approvers, too. */
export const seated = async ({ store, enrolments }: Kept, flagged: boolean): Promise<void> => {
  for (const name of accountNames) {
    const { of } = accounts[name]
    if (name === 'grace, taken over') continue
    const kept = await enrolments.of(idOf[of])
    const actor = actorOf(name)
    const rest = kept.value.bindings.filter((b) => b.actor.user !== actor.user)
    const own = kept.value.bindings.find((b) => b.actor.user === actor.user)
    const binding: Binding = own ?? { actor, at: longAgo }
    const factors = kept.value.factors.map((f) => ({ ...f, addedAt: longAgo }))
    const reset = flagged && { lastResetAt: morning - day / 24 }
    const next = { ...kept.value, factors, bindings: [...rest, binding], ...reset }
    const bound = await enrolments.boundTo(actor)
    await store.write([enrolments.keep(kept, next), enrolments.bind(actor, bound, { person: idOf[of] })])
  }
  await onList(store, ['grace', 'hedy', 'victim'])
}

export const onList = async (store: Store, seats: readonly Seat[]): Promise<void> => {
  const list = await roster(store)
  const appointed = [...list.value.appointed, ...seats.map((seat) => idOf[seat])]
  await store.write([keepRoster(list, { appointed })])
}

/** The attacker adds his passkey to Grace's, and links a chat account of his own. */
export const joined = async (
  { store, enrolments }: Kept,
  factor: EnrolledFactor,
  now: number,
): Promise<void> => {
  const actor = actorOf('grace, taken over')
  const kept = await enrolments.of(idOf.grace)
  const { factors, bindings } = kept.value
  await store.write([
    enrolments.keep(kept, {
      ...kept.value,
      factors: [...factors, { ...factor, addedAt: now }],
      bindings: [...bindings, { actor, at: now }],
      factorsChangedAt: now,
    }),
    enrolments.bind(actor, await enrolments.boundTo(actor), { person: idOf.grace }),
  ])
}
