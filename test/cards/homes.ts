import { home } from '../../flows/home.ts'
import { beginning, type Facts } from '../../flows/facts.ts'
import type { World } from '../../flows/world.ts'
import type { Status } from '../../src/directory/port.ts'
import type { FactorType } from '../../src/factors/port.ts'
import { unbound } from '../../src/handoff/port.ts'
import { Fault } from '../../src/story/errors.ts'
import { holding, profile } from '../flows/walking/beginnings.ts'
import { ada } from '../flows/walking/walk-answers.ts'
import { WalkStore } from '../flows/walking/walk-store.ts'
import { WalkWorld } from '../flows/walking/walk-world.ts'
import type { Screen } from './screen.ts'

const now = Date.UTC(2026, 5, 1, 9)

/** Somebody who looks at the bot's own page: what is wrong with their account, and how they are set up. */
interface Looker {
  readonly status?: Partial<Status> | 'down' | 'gone'
  readonly factors?: readonly FactorType[]
  readonly linked?: boolean
  readonly kind?: Facts['profile']['kind']
}

const all: readonly FactorType[] = ['webauthn', 'totp', 'recovery-codes']

const lookers: readonly Looker[] = [
  ...(['guest', 'stranger', 'bot', 'deleted'] as const).map((kind) => ({ kind })),
  { linked: false },
  { status: 'down' },
  { status: 'gone' },
  { status: { disabled: true } },
  { status: { accountExpired: true } },
  { status: { lockedByAdmin: true } },
  ...[all, ['totp', 'recovery-codes'] as const, []].flatMap((factors): Looker[] => [
    { factors, status: { locked: false } },
    { factors, status: { locked: true, lockedSince: 1, lockedUntil: 2 } },
    { factors, status: { locked: true, passwordExpired: true } },
    { factors, status: { locked: false, passwordExpired: true } },
    { factors, status: { locked: false, mustChange: true } },
  ]),
]

const worldFor = async ({ status = {}, factors = all, linked = true }: Looker): Promise<World> => {
  const store = new WalkStore()
  const { world } = new WalkWorld(store, 'none', () => now, { mail: true, story: { name: 'why-locked' } })
  await holding(factors, linked)(world, store)
  if (factors.length === 2) {
    const kept = await world.enrolments.of('id-ada')
    await store.write([world.enrolments.keep(kept, { ...kept.value, factorsChangedAt: now - 1 })])
  }
  const asked = async (id: string): Promise<Status | undefined> => {
    if (status === 'down') throw new Fault('ERR_DIRECTORY', 'down')
    const found = await world.people.status(id)
    return status === 'gone' || found === undefined ? undefined : { ...found, ...status }
  }
  return { ...world, people: { ...world.people, status: asked } }
}

/** The bot's own page, as everybody finds it. */
export const homes: readonly Screen[] = await Promise.all(
  lookers.map(async (looker): Promise<Screen> => {
    const seen = { ...profile, kind: looker.kind ?? profile.kind }
    const { card } = await home(await worldFor(looker))(beginning(ada, seen, unbound), now)
    return { room: 'home', card }
  }),
)
