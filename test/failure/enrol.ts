import type { Enrolment } from '../../src/enrolment/port.ts'
import { enrolments } from '../../src/enrolment/enrolments.ts'
import { factors } from '../../src/factors/index.ts'
import { nonces } from '../../src/factors/nonces.ts'
import type { EnrolledFactor, FactorType } from '../../src/factors/port.ts'
import { seededTotp } from '../../src/factors/seeded.ts'
import { day } from '../../src/lib/clock.ts'
import type { Keyring } from '../../src/lib/keys.ts'
import type { Store } from '../../src/story/record.ts'
import type { Actor } from '../../src/story/story.ts'
import { softwareAuthenticator } from '../support/authenticator.ts'
import { listOf } from '../support/talk.ts'
import type { Held } from './locked-out.ts'

export interface EnrolParts {
  /** The sealed store of the service. */
  readonly store: Store
  readonly keyring: Keyring
  readonly baseUrl: string
  readonly now: number
}

const seed = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

/** Enrols somebody a month ago, as they would have done it themselves; what they keep of it. */
export const enrol = async (
  parts: EnrolParts,
  whose: { readonly id: string; readonly account: string; readonly actor: Actor },
  types: readonly FactorType[],
): Promise<Held> => {
  const { store, baseUrl, now } = parts
  const origin = new URL(baseUrl).origin
  const held: Held = {
    seed,
    codes: [],
    device: softwareAuthenticator({ origin, rpId: new URL(baseUrl).hostname }),
  }
  const kept = enrolments(store)
  const read = await kept.of(whose.id)
  const addedAt = now - 30 * day
  const made: EnrolledFactor[] = []
  for (const type of types) made.push(await factorOf(parts, type, whose, read.value, held))
  const next: Enrolment = {
    ...read.value,
    factors: made.map((factor) => ({ ...factor, addedAt })),
    bindings: [{ actor: whose.actor, at: addedAt }],
    factorsChangedAt: addedAt,
  }
  const bound = await kept.boundTo(whose.actor)
  const written = await store.write([
    kept.keep(read, next),
    kept.bind(whose.actor, bound, { person: whose.id }),
  ])
  if (!written) throw new Error('the enrolment was not written')
  return held
}

const factorOf = async (
  { store, keyring, baseUrl, now }: EnrolParts,
  type: FactorType,
  { id, account }: { readonly id: string; readonly account: string },
  { handle }: Enrolment,
  held: Held,
): Promise<EnrolledFactor> => {
  if (type === 'totp') return seededTotp(keyring, { person: id, id: 'app', seed, addedAt: now })
  const url = new URL(baseUrl)
  const known = factors({
    keyring,
    nonces: nonces(keyring, store),
    origin: url.origin,
    rpId: url.hostname,
    issuer: 'Latchkey',
    recoveryCost: { memory: 8, passes: 1 },
  })
  const factor = known.find((one) => one.type === type)
  if (factor === undefined) throw new Error(`no factor ${type}`)
  const ceremony = {
    flow: 'seed',
    ver: 1,
    jkt: 'seed',
    now,
    person: { id, account, displayName: account, handle },
  }
  const pending = await factor.begin([], ceremony)
  const shown = await factor.reveal(pending, [], ceremony)
  const answer = type === 'webauthn' ? { nonce: shown['nonce'], response: held.device.create(shown) } : {}
  const done = await factor.finish(pending, [], answer, ceremony)
  if (done.kind !== 'enrolled') throw new Error(`${type}: ${done.reason}`)
  if (type === 'recovery-codes') held.codes.push(...listOf(done.reveal?.['codes']))
  return done.factor
}
